// What a sender looks like, from the events that are stored of it: parser, family, host name, since when.

import { guessKind, type SourceKind } from '../kinds.js';
import type { Query } from '#src/query/ast.js';
import type { AggregateRequest, EventReader, TopEntry } from '#src/store/event-store.js';

export interface Looks {
  /** ms since 1970, by the time of its events; undefined when nothing is stored of the last 31 days. */
  readonly firstSeen: number | undefined;
  /** The parser that claims most of it; undefined when none does. */
  readonly parser: string | undefined;
  readonly host: string | undefined;
  readonly kind: SourceKind;
}

const HOUR_MS = 3_600_000;
const LOOK_BACK_MS = 31 * 24 * HOUR_MS;
const DEADLINE_MS = 3_000;
const FIELDS = ['event.dataset', 'lanwarden.family', 'host.name'];

/** `now`: ms since 1970. @throws Fault QUERY_DEADLINE */
export async function looksOf(store: EventReader, source: string, now: number): Promise<Looks> {
  const query: Query = { kind: 'equals', field: 'lanwarden.source', value: source };
  const request = { query, range: { from: now - LOOK_BACK_MS, to: now + HOUR_MS }, deadlineMs: DEADLINE_MS };
  const [facets, firstSeen] = await Promise.all([
    store.facets({ ...request, fields: FIELDS, limit: 3 }),
    firstTime(store, request),
  ]);
  const parser = firstBut(facets['event.dataset'], 'none');
  const family = firstBut(facets['lanwarden.family'], 'unknown');
  return {
    ...{ parser, firstSeen, kind: guessKind(parser, family), host: firstBut(facets['host.name'], source) },
  };
}

/** Its hour from the histogram, which is kept counted; then the first event in it. */
async function firstTime(store: EventReader, request: AggregateRequest): Promise<number | undefined> {
  const hour = (await store.histogram({ ...request, intervalMs: HOUR_MS })).buckets[0]?.time;
  if (hour === undefined) return undefined;
  const range = { from: hour, to: hour + HOUR_MS };
  for await (const { events } of store.scan({ query: request.query, range, order: 'time', batchSize: 1 }))
    return events[0]?.['@timestamp'];
  return hour;
}

function firstBut(entries: readonly TopEntry[] | undefined, not: string): string | undefined {
  return entries?.find(({ value }) => value !== '' && value !== not)?.value;
}
