// First seen: which values of a record are new for its key. They are known from then on, whether something is said or not.

import type { MatchRecord } from '../match-record.js';
import type { SeenValues } from './seen-values.js';

/** The record cut down to its new values; undefined when there are none, or the rule only learns yet. */
export function firstSeenOf(record: MatchRecord, seen: SeenValues): (MatchRecord & Named) | undefined {
  const { rule, key, first, values = [], hasMoreValues } = record;
  const newValues = values.filter((value) => seen.see(rule, key, value, first));
  if (newValues.length === 0 || seen.isLearning(rule, key, first)) return undefined;
  const isWhole = newValues.length === values.length && !hasMoreValues;
  return { ...record, count: isWhole ? record.count : newValues.length, newValues };
}

interface Named {
  readonly newValues: readonly string[];
}
