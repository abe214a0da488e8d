// What absence rules had heard before the program's start, from the store: folded as the collector folds, newest first, so that it can stop
// early. Imported events are no sign of life. Bounded; that a bound was reached is known, because who is silent lies behind all others.

import type { LogEvent } from '#src/event/event.js';
import { fieldOf } from '#src/event/fields.js';
import type { Query } from '#src/query/ast.js';
import type { AggregateRequest, EventReader, SearchRequest } from '#src/store/event-store.js';
import { isImported } from '#src/store/segments.js';
import { Fold } from '../engine/fold.js';
import { parseRuleQuery } from '../lists.js';
import type { MatchRecord } from '../match-record.js';
import { Pace } from '../pace.js';
import type { Rule, RuleSet } from '../rule.js';
import { expectedSince } from './absence.js';
import { BusyKeys } from './busy-keys.js';
import { MAX_HEARD_KEYS } from './heard.js';

const PAGE = 1_000;
/** Where the first match is enough. */
const SMALL_PAGE = 20;
const HOUR_MS = 3_600_000;
/** Clocks of devices run ahead by so much at the most. */
const AHEAD_MS = HOUR_MS;
const DEADLINE_MS = 60_000;

export interface Past {
  readonly ruleSet: RuleSet;
  readonly rule: Rule;
  /** ms */
  readonly now: number;
  /** Ends the reading. */
  readonly signal?: AbortSignal;
}

export interface PastBounds {
  /** Events that are looked at for one key, or in one round; a multiple of PAGE. */
  readonly roundEvents: number;
  readonly rounds: number;
}

const BOUNDS: PastBounds = { roundEvents: 50_000, rounds: 20 };

export class HeardBefore {
  #isCut = false;
  readonly #fold: Fold;
  readonly #pace = new Pace();

  constructor(
    private readonly store: EventReader,
    private readonly past: Past,
    private readonly bounds = BOUNDS,
  ) {
    this.#fold = new Fold({ ...past.ruleSet, rules: [past.rule] });
  }

  /** There was more than was read: keys may be missing. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /** Last matches of each key. @throws Fault QUERY_DEADLINE */
  async *records(): AsyncGenerator<readonly MatchRecord[]> {
    const { ruleSet, rule, now, signal } = this.past;
    if (rule.detect.kind !== 'absence') return;
    const parsed = parseRuleQuery(rule.detect.query, ruleSet.lists, ruleSet.zone);
    if (parsed.kind === 'invalid') return;
    const range = { from: expectedSince(rule, now), to: now + AHEAD_MS };
    const request = { query: parsed.query, range, deadlineMs: DEADLINE_MS, ...(signal !== undefined && { signal }) };
    const [field, ...others] = rule.groupBy.map((each) => fieldOf(each));
    if (rule.groupBy.length === 0) yield* this.#firstMatch(request);
    else if (field?.place === 'facet' && others.length === 0) yield* this.#firstOfEach(field.name, request);
    else yield* this.#inRounds(request);
  }

  async *#firstOfEach(field: string, request: AggregateRequest): AsyncGenerator<readonly MatchRecord[]> {
    const values = await valuesOf(this.store, request, field);
    if (values.length > MAX_HEARD_KEYS) this.#isCut = true;
    for (const { value, first, hour } of values.slice(0, MAX_HEARD_KEYS)) {
      const query: Query = { kind: 'and', of: [request.query, { kind: 'equals', field: field as never, value }] };
      const last = this.#firstMatch({ ...request, query, range: { ...request.range, to: hour + HOUR_MS } });
      for await (const records of last) {
        yield records;
        // That it is no newcomer: see KeysOfRule.
        if (first < hour) yield records.map((record) => ({ ...record, last: first }));
      }
    }
  }

  async *#firstMatch(request: AggregateRequest): AsyncGenerator<readonly MatchRecord[]> {
    let rest: SearchRequest | undefined = { ...request, limit: SMALL_PAGE };
    for (let looked = 0; rest !== undefined && looked < this.bounds.roundEvents; looked += SMALL_PAGE) {
      const page: ReadPage = await this.#read(rest);
      yield page.records;
      if (page.records.length > 0) return;
      rest = page.rest;
    }
    if (rest !== undefined) this.#isCut = true;
  }

  /** Who is silent lies behind those who talk: each round goes on where the last one ended, without the busiest so far. */
  async *#inRounds(request: AggregateRequest): AsyncGenerator<readonly MatchRecord[]> {
    const { rounds, roundEvents } = this.bounds;
    const busy = new BusyKeys(this.past.rule.groupBy);
    let rest: SearchRequest | undefined = { ...request, limit: PAGE };
    for (let looked = 0; rest !== undefined && looked < rounds * roundEvents; looked += PAGE) {
      if (looked % roundEvents === 0) rest = { ...rest, query: busy.leftOutOf(request.query) };
      const page: ReadPage = await this.#read(rest);
      busy.note(page.records);
      yield page.records;
      rest = page.rest;
    }
    if (rest !== undefined) this.#isCut = true;
  }

  async #read(request: SearchRequest): Promise<ReadPage> {
    const { events, next } = await this.store.search(request);
    for (const event of events) {
      if (!isImported(event)) this.#fold.add(byReceipt(event), 'history');
      if (this.#pace.isDue) await this.#pace.pause();
    }
    return { records: this.#fold.take().records, rest: next === undefined ? undefined : { ...request, cursor: next } };
  }
}

interface ReadPage {
  readonly records: readonly MatchRecord[];
  /** Undefined: there is no more. */
  readonly rest: SearchRequest | undefined;
}

interface HeardValue {
  readonly value: string;
  /** ms: begin of the first and of the last hour in which it was heard. */
  readonly first: number;
  readonly hour: number;
  readonly count: number;
}

/** The values of a field, the newest heard first, and those that came once behind the others: who makes up names hides none. */
async function valuesOf(store: EventReader, request: AggregateRequest, by: string): Promise<readonly HeardValue[]> {
  const { range } = request;
  const hours = Math.ceil((range.to - range.from) / HOUR_MS);
  const intervalMs = HOUR_MS * Math.ceil(hours / 1_900);
  const { buckets } = await store.histogram({ ...request, by, intervalMs });
  const values = new Map<string, HeardValue>();
  for (const { key: value, time, count } of buckets) {
    const before = values.get(value);
    const hour = time + intervalMs - HOUR_MS;
    values.set(value, { value, first: before?.first ?? hour, hour, count: (before?.count ?? 0) + count });
  }
  values.delete('');
  const cameOnce = ({ count }: HeardValue): number => Number(count === 1);
  return [...values.values()].toSorted((a, b) => cameOnce(a) - cameOnce(b) || b.hour - a.hour);
}

/** Heard is when it came. */
function byReceipt(event: LogEvent): LogEvent {
  return { ...event, '@timestamp': event['event.ingested'] };
}
