// Pages of a search, one event, and its neighbours, of any engine that has segments.

import type { LogEvent } from '../../event/event.js';
import { ALL, type Query } from '../../query/ast.js';
import type { Page, ReadOptions, SearchRequest, TimeRange } from '../event-store.js';
import { placeOf, readPlace, writePlace } from './cursor.js';
import { ReadBudget } from './read-budget.js';
import { parseEventId } from './rowid.js';
import { ordered, rowOf, type Segments } from './segments.js';

const MAX_PAGE = 10_000;
/** Of raw text, in characters: what is made of a page has to fit into memory and into one string. Whoever wants more follows `next`. */
const MAX_PAGE_CHARS = 16_000_000;
/** Read of a segment at once. */
const MAX_CHUNK = 1_000;
const EVER: TimeRange = { from: -Infinity, to: Infinity };

export async function search(segments: Segments, request: SearchRequest): Promise<Page> {
  const { query, range, cursor } = request;
  const limit = Math.min(Math.max(1, Math.floor(request.limit)), MAX_PAGE);
  const beyond = cursor === undefined ? undefined : readPlace(cursor);
  const budget = new ReadBudget(request);
  const events: LogEvent[] = [];
  const chunk = Math.min(limit, MAX_CHUNK) + 1;
  let chars = 0;
  let last: string | undefined;
  for await (const { event, place } of ordered(segments, {
    query,
    range,
    direction: 'descending',
    beyond,
    chunk,
    budget: () => budget,
  })) {
    if (last !== undefined) return { events, next: last };
    events.push(event);
    chars += event['event.original'].length;
    if (events.length === limit || chars >= MAX_PAGE_CHARS) last = writePlace(place);
  }
  return { events };
}

export async function get(segments: Segments, id: string): Promise<LogEvent | undefined> {
  const parsed = parseEventId(id);
  if (parsed === undefined) return undefined;
  const budget = new ReadBudget();
  const state = await segments.describe(parsed.segment, budget);
  return state && rowOf(segments, state, parsed.row, budget);
}

export async function around(
  segments: Segments,
  id: string,
  n: number,
  options?: ReadOptions,
): Promise<readonly LogEvent[]> {
  const parsed = parseEventId(id);
  const budget = new ReadBudget(options);
  const state = parsed && (await segments.describe(parsed.segment, budget));
  const event = state && (await rowOf(segments, state, parsed.row, budget));
  if (event === undefined) return [];
  const count = Math.min(Math.max(0, Math.floor(n)), MAX_PAGE);
  const beyond = placeOf(state as NonNullable<typeof state>, parsed?.row as number);
  const neighbours = async (direction: 'ascending' | 'descending'): Promise<LogEvent[]> => {
    const found: LogEvent[] = [];
    if (count === 0) return found;
    const request = { query: sameHost(event), range: EVER, direction, beyond, chunk: count, budget: () => budget };
    for await (const placed of ordered(segments, request)) {
      if (found.push(placed.event) === count) break;
    }
    return found;
  };
  const before = await neighbours('descending');
  return [...before.reverse(), event, ...(await neighbours('ascending'))];
}

function sameHost(event: LogEvent): Query {
  const host = event['host.name'];
  if (host === undefined) return { kind: 'not', of: { kind: 'exists', field: 'host.name' } };
  return typeof host === 'string' ? { kind: 'equals', field: 'host.name', value: host } : ALL;
}
