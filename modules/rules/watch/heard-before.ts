// What absence rules had heard before the program's start, from the store: folded as the collector folds, newest first, so that it can stop
// early. Imported events are no sign of life.

import type { LogEvent } from '#src/event/event.js';
import { fieldOf } from '#src/event/fields.js';
import type { Query } from '#src/query/ast.js';
import type { AggregateRequest, EventReader } from '#src/store/event-store.js';
import { isImported } from '../detect/catch-up.js';
import { Fold } from '../engine/fold.js';
import { parseRuleQuery } from '../lists.js';
import type { MatchRecord } from '../match-record.js';
import type { Rule, RuleSet } from '../rule.js';
import { expectedSince } from './absence.js';

/** Keys of one rule; events that are looked at for them where they are no facet. */
const MAX_KEYS = 2_000;
const MAX_EVENTS = 50_000;
const PAGE = 1_000;
const HOUR_MS = 3_600_000;
/** Clocks of devices run ahead by so much at the most. */
const AHEAD_MS = HOUR_MS;
const DEADLINE_MS = 60_000;

/** Last matches of each key. @throws Fault QUERY_DEADLINE */
export async function* heardBefore(
  store: EventReader,
  ruleSet: RuleSet,
  rule: Rule,
  now: number,
  signal?: AbortSignal,
): AsyncGenerator<readonly MatchRecord[]> {
  if (rule.detect.kind !== 'absence') return;
  const parsed = parseRuleQuery(rule.detect.query, ruleSet.lists, ruleSet.zone);
  if (parsed.kind === 'invalid') return;
  const { query } = parsed;
  const range = { from: expectedSince(rule, now), to: now + AHEAD_MS };
  const limits = { deadlineMs: DEADLINE_MS, ...(signal !== undefined && { signal }) };
  const fold = new Fold({ ...ruleSet, rules: [rule] });
  const [field, ...others] = rule.groupBy.map((each) => fieldOf(each));
  if (rule.groupBy.length === 0) yield* newest(store, { query, range, ...limits }, fold, (matches) => matches > 0);
  else if (field?.place === 'facet' && others.length === 0)
    for (const { value, hour } of await lastHours(store, { query, range, ...limits }, field.name)) {
      const one: Query = { kind: 'and', of: [query, { kind: 'equals', field: field.name as never, value }] };
      yield* newest(
        store,
        { query: one, range: { from: range.from, to: hour + HOUR_MS }, ...limits },
        fold,
        (matches) => matches > 0,
      );
    }
  else yield* newest(store, { query, range, ...limits }, fold, () => false);
}

/** The values of a field, each with the last hour in which it was heard. */
async function lastHours(
  store: EventReader,
  request: AggregateRequest,
  by: string,
): Promise<readonly { readonly value: string; readonly hour: number }[]> {
  const { range } = request;
  const hours = Math.ceil((range.to - range.from) / HOUR_MS);
  const intervalMs = HOUR_MS * Math.ceil(hours / 1_900);
  const { buckets } = await store.histogram({ ...request, by, intervalMs });
  const last = new Map(
    buckets.filter(({ key }) => key !== '').map(({ key, time }) => [key, time + intervalMs - HOUR_MS]),
  );
  return [...last].map(([value, hour]) => ({ value, hour })).slice(-MAX_KEYS);
}

/** Until `isEnough` of the matches so far. */
async function* newest(
  store: EventReader,
  request: AggregateRequest,
  fold: Fold,
  isEnough: (matches: number) => boolean,
): AsyncGenerator<readonly MatchRecord[]> {
  let cursor: string | undefined;
  let matches = 0;
  for (let looked = 0; looked < MAX_EVENTS;) {
    const limit = isEnough(1) ? 20 : PAGE;
    const page = await store.search({ ...request, limit, ...(cursor !== undefined && { cursor }) });
    for (const event of page.events) if (!isImported(event)) fold.add(byReceipt(event), 'history');
    const { records } = fold.take();
    matches += records.length;
    yield records;
    looked += page.events.length;
    if (page.next === undefined || isEnough(matches)) return;
    cursor = page.next;
  }
}

/** Heard is when it came. */
function byReceipt(event: LogEvent): LogEvent {
  return { ...event, '@timestamp': event['event.ingested'] };
}
