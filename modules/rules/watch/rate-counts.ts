// What rate rules count, from the store: how many events of each key lie in a window. Imported events do not count in the window that is
// judged; what they say of earlier weeks does.

import { type AlertEvent, MAX_MESSAGE_CHARS } from '#src/alerts/alert.js';
import type { LogEvent } from '#src/event/event.js';
import { fieldOf } from '#src/event/fields.js';
import { lowerAscii } from '#src/query/ascii.js';
import type { Query } from '#src/query/ast.js';
import type { EventReader, TimeRange } from '#src/store/event-store.js';
import { isImported } from '#src/store/segments.js';
import { keyOf } from '../engine/key.js';
import { parseRuleQuery } from '../lists.js';
import type { Rule, RuleSet } from '../rule.js';
import { compare, comparedWith, type RateDetection, type UnusualKey } from './rate.js';

const MAX_KEYS = 1_000;
/** Of those that are unusual in one window. */
const MAX_UNUSUAL = 100;
const SAMPLE_EVENTS = 10;
const MAX_IMPORTED = 100_000;
const DEADLINE_MS = 10_000;

export interface RateQuestion {
  readonly query: Query;
  /** Facet field of the keys; undefined: one key for all. */
  readonly by: string | undefined;
}

/** Undefined where it cannot be asked: a query that cannot be read (any more), keys that are no facet. */
export function rateQuestion(
  rule: Rule,
  detect: RateDetection,
  { exceptions, lists, zone }: RuleSet,
): RateQuestion | undefined {
  const parsed = parseRuleQuery(detect.query, lists, zone);
  const by = rule.groupBy[0] === undefined ? undefined : fieldOf(rule.groupBy[0]);
  if (parsed.kind === 'invalid' || rule.groupBy.length > 1) return undefined;
  if (rule.groupBy.length === 1 && by?.place !== 'facet') return undefined;
  const without = exceptions
    .filter(({ ruleId }) => ruleId === undefined || ruleId === rule.id)
    .flatMap(({ query }): Query[] => {
      const exception = parseRuleQuery(query, lists, zone);
      return exception.kind === 'invalid' ? [] : [{ kind: 'not', of: exception.query }];
    });
  return { query: without.length === 0 ? parsed.query : { kind: 'and', of: [parsed.query, ...without] }, by: by?.name };
}

/** @param dataSince ms: since when events are stored. @throws Fault QUERY_DEADLINE */
export async function unusualKeys(
  store: EventReader,
  question: RateQuestion,
  detect: RateDetection,
  window: TimeRange,
  given: { readonly dataSince: number; readonly zone: string },
): Promise<readonly UnusualKey[]> {
  const { windows, each: unit } = comparedWith(window, given.dataSince, given.zone);
  if (windows.length === 0) return [];
  const now = await countsByKey(store, question, window);
  const { direction, atLeast } = detect;
  if (direction === 'rise' && ![...now.values()].some(({ count }) => count >= atLeast)) return [];
  const before: ReadonlyMap<string, Count>[] = [];
  for (const each of windows) before.push(await countsByKey(store, question, each));
  const keys = new Map(
    [...before, now].flatMap((counts) => [...counts].map(([key, { value }]) => [key, value] as const)),
  );
  const unusual: UnusualKey[] = [];
  for (const [key, value] of keys) {
    const then = before.map((counts) => counts.get(key)?.count ?? 0);
    let found = compare(detect, now.get(key)?.count ?? 0, then);
    if (found === undefined || unusual.length >= MAX_UNUSUAL) continue;
    const query = ofKey(question, value);
    const { imported, sample } = await lookInto(store, query, window);
    if (imported > 0) found = compare(detect, found.actual - imported, then);
    if (found !== undefined) unusual.push({ ...found, key, each: unit, events: sample });
  }
  return unusual;
}

interface Count {
  /** As the events have it. */
  readonly value: string;
  readonly count: number;
}

async function countsByKey(
  store: EventReader,
  { query, by }: RateQuestion,
  range: TimeRange,
): Promise<Map<string, Count>> {
  const request = { query, range, deadlineMs: DEADLINE_MS };
  if (by === undefined) return new Map([['[]', { value: '', count: await store.count(request) }]]);
  const counts = new Map<string, Count>();
  for (const { value, count } of await store.top({ ...request, field: by, limit: MAX_KEYS })) {
    const key = keyOf([[by, lowerAscii(value)]]);
    counts.set(key, { value, count: count + (counts.get(key)?.count ?? 0) });
  }
  return counts;
}

function ofKey({ query, by }: RateQuestion, value: string): Query {
  return by === undefined ? query : { kind: 'and', of: [query, { kind: 'equals', field: by as never, value }] };
}

/** The newest events of a window, and how many of it were imported. */
async function lookInto(
  store: EventReader,
  query: Query,
  range: TimeRange,
): Promise<{ readonly imported: number; readonly sample: readonly AlertEvent[] }> {
  const { events } = await store.search({ query, range, limit: 10 * SAMPLE_EVENTS, deadlineMs: DEADLINE_MS });
  const sample = events
    .filter((event) => !isImported(event))
    .slice(0, SAMPLE_EVENTS)
    .map(toAlertEvent);
  if (!(await hasImports(store, range))) return { imported: 0, sample };
  let imported = 0;
  let looked = 0;
  for await (const batch of store.scan({ query, range, order: 'time', batchSize: 2_000 })) {
    imported += batch.events.filter(isImported).length;
    looked += batch.events.length;
    if (looked >= MAX_IMPORTED) break;
  }
  return { imported, sample };
}

async function hasImports(store: EventReader, { from, to }: TimeRange): Promise<boolean> {
  const segments = await store.segments();
  return segments.some(
    ({ kind, minTime = Infinity, maxTime = -Infinity }) => kind === 'import' && minTime < to && maxTime >= from,
  );
}

function toAlertEvent(event: LogEvent): AlertEvent {
  const message = (event.message ?? event['event.original']).slice(0, MAX_MESSAGE_CHARS);
  return { id: event['event.id'] ?? '', time: event['@timestamp'], message };
}
