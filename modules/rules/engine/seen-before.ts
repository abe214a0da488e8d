// First seen: which values of a record are new for its key. They are known from then on, whether something is said or not.

import { MAX_RECORD_EVENTS, type MatchRecord, type Origin } from '../match-record.js';
import { Agreement } from './agreement.js';
import type { SeenValues } from './seen-values.js';

/** The record cut down to its new values; undefined when there are none, or the rule only learns yet. */
export function firstSeenOf(record: MatchRecord, seen: SeenValues): (MatchRecord & Named) | undefined {
  const { rule, key, first, values = [], origins, hasMoreValues } = record;
  const isNew = values.map((value) => seen.see(rule, key, value, first));
  const newValues = values.filter((_, index) => isNew[index]);
  if (newValues.length === 0 || seen.isLearning(rule, key, first)) return undefined;
  if (newValues.length === values.length && hasMoreValues !== true) return { ...record, newValues };
  // Of a collector of an older version nothing says which events they are.
  if (origins === undefined) return { ...record, count: newValues.length, newValues };
  return { ...record, ...broughtBy(origins.filter((_, index) => isNew[index])), newValues };
}

interface Named {
  readonly newValues: readonly string[];
}

/** An event may have brought several values. */
function broughtBy(all: readonly Origin[]): Partial<MatchRecord> {
  const origins = [...new Map(all.map((origin) => [origin.event.id || origin, origin])).values()];
  const times = origins.map(({ event }) => event.time);
  const first = Math.min(...times);
  const agreement = new Agreement();
  for (const { event, entity, source, byReceipt } of origins)
    agreement.add({ step: 0, count: 1, first, last: event.time, events: [], entity, byReceipt, ...(source !== undefined && { source }) }); // prettier-ignore
  const { entity, source, byReceipt } = agreement.since(first);
  const events = origins.slice(0, MAX_RECORD_EVENTS).map(({ event }) => event);
  const found = { count: origins.length, first, last: Math.max(...times), events, entity, byReceipt };
  return { ...found, source };
}
