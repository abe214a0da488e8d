// Findings in the making, during one call of the detector.

import { MAX_FIRST_EVENTS, MAX_LAST_EVENTS, type AlertEntity, type AlertEvent } from '#src/alerts/alert.js';
import type { Finding, Findings, Growth } from '../findings.js';
import type { MatchRecord } from '../match-record.js';
import { lowerAscii } from '#src/query/ascii.js';
import { KEY_ENTITIES, keyPairs, namedPairs } from './key.js';
import { SCORED_ENTITY } from './score-reasons.js';
import type { Context } from './live-key.js';
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
  /** What is to be said of it at the end of this call. */
  draft: Draft | undefined;
}

type Writable<T> = { -readonly [name in keyof T]: T[name] };
interface Draft {
  readonly by: Drafts;
  readonly of: Writable<Finding> | Writable<Growth>;
  readonly watched: WatchedRule;
  /** MAX_FIRST_EVENTS of what is raised; of what grows the newest too. */
  readonly maxEvents: number;
  /** Seen for the first time in this call. */
  readonly newValues: string[];
  hasGrown: boolean;
}

export class Drafts {
  readonly #raised: Finding[] = [];
  readonly #grown: Growth[] = [];
  readonly #touched = new Set<Ongoing>();

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
      events: inOrder(completed.events),
    };
    this.#raised.push(finding);
    const newValues = [...(completed.newValues ?? [])];
    const draft = { by: this, of: finding, watched, maxEvents: MAX_FIRST_EVENTS, newValues, hasGrown: false };
    const ongoing: Ongoing = { rule, count, first, last, score, draft };
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
    of.events = bounded(of.events, record.events, draft.maxEvents);
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
  }

  findings(): Findings {
    for (const ongoing of this.#touched) {
      const { draft } = ongoing;
      ongoing.draft = undefined;
      if (draft?.hasGrown !== true) continue;
      const summary = grownSummary(draft, ongoing);
      if (summary !== undefined) draft.of.summary = summary;
    }
    return { raised: this.#raised, grown: this.#grown, recovered: [] };
  }

  #beginGrowth({ rule, key, first, last }: MatchRecord, watched: WatchedRule): Draft {
    const of: Writable<Growth> = { rule, key, count: 0, first, last, events: [] };
    this.#grown.push(of);
    return { by: this, of, watched, maxEvents: MAX_FIRST_EVENTS + MAX_LAST_EVENTS, newValues: [], hasGrown: true };
  }
}

function grownSummary({ watched: { rule }, of: { key }, newValues }: Draft, ongoing: Ongoing): string | undefined {
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

/** The first ones, and where there is room for both the newest. */
function bounded(held: readonly AlertEvent[], more: readonly AlertEvent[], max: number): readonly AlertEvent[] {
  const newest = max - MAX_FIRST_EVENTS;
  if (newest === 0 && held.length >= max) return held;
  const all = [...held, ...more];
  if (all.length <= max) return all;
  return [...all.slice(0, MAX_FIRST_EVENTS), ...(newest === 0 ? [] : all.slice(-newest))];
}

function inOrder(events: readonly AlertEvent[]): readonly AlertEvent[] {
  return events.toSorted((a, b) => a.time - b.time);
}
