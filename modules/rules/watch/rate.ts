// More, or less, than is usual for this hour of the week: the closed windows of rate rules, what they are compared with, and what is said.
// Pure.
//
//   -4w      -3w      -2w      -1w      now
//    |w|      |w|      |w|      |w|     |w|      the mean of the same window in up to four weeks before
//
// With less than two such windows in the store the same hours of the last days count too; with less than three days nothing is said.

import type { AlertEvent } from '#src/alerts/alert.js';
import { zoneOf } from '#src/collector/decode/zone.js';
import type { TimeRange } from '#src/store/event-store.js';
import { findingTitle } from '../engine/sentences.js';
import type { Finding, Findings, Growth } from '../findings.js';
import { goesOn, quietMs, type Detection, type Rule } from '../rule.js';
import { fieldWord } from '../words/fields.js';
import { durationText } from './duration-text.js';
import { entityOfKey } from './key-entity.js';

export type RateDetection = Extract<Detection, { kind: 'rate' }>;

const DAY_MS = 86_400_000;
const WEEKS = 4;
const LEAST_WEEKS = 2;
const DAYS = 7;
const LEAST_DAYS = 3;
/** What came in a window may be stored a little later. */
const GRACE_MS = 60_000;

/** The last window that is over; windows begin at multiples of their length since 1970 (UTC). */
export function closedWindow({ windowSeconds }: RateDetection, now: number): TimeRange {
  const lengthMs = windowSeconds * 1_000;
  const to = Math.floor((now - GRACE_MS) / lengthMs) * lengthMs;
  return { from: to - lengthMs, to };
}

/**
 * The windows that this one is compared with, at the same time of the clock on the wall.
 * @param dataSince ms: since when events are stored
 * @returns none where too little is stored
 */
export function comparedWith(window: TimeRange, dataSince: number, zone: string): ComparedWith {
  if (window.from - dataSince < LEAST_DAYS * DAY_MS) return { windows: [], each: 'day' };
  const before = (days: number): TimeRange | undefined => {
    const clock = zoneOf(zone);
    const from =
      window.from - days * DAY_MS + clock.offsetAt(window.from) - clock.offsetAt(window.from - days * DAY_MS);
    return from < dataSince ? undefined : { from, to: from + (window.to - window.from) };
  };
  const found = (days: readonly number[]): readonly TimeRange[] =>
    days.map(before).filter((each) => each !== undefined);
  const weeks = found(range(WEEKS).map((each) => each * 7));
  return weeks.length >= LEAST_WEEKS ? { windows: weeks, each: 'week' } : { windows: found(range(DAYS)), each: 'day' };
}

export interface ComparedWith {
  readonly windows: readonly TimeRange[];
  /** Of what each is one: the last weeks at this hour, or the last days. */
  readonly each: 'week' | 'day';
}

export interface Unusual {
  readonly expected: number;
  readonly actual: number;
}

/** Undefined: as usual. */
export function compare(
  { direction, factor, atLeast }: Pick<RateDetection, 'direction' | 'factor' | 'atLeast'>,
  actual: number,
  before: readonly number[],
): Unusual | undefined {
  if (before.length === 0) return undefined;
  const expected = before.reduce((sum, each) => sum + each, 0) / before.length;
  const isUnusual =
    direction === 'rise'
      ? actual >= atLeast && actual > factor * expected
      : expected >= atLeast && actual < expected / factor;
  return isUnusual ? { expected, actual } : undefined;
}

export interface UnusualKey extends Unusual {
  readonly key: string;
  readonly each: ComparedWith['each'];
  readonly events: readonly AlertEvent[];
}

export interface Reached {
  /** ms: up to where the newest alert of a key reaches. */
  readonly last: number;
  readonly isTest?: boolean;
}

/** @param newest undefined: the key has no alert */
export function rateFindings(
  rule: Rule,
  window: TimeRange,
  unusual: readonly UnusualKey[],
  newest: (key: string) => Reached | undefined,
): Findings {
  const raised: Finding[] = [];
  const grown: Growth[] = [];
  for (const each of unusual) {
    const { key, actual, events } = each;
    const alert = newest(key);
    const reached = alert?.last ?? -Infinity;
    if (reached >= window.to - 1) continue; // told before a restart
    const told = { rule: rule.id, key, count: actual, first: window.from, last: window.to - 1, events };
    const said = sentences(window, each);
    const isOngoing = alert !== undefined && goesOn(alert, rule) && window.from - reached < quietMs(rule);
    if (isOngoing) grown.push({ ...told, ...said });
    else
      raised.push({ ...told, ...said, title: findingTitle(rule, key), entity: entityOfKey(key), ...sourceOfKey(key) });
  }
  return { raised, grown, recovered: [] };
}

function sentences(
  window: TimeRange,
  { key, expected, actual, each }: UnusualKey,
): Pick<Finding, 'summary' | 'reasons'> {
  const length = durationText(window.to - window.from);
  const usual = `${shortened(expected)} within ${length} at this hour of the ${each}`;
  const times =
    actual > 0 && expected > 0
      ? actual > expected
        ? ` (${shortened(actual / expected)} times as many)`
        : ` (${Math.round((100 * actual) / expected)} %)`
      : '';
  const whose = key === '[]' ? '' : ` of ${keyText(key)}`;
  return {
    summary: `${actual} ${actual === 1 ? 'event' : 'events'}${whose} within ${length}${times}; usual are ${usual}.`,
    reasons: [{ what: `events that match${whose}`, expected: usual, actual: `${actual} within ${length}` }],
  };
}

/** One digit behind the point, where that tells something. */
function shortened(value: number): number {
  return value >= 10 ? Math.round(value) : Math.round(value * 10) / 10;
}

function keyText(key: string): string {
  return (JSON.parse(key) as readonly (readonly [string, string])[])
    .map(([field, value]) => `${fieldWord(field)} ${value}`)
    .join(', ');
}

function sourceOfKey(key: string): { readonly source?: string } {
  const { source } = entityOfKey(key);
  return source === undefined ? {} : { source };
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
