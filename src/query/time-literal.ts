// Times as people write them in queries: ISO dates and date-times (in the zone, unless they say their own), and times
// relative to now: `now`, `-24h`, `now-7d`, `+1h`.

import { instantOf, type WallTime } from './zone.js';

export interface TimeLiteral {
  /** ms since 1970: the instant, or where the written unit begins. */
  readonly at: number;
  /** Where the written unit (day, hour, minute, second) ends, exclusive; undefined for exact instants. */
  readonly end?: number;
  readonly kind: 'day' | 'instant' | 'relative';
}

export const TIME_FORMS = '2026-11-01, 2026-11-01T08:30, 2026-11-01T08:30:00Z, -24h, -7d or now';

/** Undefined when the text is no time. */
export function timeLiteral(text: string, now: number, zone: string): TimeLiteral | undefined {
  return relative(text, now) ?? absolute(text, zone);
}

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Years of four digits, as ISO 8601 writes them without agreement between the parties. */
const MIN_TIME_MS = Date.UTC(1000, 0, 1);
const MAX_TIME_MS = Date.UTC(9999, 11, 31);

function relative(text: string, now: number): TimeLiteral | undefined {
  if (text === 'now') return { at: now, kind: 'relative' };
  const match = /^(?:now)?([+-]\d{1,9})([smhdw])$/.exec(text);
  if (match === null) return undefined;
  const at = now + Number(match[1]) * (UNIT_MS[match[2] ?? ''] ?? 0);
  return at < MIN_TIME_MS || at > MAX_TIME_MS ? undefined : { at, kind: 'relative' };
}

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d)(?::(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?(Z|[+-]\d\d:?\d\d)?)?$/i;

function absolute(text: string, zone: string): TimeLiteral | undefined {
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour, minute, second] = match
    .slice(1, 7)
    .map((part) => (part === undefined ? undefined : Number(part)));
  const fraction = match[7];
  const ms = fraction === undefined ? undefined : Number(fraction.padEnd(3, '0').slice(0, 3));
  const wall: WallTime = { year, month, day, hour, minute, second, ms };
  if (!isReal(wall)) return undefined;
  const toInstant = (time: WallTime): number =>
    match[8] === undefined ? instantOf(time, zone) : instantOf(time, 'UTC') - offsetOf(match[8]);
  const at = toInstant(wall);
  if (hour === undefined) return { at, end: toInstant({ year, month, day: day + 1 }), kind: 'day' };
  if (ms !== undefined) return { at, kind: 'instant' };
  return { at, end: at + (minute === undefined ? 3_600_000 : second === undefined ? 60_000 : 1_000), kind: 'instant' };
}

function isReal({ year, month, day, hour = 0, minute = 0, second = 0 }: WallTime): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return (
    year >= 1000 &&
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    hour < 24 &&
    minute < 60 &&
    second < 60
  );
}

/** `+01:00` or `-0530` in ms. */
function offsetOf(text: string): number {
  if (text.length === 1) return 0;
  const digits = text.replace(':', '');
  const minutes = Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5));
  return (text.startsWith('-') ? -minutes : minutes) * 60_000;
}
