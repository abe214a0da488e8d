// What a segment is called and which times it can hold. The names are ids, file names and parts of event ids, so they
// never change; engines that have no files use them all the same.

import type { LogEvent } from '../event/event.js';

/** (day, class, kind, part) names a segment; nothing else does. */
export interface SegmentKey {
  /** UTC, `YYYYMMDD`. */
  readonly day: string;
  readonly retention: string;
  readonly kind: 'live' | 'import';
  /** 0.. ; the next one opens when a part is full or sealed. */
  readonly part: number;
}

export const DAY_MS = 86_400_000;

/**
 * How far the time of a live event may lie from its day of receipt. The collector allows 7 days (see the life of a
 * message, step 2); stores can express 2^30 ms, some 12 days, and clamp the rest.
 */
const LIVE_SLACK_MS = 2 ** 30;

export const DEFAULT_RETENTION = 'default';

/** `20261120-default-live-0` */
export function segmentId(key: SegmentKey): string {
  return `${key.day}-${key.retention}-${key.kind}-${key.part}`;
}

/** Undefined when it is no segment id. */
export function parseSegmentId(id: string): SegmentKey | undefined {
  const match = SEGMENT_ID.exec(id);
  if (match === null) return undefined;
  const [, day = '', retention = '', kind, part] = match;
  if (Number.isNaN(dayStart(day))) return undefined;
  return { day, retention, kind: kind as SegmentKey['kind'], part: Number(part) };
}

/** A stored event, by its id: `<day>-<retention class>-import-<part>-<row>`. One without id is on its way, and live. */
export function isImported(event: LogEvent): boolean {
  return IMPORTED.test(event['event.id'] ?? '');
}

/** Letters, digits, underscore, at most 32. */
export function isRetentionClass(name: string): boolean {
  return /^[A-Za-z0-9_]{1,32}$/.test(name);
}

/** The UTC day of a time; times outside 1970..9999 belong to the nearest day in it. */
export function dayOf(timeMs: number): string {
  const inside = Math.min(Math.max(timeMs, 0), LAST_MS);
  return new Date(inside).toISOString().slice(0, 10).replaceAll('-', '');
}

/** `dayOf` for the many events of a batch, which share a day or two. */
export function dayNamer(): (timeMs: number) => string {
  let number = Number.NaN;
  let name = '';
  return (timeMs) => {
    const its = Math.floor(timeMs / DAY_MS);
    if (its !== number) [number, name] = [its, dayOf(timeMs)];
    return name;
  };
}

/** ms since 1970 at which a day begins; NaN for what is no day. */
export function dayStart(day: string): number {
  return Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6, 8)}T00:00:00Z`);
}

/** Times that events of this segment can have, by its name alone: `from` is in it, `to` is not. */
export function possibleTimes(key: SegmentKey): { readonly from: number; readonly to: number } {
  const start = dayStart(key.day);
  const slack = key.kind === 'live' ? LIVE_SLACK_MS : 0;
  return { from: start - slack, to: start + DAY_MS + slack };
}

const SEGMENT_ID = /^(\d{8})-([A-Za-z0-9_]{1,32})-(live|import)-(\d{1,6})$/;
/** A class may be called `import`, too. */
const IMPORTED = /^\d+-[^-]+-import-/;
const LAST_MS = Date.UTC(9999, 11, 31);
