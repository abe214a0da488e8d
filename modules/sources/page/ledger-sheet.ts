// A source's line of the ledger in words: what came, and what became of it.

import type { LedgerRow } from '../directory/source-entry.js';

export interface LedgerEntry {
  readonly label: string;
  readonly count: number;
  readonly hint: string;
}

const WORDS: readonly (readonly [Exclude<keyof LedgerRow, 'source' | 'balanced' | 'lastReceived'>, string, string])[] =
  [
    ['stored', 'Stored', 'They can be found.'],
    ['duplicate', 'Duplicates', 'They were stored before.'],
    ['filtered', 'Filtered', 'A drop rule took them, or the source is ignored.'],
    ['limited', 'Limited', 'They were above the rate limit of the source or of its sender.'],
    [
      'refused',
      'Refused',
      'The sender is unknown or may not send as this source, or nothing could be stored at that time.',
    ],
    ['failed', 'Failed', 'They could not be stored.'],
    ['queued', 'Waiting', 'They are about to be stored, or wait on disk until the store is back.'],
    ['lost', 'Lost', 'A crash took them from memory, or a full spool gave them up.'],
    ['dropped', 'Dropped', 'They were lost in the system’s buffers, or came damaged or in part.'],
  ];

/** What is zero is left out, but for what is stored. */
export function ledgerSheet(row: LedgerRow): readonly LedgerEntry[] {
  return WORDS.filter(([counter]) => counter === 'stored' || row[counter] > 0).map(([counter, label, hint]) => ({
    label,
    hint,
    count: row[counter],
  }));
}
