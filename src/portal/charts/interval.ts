// Widths of a histogram's buckets that people read without thinking.

import { Fault } from '#src/faults.js';
import type { TimeRange } from '#src/store/event-store.js';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

const NICE_MS = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND_MS),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR_MS),
  ...[1, 2, 7, 14, 30, 90, 365].map((count) => count * DAY_MS),
];

/** The shortest nice interval (ms) that needs at most `maxBuckets`. */
export function niceInterval({ from, to }: TimeRange, maxBuckets: number): number {
  const least = (to - from) / maxBuckets;
  return NICE_MS.find((interval) => interval >= least) ?? Math.ceil(least / DAY_MS) * DAY_MS;
}

const UNIT_MS: Readonly<Record<string, number>> = { s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS, w: 7 * DAY_MS };

/** `5m`, `1h`, or ms as a number. @throws Fault BAD_REQUEST */
export function readInterval(text: string): number {
  const match = /^(\d{1,12})(ms|[smhdw])?$/.exec(text);
  const interval = match === null ? 0 : Number(match[1]) * (UNIT_MS[match[2] ?? ''] ?? 1);
  if (interval > 0 && Number.isSafeInteger(interval)) return interval;
  throw new Fault(
    'BAD_REQUEST',
    `Found the interval ${JSON.stringify(text.slice(0, 30))}, expected milliseconds, or a number with s, m, h, d or w such as 5m.`,
    {
      details: { parameter: 'interval' },
    },
  );
}

/** 900000 -> `15 min` */
export function intervalText(ms: number): string {
  if (ms % DAY_MS === 0) return ms === DAY_MS ? 'day' : `${ms / DAY_MS} days`;
  if (ms % HOUR_MS === 0) return ms === HOUR_MS ? 'hour' : `${ms / HOUR_MS} hours`;
  if (ms % MINUTE_MS === 0) return ms === MINUTE_MS ? 'minute' : `${ms / MINUTE_MS} minutes`;
  return ms === SECOND_MS ? 'second' : `${ms / SECOND_MS} seconds`;
}
