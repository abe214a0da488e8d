// What the store keeps of the ledger, in the transactions that change it: what is stored of a source, and what was a duplicate.

import type { Mark } from '../../store/event-store.js';
import { isCount } from './ledger-counts.js';

export function markOf(collector: string, source: string, stored: number, duplicate: number): Mark {
  return {
    key: `${prefixOf(collector)}${source}`,
    version: stored + duplicate,
    value: JSON.stringify([stored, duplicate]),
  };
}

export interface ReadMark {
  readonly source: string;
  readonly stored: number;
  readonly duplicate: number;
}

/** Undefined for a mark of another kind; zeros where the value is none of ours. */
export function readMark(collector: string, { key, value }: Mark): ReadMark | undefined {
  const prefix = prefixOf(collector);
  if (!key.startsWith(prefix)) return undefined;
  const [stored, duplicate] = countsIn(value);
  return { source: key.slice(prefix.length), stored, duplicate };
}

const prefixOf = (collector: string): string => `ledger/${collector}/`;

function countsIn(value: string): readonly [number, number] {
  try {
    const [stored, duplicate] = JSON.parse(value) as [unknown, unknown];
    if (isCount(stored) && isCount(duplicate)) return [stored, duplicate];
  } catch {
    // an expected outcome: the store's file was damaged
  }
  return [0, 0];
}
