// Findings in the making: of one call of the detector, or of several that are told together.

import { MAX_FIRST_EVENTS, MAX_LAST_EVENTS, type AlertEntity, type AlertEvent } from '#src/alerts/alert.js';
import type { Finding, Findings, Growth } from '../findings.js';
import type { MatchRecord } from '../match-record.js';
import { lowerAscii } from '#src/query/ascii.js';
import { KEY_ENTITIES, keyPairs, namedPairs } from './key.js';
import { SCORED_ENTITY } from './score-reasons.js';
import type { Context } from './agreement.js';
import { RuleBroken } from './rule-broken.js';
import { findingReasons, findingSummary, findingTitle, growthSummary, newsSummary } from './sentences.js';
import type { WatchedRule } from './watched-rule.js';
import type { Completed } from './windows/window.js';

/** An alert that goes on. */
export interface Ongoing {
  readonly rule: string;
  count: number;
  first: number;
  last: number;
  /** Highest so far. */
  score: number | undefined;
  /** The rule was in test mode when it began. */
  readonly isTest: boolean;
  /** The rule as it was then; undefined: it was off when the program started. */
  readonly begunBy: WatchedRule | undefined;
  /** What is to be said of it in the end. */
  draft: Draft | undefined;
}

type Writable<T> = { -readonly [name in keyof T]: T[name] };
interface Draft {
  readonly by: Drafts;
  readonly of: Writable<Finding> | Writable<Growth>;
  readonly watched: WatchedRule;
  readonly events: AlertEvent[];
  /** Of its events the first ones, and the newest ones, are named. */
  readonly maxFirst: number;
  readonly maxNewest: number;
  /** Seen for the first time. */
  readonly newValues: string[];
  hasGrown: boolean;
}

/** Where more alerts grow at once, each brings only so many of its newest events (src/alerts/grow.ts keeps no more of them). */
const MANY_GROW = 100;
const FEW_EVENTS = 3;

export class Drafts {
  readonly #raised: Finding[] = [];
  readonly #grown: Growth[] = [];
  readonly #touched = new Set<Ongoing>();

  get hasRaised(): boolean {
    return this.#raised.length > 0;
  }

  /** Alerts that grew. */
  get grownCount(): number {
    return this.#grown.length;
  }

  raise(
    record: MatchRecord,
    { completed, context }: { readonly completed: Completed; readonly context: Context },
    watched: WatchedRule,
  ): Ongoing {
    const { rule, key, score } = record;
    const { count, first, last } = completed;
    const finding: Writable<Finding> = {
      rule,
      key,
      title: findingTitle(watched.rule, key, record),
      summary: findingSummary(watched.rule, key, completed, record),
      reasons: findingReasons(watched.rule, key, completed, record, context),
      entity: entityOf(key, context.entity),
      ...(context.source !== undefined && { source: context.source }),
      ...(score !== undefined && { score }),
      count,
      first,
      last,
      events: [],
    };
    this.#raised.push(finding);
    const newValues = [...(completed.newValues ?? [])];
    const events = inOrder(completed.events);
    const room = { maxFirst: Math.max(MAX_FIRST_EVENTS, events.length), maxNewest: 0 };
    const draft = { by: this, of: finding, watched, events, ...room, newValues, hasGrown: false };
    const isTest = watched.rule.state === 'test';
    const ongoing: Ongoing = { rule, count, first, last, score, isTest, begunBy: watched, draft };
    this.#touched.add(ongoing);
    return ongoing;
  }

  grow(ongoing: Ongoing, record: MatchRecord & Pick<Completed, 'newValues'>, watched: WatchedRule): void {
    this.#touched.add(ongoing);
    ongoing.count += record.count;
    ongoing.first = Math.min(ongoing.first, record.first);
    ongoing.last = Math.max(ongoing.last, record.last);
    if (ongoing.draft?.by !== this) ongoing.draft = this.#beginGrowth(record, watched);
    const { draft } = ongoing;
    const { of } = draft;
    draft.hasGrown = true;
    of.count += record.count;
    of.first = Math.min(of.first, record.first);
    of.last = Math.max(of.last, record.last);
    addEvents(draft, record.events);
    for (const value of record.newValues ?? []) draft.newValues.push(value);
    if (record.score !== undefined && ongoing.score !== undefined && record.score > ongoing.score)
      this.#raiseScore(ongoing, draft, record);
  }

  /** What was odd becomes odder: the alert says what is the oddest. */
  #raiseScore(ongoing: Ongoing, { of, watched }: Draft, record: MatchRecord): void {
    ongoing.score = record.score;
    of.title = findingTitle(watched.rule, record.key, record);
    of.summary = findingSummary(watched.rule, record.key, record, record);
    of.reasons = findingReasons(watched.rule, record.key, record, record, record);
    if (record.score !== undefined) of.score = record.score;
    of.entity = entityOf(record.key, record.entity);
    if (record.source !== undefined) of.source = record.source;
  }

  findings(): Findings {
    for (const ongoing of this.#touched) {
      const { draft } = ongoing;
      ongoing.draft = undefined;
      if (draft === undefined) continue;
      if (draft.events.length > draft.maxFirst + draft.maxNewest) trim(draft);
      draft.of.events = draft.events;
      if (!draft.hasGrown) continue;
      const summary = grownSummary(draft, ongoing);
      if (summary !== undefined) draft.of.summary = summary;
    }
    return { raised: this.#raised, grown: this.#grown, recovered: [] };
  }

  #beginGrowth({ rule, key, first, last }: MatchRecord, watched: WatchedRule): Draft {
    const of: Writable<Growth> = { rule, key, count: 0, first, last, events: [] };
    this.#grown.push(of);
    const isOneOfMany = this.#grown.length > MANY_GROW;
    const room = isOneOfMany
      ? { maxFirst: 0, maxNewest: FEW_EVENTS }
      : { maxFirst: MAX_FIRST_EVENTS, maxNewest: MAX_LAST_EVENTS };
    return { by: this, of, watched, events: [], ...room, newValues: [], hasGrown: true };
  }
}

/** Undefined, too, where the rule looks for something else by now: that is not what the alert was raised for. */
function grownSummary({ watched, of: { key }, newValues }: Draft, ongoing: Ongoing): string | undefined {
  const { rule, signature } = watched;
  if (ongoing.begunBy !== undefined && ongoing.begunBy.signature !== signature) return undefined;
  try {
    return newValues.length > 0 ? newsSummary(rule, key, newValues, ongoing) : growthSummary(rule, key, ongoing);
  } catch (error) {
    throw new RuleBroken(rule.id, error);
  }
}

/** What the key names is what it is about, as the events have it where they agree. */
function entityOf(key: string, shared: AlertEntity): AlertEntity {
  const isScored = keyPairs(key).some(([field]) => field === SCORED_ENTITY);
  const named = namedPairs(key).flatMap(([field, value]) => {
    const kind = KEY_ENTITIES[field];
    if (kind === undefined) return [];
    const held = shared[kind];
    // A baseline is about the account behind the name in the event, which may be an alias of it.
    const isHeld = held !== undefined && (!isScored || lowerAscii(held) === value);
    return isHeld ? [] : [[kind, value] as const];
  });
  return named.length === 0 ? shared : { ...shared, ...Object.fromEntries(named) };
}

function addEvents(draft: Draft, more: readonly AlertEvent[]): void {
  const { events, maxFirst, maxNewest } = draft;
  if (maxNewest === 0 && events.length >= maxFirst) return;
  for (const event of more) events.push(event);
  // Not with each event: what is between the first and the newest goes at once.
  if (events.length > 2 * (maxFirst + maxNewest)) trim(draft);
}

function trim({ events, maxFirst, maxNewest }: Draft): void {
  events.splice(maxFirst, events.length - maxFirst - maxNewest);
}

function inOrder(events: readonly AlertEvent[]): AlertEvent[] {
  return events.toSorted((a, b) => a.time - b.time);
}
