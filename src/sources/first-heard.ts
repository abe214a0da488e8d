// Since when something is stored of a source, by the time of receipt: what a device says of the time may be hours off.

import type { Query } from '#src/query/ast.js';
import type { EventReader, TimeRange } from '#src/store/event-store.js';

const HOUR_MS = 3_600_000;
const LOOK_BACK_MS = 31 * 24 * HOUR_MS;
const DEADLINE_MS = 3_000;
/** Events of the first hours are stored about in the order in which they came; the earliest time among so many is the answer. */
const FIRST_EVENTS = 50;

/** Events of the last 31 days by their own time; clocks may run ahead by an hour. `now`: ms since 1970. */
export function lookBack(now: number): TimeRange {
  return { from: now - LOOK_BACK_MS, to: now + HOUR_MS };
}

/** ms since 1970; undefined when nothing of the last 31 days is stored. @throws Fault QUERY_DEADLINE */
export async function firstHeard(
  store: EventReader,
  source: string,
  now: number,
  signal?: AbortSignal,
): Promise<number | undefined> {
  const query: Query = { kind: 'equals', field: 'lanwarden.source', value: source };
  const range = lookBack(now);
  // The hour comes from the histogram, which is kept counted.
  const options = { query, ...(signal && { signal }) };
  const { buckets } = await store.histogram({ ...options, range, deadlineMs: DEADLINE_MS, intervalMs: HOUR_MS });
  const hour = buckets[0]?.time;
  if (hour === undefined) return undefined;
  const request = { ...options, range: { from: hour, to: range.to }, batchSize: FIRST_EVENTS };
  for await (const { events } of store.scan({ ...request, order: 'time' }))
    return Math.min(...events.map((event) => event['event.ingested']));
  return hour;
}
