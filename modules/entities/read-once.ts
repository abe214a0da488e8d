// One pass over the events of a query that no index answers, keeping of each what pages count, and the newest whole.

import { performance } from 'node:perf_hooks';
import type { LogEvent } from '#src/event/event.js';
import { Fault } from '#src/faults.js';
import type { AggregateRequest, EventReader } from '#src/store/event-store.js';
import type { SlimEvent } from './tally.js';

export interface ReadEvents {
  /** Newest first. */
  readonly slim: readonly SlimEvent[];
  /** Newest first. */
  readonly newest: readonly LogEvent[];
}

export const MAX_NEWEST = 50;
/** So many at a time, that other requests get their turn. */
const PAGE_EVENTS = 1_000;
/** Some 300 bytes each, for the time of a request. */
const MAX_EVENTS = 50_000;
/** What the pages ask for; whatever else an event holds may be long. */
const KEPT = [
  '@timestamp',
  'event.severity',
  'event.outcome',
  'event.action',
  'lanwarden.family',
  'lanwarden.source',
  'user.name',
  'user.target.name',
  'source.ip',
  'destination.ip',
  'host.name',
  'dns.question.name',
] as const;

/** @throws Fault QUERY_DEADLINE, also when there are too many to hold */
export async function readOnce(
  store: EventReader,
  { query, range, signal, deadlineMs = 4_000 }: AggregateRequest,
): Promise<ReadEvents> {
  const slim: SlimEvent[] = [];
  const newest: LogEvent[] = [];
  const endsAt = performance.now() + deadlineMs;
  for (let cursor: string | undefined, isMore = true; isMore; isMore = cursor !== undefined) {
    const rest = { deadlineMs: Math.max(1, endsAt - performance.now()), signal };
    const { events, next } = await store.search({ query, range, limit: PAGE_EVENTS, cursor, ...rest });
    for (const event of events) slim.push(Object.fromEntries(KEPT.map((field) => [field, event[field]])) as SlimEvent);
    newest.push(...events.slice(0, MAX_NEWEST - newest.length));
    if (slim.length > MAX_EVENTS) throw new Fault('QUERY_DEADLINE', 'There are too many events to read.');
    cursor = next;
  }
  return { slim, newest };
}
