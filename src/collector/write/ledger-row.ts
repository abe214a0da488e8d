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

/** Of rows of one source, or of many. Balanced when each of them is. */
export function sumOf(rows: readonly LedgerRow[]): LedgerRow {
  const sum: Record<string, number> = Object.fromEntries(COUNTERS.map((counter) => [counter, 0]));
  let last = 0;
  for (const row of rows) {
    for (const counter of COUNTERS) sum[counter]! += row[counter];
    last = Math.max(last, row.lastReceived ?? 0);
  }
  return {
    ...(sum as unknown as LedgerRow),
    ...{ source: rows[0]?.source ?? '', balanced: rows.every(({ balanced }) => balanced) },
    ...(last > 0 && { lastReceived: last }),
  };
}

const COUNTERS = [
  ...['received', 'stored', 'duplicate', 'filtered', 'limited', 'refused', 'failed', 'queued', 'lost', 'dropped'],
] as readonly Exclude<keyof LedgerRow, 'source' | 'balanced' | 'lastReceived'>[];
