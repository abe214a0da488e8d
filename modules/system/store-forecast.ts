// How long the room for events lasts, judged by the last full days. Pure arithmetic on the segments' sizes.

import type { RetentionPolicy } from '#src/store/retention.js';
import type { SegmentInfo } from '#src/store/event-store.js';
import { DAY_MS, dayStart } from '#src/store/segments.js';

export interface Forecast {
  /** Bytes that a day takes, over the days below. */
  readonly bytesPerDay: number;
  readonly overDays: number;
  /** What all classes take together once their days are full. */
  readonly fullBytes: number;
  /** What ends it first: the days (all fits), the limit of bytes, or the disk. */
  readonly ends: 'days' | 'bytes' | 'disk';
  /** Days from now until that limit is met; undefined when the days end it. */
  readonly inDays?: number;
}

interface Given {
  readonly segments: readonly SegmentInfo[];
  readonly retention: RetentionPolicy;
  /** That may still be filled. */
  readonly freeBytes: number;
  /** ms since 1970 */
  readonly now: number;
}

const LOOK_BACK_DAYS = 7;
const LEAST_DAYS = 2;

/** Undefined with less than two full days of live messages. Imports say nothing about the days to come. */
export function forecast({ segments, retention, freeBytes, now }: Given): Forecast | undefined {
  const today = Math.floor(now / DAY_MS);
  const recent = segments.filter(
    ({ kind, day }) => kind === 'live' && dayNumber(day) < today && dayNumber(day) >= today - LOOK_BACK_DAYS,
  );
  const overDays = recent.length === 0 ? 0 : today - Math.min(...recent.map(({ day }) => dayNumber(day)));
  if (overDays < LEAST_DAYS) return undefined;
  const perDay = new Map<string, number>();
  for (const { retention: name, bytes } of recent) perDay.set(name, (perDay.get(name) ?? 0) + bytes / overDays);
  const bytesPerDay = [...perDay.values()].reduce((a, b) => a + b, 0);
  const fullBytes = [...perDay].reduce(
    (sum, [name, bytes]) => sum + bytes * (retention.classes[name]?.days ?? retention.days),
    0,
  );
  const used = segments.reduce((sum, { bytes }) => sum + bytes, 0);
  return {
    bytesPerDay,
    overDays,
    fullBytes,
    ...limit({
      bytesPerDay,
      fullBytes,
      used,
      mayTake: retention.bytes === 0 ? Infinity : retention.bytes,
      diskHolds: used + Math.max(0, freeBytes),
    }),
  };
}

function limit(at: {
  bytesPerDay: number;
  fullBytes: number;
  used: number;
  mayTake: number;
  diskHolds: number;
}): Pick<Forecast, 'ends' | 'inDays'> {
  const room = Math.min(at.mayTake, at.diskHolds);
  if (at.fullBytes <= room || at.bytesPerDay === 0) return { ends: 'days' };
  return {
    ends: at.mayTake <= at.diskHolds ? 'bytes' : 'disk',
    inDays: Math.max(0, (room - at.used) / at.bytesPerDay),
  };
}

/** Days since 1970. */
function dayNumber(day: string): number {
  return dayStart(day) / DAY_MS;
}
