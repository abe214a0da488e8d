// Scored events on their way to findings: those of one entity and day are one.

import { type EntityKey, entityKey } from '../engine/entity.js';
import type { BaselineReason } from '../engine/reason.js';
import { isFindingScore, type ScoredState } from '../engine/scored.js';
import type { FoundEvent } from '../stage-report.js';
import { type FindingFacts, type FindingOrigin, MAX_FINDING_EVENTS } from './finding.js';
import type { ScoredEvent } from './finding-row.js';

/** What is known of an entity's day, with the score of each event. */
export interface Day extends Omit<FindingFacts, 'events'> {
  readonly events: readonly ScoredEvent[];
}

const MAX_SUMMARY_CHARS = 1_000;
const MAX_REASON_CHARS = 400;

/** @returns by entity and day */
export function fold(found: readonly FoundEvent[], origin: FindingOrigin): ReadonlyMap<string, Day> {
  const days = new Map<string, Day>();
  for (const event of found) {
    const day = foldOne(event, origin);
    const key = dayKey(day);
    const before = days.get(key);
    days.set(key, before === undefined ? day : join(before, day));
  }
  return days;
}

export function dayKey({ entity, day }: Pick<Day, 'entity' | 'day'>): `${number} ${EntityKey}` {
  return `${day} ${entityKey(entity)}`;
}

/** The higher one's figures and the events of both. Joining twice is joining once, also of what is read back from the store, rounded. */
export function join(a: Day, b: Day): Day {
  const higher = b.score > a.score && !isRounded(b.score, scoreOf(a, b.events[0]?.[0])) ? b : a;
  return {
    ...higher,
    // Somebody was told of it once: that it is the same as before later in the day does not take that back.
    state: isTold(a) || isTold(b) ? 'ready' : higher.state,
    origin: a.origin === 'live' || b.origin === 'live' ? 'live' : 'history',
    events: strongest(a.events, b.events),
    hours: a.hours.map((score, hour) => highest(score, b.hours[hour] ?? 0)),
    firstAt: Math.min(a.firstAt, b.firstAt),
    lastAt: Math.max(a.lastAt, b.lastAt),
  };
}

function isTold({ state, score }: { readonly state: ScoredState; readonly score: number }): boolean {
  return state === 'ready' && isFindingScore(score);
}

function strongest(a: readonly ScoredEvent[], b: readonly ScoredEvent[]): readonly ScoredEvent[] {
  const all = new Map(a);
  for (const [id, score] of b) all.set(id, highest(all.get(id) ?? 0, score));
  return [...all].toSorted((x, y) => y[1] - x[1]).slice(0, MAX_FINDING_EVENTS);
}

function scoreOf({ events }: Day, id: string | undefined): number | undefined {
  return events.find(([each]) => each === id)?.[1];
}

function highest(before: number, score: number): number {
  return isRounded(score, before) ? before : Math.max(before, score);
}

function isRounded(score: number, exact: number | undefined): boolean {
  return exact !== undefined && Math.round(exact) === score;
}

/** A day of one event. */
export function foldOne(found: FoundEvent, origin: FindingOrigin): Day {
  const { entity, day, hour, time, score, state, reasons, summary, eventId } = found;
  const hours = Array.from({ length: 24 }, (_, each) => (each === hour % 24 ? score : 0));
  return {
    entity,
    day,
    score,
    time,
    state,
    origin,
    hours,
    firstAt: time,
    lastAt: time,
    summary: summary.slice(0, MAX_SUMMARY_CHARS),
    reasons: reasons.slice(0, MAX_FINDING_EVENTS).map(cut),
    events: eventId === '' ? [] : [[eventId, score]],
  };
}

function cut({ code, what, expected, actual, points, value }: BaselineReason): BaselineReason {
  const short = (text: string): string => text.slice(0, MAX_REASON_CHARS);
  return {
    code,
    what: short(what),
    expected: short(expected),
    actual: short(actual),
    points,
    ...(value !== undefined && { value: short(value) }),
  };
}
