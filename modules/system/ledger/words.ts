// What each word of the ledger means, in the order of the equation. The same words stand in docs/operations.md.

import type { Counter } from '../ledger-table.js';

export interface Word {
  readonly counter: Counter;
  readonly label: string;
  readonly hint: string;
  /**
   * `here`: it can be found; `coming`: it will be; `meant`: left out because somebody said so; `missing`: it should be there and is not;
   * `either`: meant, or there was no room for it, which Health knows. Undefined for what came.
   */
  readonly fate?: 'here' | 'coming' | 'meant' | 'either' | 'missing';
}

export const WORDS: readonly Word[] = [
  { counter: 'received', label: 'Received', hint: 'Counted at the socket, before anything looks at it' },
  { counter: 'stored', label: 'Stored', hint: 'Found by search', fate: 'here' },
  { counter: 'duplicate', label: 'Duplicate', hint: 'Was stored already', fate: 'here' },
  { counter: 'filtered', label: 'Filtered', hint: 'Taken by a drop rule, or its source is ignored', fate: 'meant' },
  { counter: 'limited', label: 'Limited', hint: 'Over the rate limit of its source or its sender', fate: 'meant' },
  {
    counter: 'refused',
    label: 'Refused',
    hint: 'Turned away: an unknown sender, not on an allow list, or no room in the store and the spool',
    fate: 'either',
  },
  {
    counter: 'failed',
    label: 'Failed',
    hint: 'The store did not take this one message, or a plugin failed on it',
    fate: 'missing',
  },
  {
    counter: 'queued',
    label: 'Queued',
    hint: 'In memory or in the spool on disk, on its way to the store',
    fate: 'coming',
  },
  {
    counter: 'lost',
    label: 'Lost',
    hint: 'In memory when the collector ended, or given up by a full spool',
    fate: 'missing',
  },
  {
    counter: 'dropped',
    label: 'Dropped',
    hint: 'By the kernel, for want of memory, or damaged on arrival: beside the equation',
    fate: 'missing',
  },
];

/** What became of messages: everything but `received`. */
export const FATES: readonly (Word & { readonly fate: NonNullable<Word['fate']> })[] = WORDS.flatMap((word) =>
  word.fate === undefined ? [] : [{ ...word, fate: word.fate }],
);
