// Which days are there to be learned.

import type { SegmentInfo } from '#src/store/event-store.js';
import { HOUR_MS, localDay } from '../local-day.js';

/** First and last day to learn, both included. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/** Days with stored events, as far as segments tell; nothing beyond `now`. */
export function storedSpan(segments: readonly SegmentInfo[], now: number, zone: string): Span | undefined {
  let first = Infinity;
  let last = -Infinity;
  for (const { rows, minTime, maxTime } of segments) {
    if (rows === 0 || minTime === undefined || maxTime === undefined || minTime > now) continue;
    first = Math.min(first, localDay(minTime, zone));
    last = Math.max(last, localDay(Math.min(maxTime, now), zone));
  }
  return first > last ? undefined : { first, last };
}

/** The last day that is over, by an hour: what was late has come. */
export function lastClosedDay(now: number, zone: string): number {
  return localDay(now - HOUR_MS, zone) - 1;
}

/**
 * What is to be learned: what came behind the model, or all history; of either the newest `historyDays`, reckoned from the newest closed
 * day with events, so that an old log can be learned, too. Undefined: nothing.
 * @param looked last day that the model was made from
 */
export function daysToLearn(
  stored: Span | undefined,
  { looked, lastClosed, historyDays }: { readonly looked: number | undefined; readonly lastClosed: number; readonly historyDays: number }, // prettier-ignore
): Span | undefined {
  if (stored === undefined) return undefined;
  const last = Math.min(stored.last, lastClosed);
  const first = Math.max(looked === undefined ? stored.first : looked + 1, last - historyDays + 1);
  return first > last ? undefined : { first, last };
}
