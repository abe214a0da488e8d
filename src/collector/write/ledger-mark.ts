// What the store keeps of the ledger, in the transactions that change it: what is stored of a source, and what was a duplicate.
//
//   [stored, duplicate, [through, spooled], ...]      e.g. [118, 2, [100, 7], [120, 3]]
//
// A list behind the two for each append that the ledger had not counted yet: of its messages so many came out of the spool, and with them
// stored + duplicate is `through`. Who finds the mark and knows up to where the ledger counted knows by these how many of the rest the
// spool gives again. No list where none came out of the spool.

import type { Mark } from '../../store/event-store.js';
import { isCount } from './ledger-counts.js';

/** What became of messages of one source. */
export interface Outcomes {
  stored: number;
  duplicate: number;
  /** Of both together, out of the spool. */
  spooled: number;
}

/** @param appends that are not in `counted` yet, in their order */
export function markOf(
  collector: string,
  source: string,
  counted: Pick<Outcomes, 'stored' | 'duplicate'>,
  appends: readonly Outcomes[],
): Mark {
  let { stored, duplicate } = counted;
  const lists: Spooled[] = [];
  for (const append of appends) {
    stored += append.stored;
    duplicate += append.duplicate;
    if (append.spooled > 0) lists.push([stored + duplicate, append.spooled]);
  }
  return {
    key: `${prefixOf(collector)}${source}`,
    version: stored + duplicate,
    value: JSON.stringify([stored, duplicate, ...lists]),
  };
}

export interface ReadMark {
  readonly source: string;
  readonly stored: number;
  readonly duplicate: number;
  readonly spooled: readonly Spooled[];
}

type Spooled = readonly [through: number, spooled: number];

/** Undefined for a mark of another kind; zeros where the value is none of ours. */
export function readMark(collector: string, { key, value }: Mark): ReadMark | undefined {
  const prefix = prefixOf(collector);
  if (!key.startsWith(prefix)) return undefined;
  const [stored, duplicate, ...spooled] = countsIn(value);
  return { source: key.slice(prefix.length), stored, duplicate, spooled };
}

/** How many came out of the spool of what the ledger did not count, which came to stored + duplicate = `counted`. */
export function spooledBehind({ spooled }: ReadMark, counted: number): number {
  return spooled.reduce((sum, [through, n]) => (through > counted ? sum + n : sum), 0);
}

const prefixOf = (collector: string): string => `ledger/${collector}/`;

function countsIn(value: string): readonly [number, number, ...Spooled[]] {
  try {
    const [stored, duplicate, ...spooled] = JSON.parse(value) as [unknown, unknown, ...unknown[]];
    if (isCount(stored) && isCount(duplicate)) return [stored, duplicate, ...spooled.filter(isSpooled)];
  } catch {
    // an expected outcome: the store's file was damaged
  }
  return [0, 0];
}

function isSpooled(value: unknown): value is Spooled {
  return Array.isArray(value) && value.length === 2 && value.every(isCount);
}
