// A long range in pieces, so that whoever reads it can stop in time: one scan that finds little may run for a minute without a word.

import type { SegmentInfo, TimeRange } from '#src/store/event-store.js';

const DAY_MS = 86_400_000;
/** A stray date of 1970 must not make a hundred thousand pieces. */
const MAX_SLICES = 2_000;

/** Of that part of the range in which there are events, ascending; each a day or longer. */
export function* slices(range: TimeRange, segments: readonly SegmentInfo[]): Iterable<TimeRange> {
  const from = Math.max(range.from, least(segments.map(({ minTime }) => minTime)));
  const to = Math.min(range.to, most(segments.map(({ maxTime }) => maxTime)) + 1);
  const length = Math.max(DAY_MS, Math.ceil((to - from) / MAX_SLICES));
  for (let at = from; at < to; at += length) yield { from: at, to: Math.min(at + length, to) };
}

const least = (times: readonly (number | undefined)[]): number =>
  times.reduce<number>((found, time) => (time === undefined ? found : Math.min(found, time)), Infinity);

const most = (times: readonly (number | undefined)[]): number =>
  times.reduce<number>((found, time) => (time === undefined ? found : Math.max(found, time)), -Infinity);
