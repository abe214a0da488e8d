// Counts of a few events in memory, in the shapes of the store's own: for events that only a look at every row finds, so that one look
// answers all questions.

import type { FieldValue } from '#src/event/event.js';
import type { Histogram, TopEntry } from '#src/store/event-store.js';

/** Those fields of an event that pages count. */
export type SlimEvent = Readonly<Record<string, FieldValue | undefined>> & { readonly '@timestamp': number };

export function tallyTop(events: readonly SlimEvent[], field: string): readonly TopEntry[] {
  const counts = new Map<string, number>();
  for (const event of events) {
    for (const value of new Set(textsOf(event[field]))) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].map(([value, count]) => ({ value, count }));
}

/** By `event.severity`. */
export function tallyHistogram(events: readonly SlimEvent[], intervalMs: number): Histogram['buckets'] {
  const buckets = new Map<string, { time: number; key: string; count: number }>();
  for (const event of events) {
    const time = Math.floor(event['@timestamp'] / intervalMs) * intervalMs;
    const key = String(event['event.severity']);
    const bucket = buckets.get(`${time} ${key}`) ?? { time, key, count: 0 };
    bucket.count += 1;
    buckets.set(`${time} ${key}`, bucket);
  }
  return [...buckets.values()];
}

/** The sums of several lists, most frequent first. */
export function mergedTop(lists: readonly (readonly TopEntry[])[], limit: number): readonly TopEntry[] {
  const sums = new Map<string, number>();
  for (const { value, count } of lists.flat()) sums.set(value, (sums.get(value) ?? 0) + count);
  return [...sums]
    .map(([value, count]) => ({ value, count }))
    .toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, limit);
}

function textsOf(value: FieldValue | undefined): readonly string[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value.map(String) : [String(value as string)];
}
