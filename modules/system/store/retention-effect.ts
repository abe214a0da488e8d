// What a new retention would delete that the one in force keeps: said before it is put in force, because nothing brings it back.

import type { SegmentInfo } from '#src/store/event-store.js';
import { expiredSegments, isUnsealed, type RetentionPolicy } from '#src/store/retention.js';

export interface RetentionEffect {
  readonly rows: number;
  readonly bytes: number;
  /** `2026-11-20`, the oldest and the newest. */
  readonly firstDay: string;
  readonly lastDay: string;
}

/** Undefined when nothing goes earlier than it would anyway. */
export function retentionEffect(
  segments: readonly SegmentInfo[],
  before: RetentionPolicy,
  after: RetentionPolicy,
  nowMs: number,
): RetentionEffect | undefined {
  const anyway = new Set(expiredSegments(segments, before, nowMs, isUnsealed));
  const ids = new Set(expiredSegments(segments, after, nowMs, isUnsealed).filter((id) => !anyway.has(id)));
  const gone = segments.filter(({ id }) => ids.has(id));
  if (gone.length === 0) return undefined;
  const days = gone.map(({ day }) => dayText(day)).toSorted();
  return {
    rows: gone.reduce((sum, { rows }) => sum + rows, 0),
    bytes: gone.reduce((sum, { bytes }) => sum + bytes, 0),
    firstDay: days[0]!,
    lastDay: days.at(-1)!,
  };
}

/** `20261120` -> `2026-11-20` */
export function dayText(day: string): string {
  return day.length === 8 ? `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}` : day;
}
