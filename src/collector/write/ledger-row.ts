// The ledger as it is shown: one line a source.

import type { LedgerCounts } from './ledger-counts.js';

/** One source's line of the ledger. `queued` is counted at the queue itself, so that the equation can fail. */
export interface LedgerRow {
  readonly source: string;
  readonly received: number;
  readonly stored: number;
  readonly duplicate: number;
  readonly filtered: number;
  readonly limited: number;
  readonly refused: number;
  readonly failed: number;
  readonly queued: number;
  readonly lost: number;
  readonly dropped: number;
  /** ms since 1970; undefined when nothing came yet. */
  readonly lastReceived?: number;
  readonly balanced: boolean;
}

export function rowOf(source: string, counts: LedgerCounts, slot: number, queued: number): LedgerRow {
  const lastReceived = counts.at(slot, 'lastReceived');
  return {
    source,
    received: counts.at(slot, 'received'),
    stored: counts.at(slot, 'stored'),
    duplicate: counts.at(slot, 'duplicate'),
    filtered: counts.at(slot, 'filtered'),
    limited: counts.at(slot, 'limited'),
    refused: counts.at(slot, 'refused'),
    failed: counts.at(slot, 'failed'),
    queued,
    lost: counts.at(slot, 'lost'),
    dropped: counts.at(slot, 'dropped'),
    ...(lastReceived > 0 ? { lastReceived } : {}),
    balanced: queued >= 0 && counts.at(slot, 'received') === counts.settled(slot) + queued,
  };
}
