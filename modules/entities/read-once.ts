// One pass over the events of a query that no index answers, keeping of each what pages count, and the newest whole.

import { performance } from 'node:perf_hooks';
import type { LogEvent } from '#src/event/event.js';
import { Fault } from '#src/faults.js';
import type { AggregateRequest, EventReader } from '#src/store/event-store.js';
import type { SlimEvent } from './tally.js';

export interface ReadEvents {
  /** Oldest first. */
  readonly slim: readonly SlimEvent[];
  /** Newest first. */
  readonly newest: readonly LogEvent[];
}

export const MAX_NEWEST = 50;
/** Some 300 bytes each, for the time of a request. */
const MAX_EVENTS = 50_000;
/** What the pages ask for; whatever else an event holds may be long. */
const KEPT = [
  ...['@timestamp', 'event.severity', 'event.outcome', 'event.action', 'lanwarden.family', 'lanwarden.source'],
  ...['user.name', 'user.target.name', 'source.ip', 'destination.ip', 'host.name', 'dns.question.name'],
] as const;

/** Undefined when there are too many to hold. @throws Fault QUERY_DEADLINE */
export async function readOnce(
  store: EventReader,
  { query, range, signal, deadlineMs = 10_000 }: AggregateRequest,
): Promise<ReadEvents | undefined> {
  const slim: SlimEvent[] = [];
  let newest: readonly LogEvent[] = [];
  const endsAt = performance.now() + deadlineMs;
  for await (const { events } of store.scan({ query, range, order: 'time' })) {
    if (signal?.aborted === true || performance.now() > endsAt)
      throw new Fault('QUERY_DEADLINE', `Reading took longer than ${deadlineMs} ms. Choose a shorter range.`);
    for (const event of events) slim.push(Object.fromEntries(KEPT.map((field) => [field, event[field]])) as SlimEvent);
    newest = [...newest, ...events].slice(-MAX_NEWEST);
    if (slim.length > MAX_EVENTS) return undefined;
  }
  return { slim, newest: newest.toReversed() };
}
