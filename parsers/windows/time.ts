// Times as Windows agents write them: an instant where they carry a zone, else wall-clock text for the source's clock.

import { monthOf } from '#src/event/month.js';
import type { DeviceTime } from '#src/event/line.js';

const ISO = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))? ?(Z|UTC|[+-]\d\d:?\d\d)?$/;
const QUARTER_MS = 15 * 60_000;

/** `assumeUtc`: the shape documents UTC (SystemTime of event XML), whether it says so or not. Undefined when it is no time. */
export function readTime(value: unknown, assumeUtc = false): number | string | undefined {
  if (typeof value === 'number') return fromEpoch(value);
  if (typeof value !== 'string' || value.length > 40) return undefined;
  const quick = fromPlainIso(value, assumeUtc);
  if (quick !== undefined) return quick;
  const match = ISO.exec(value);
  if (match === null) return fromDotNet(value) ?? fromWords(value) ?? fromDigits(value) ?? fromEpochText(value);
  const zone = match[8] ?? (assumeUtc ? 'Z' : undefined);
  const fraction = match[7]?.slice(0, 3).padEnd(3, '0');
  return build(match[1]!, Number(match[2]), match[3]!, `${match[4]}:${match[5]}:${match[6]}`, fraction, zone);
}

/** The text itself where its fraction of a second has digits behind the milliseconds (Windows counts 100 ns); else undefined. */
export function finerThanMs(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 40 || value.length < 24) return undefined;
  const dot = value.indexOf('.', 19);
  return dot === 19 && /^\d{3}\d{0,6}[1-9]/.test(value.slice(20)) ? value : undefined;
}

/**
 * NXLog writes the same moment twice: in the header with its zone, in EventTime without. Where both agree to the second but for a zone's
 * offset (a multiple of 15 minutes) the header's instant is the event's time; else the wall clock stays.
 */
export function settleTime(
  time: number | string | undefined,
  header: DeviceTime | undefined,
): number | string | undefined {
  if (typeof time !== 'string' || header?.kind !== 'instant') return time;
  const utc = readTime(time, true);
  if (typeof utc !== 'number') return time;
  const apart = utc - header.ms;
  const rest = Math.abs(apart - Math.round(apart / QUARTER_MS) * QUARTER_MS);
  return Math.abs(apart) <= 14 * 3_600_000 && rest <= 1_500 ? header.ms : time;
}

/**
 * The two forms that nearly all agents write, without a regular expression: `2026-11-20 10:00:01` and `2026-11-20T10:00:01.2507547Z`.
 * Undefined for any other, and for days that may not exist.
 */
function fromPlainIso(text: string, assumeUtc: boolean): number | string | undefined {
  const isWall = text.length === 19 && text.charCodeAt(10) === 0x20;
  if (!isWall && (text.length < 20 || text.charCodeAt(text.length - 1) !== 0x5a)) return undefined;
  if (text.charCodeAt(4) !== 0x2d || text.charCodeAt(7) !== 0x2d || text.charCodeAt(13) !== 0x3a) return undefined;
  if (text.charCodeAt(16) !== 0x3a) return undefined;
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const [month, day] = [twoDigits(text, 5), twoDigits(text, 8)];
  const [hour, minute, second] = [twoDigits(text, 11), twoDigits(text, 14), twoDigits(text, 17)];
  const isTime = year >= 1970 && month >= 1 && month <= 12 && day >= 1 && day <= 28;
  if (!isTime || !(hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 59))
    return undefined;
  if (isWall && !assumeUtc) return text;
  const ms = isWall ? 0 : msOf(text);
  return ms < 0 ? undefined : Date.UTC(year, month - 1, day, hour, minute, second, ms);
}

/** The milliseconds of `....01.2507547Z` or `....01Z`; -1 where it says something else. */
function msOf(text: string): number {
  const end = text.length - 1;
  const separator = text.charCodeAt(10);
  if (separator !== 0x54 && separator !== 0x20) return -1;
  if (end === 19) return 0;
  if (text.charCodeAt(19) !== 0x2e || end < 21 || end > 29) return -1;
  let ms = 0;
  for (let at = 20; at < 23; at += 1) {
    const digit = at < end ? text.charCodeAt(at) - 0x30 : 0;
    if (!(digit >= 0 && digit <= 9)) return -1;
    ms = ms * 10 + digit;
  }
  for (let at = 23; at < end; at += 1) if (!(text.charCodeAt(at) >= 0x30 && text.charCodeAt(at) <= 0x39)) return -1;
  return ms;
}

/** NaN where these are no digits, which fails every comparison. */
function twoDigits(text: string, at: number): number {
  const [tens, ones] = [text.charCodeAt(at) - 0x30, text.charCodeAt(at + 1) - 0x30];
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

function build(
  year: string,
  month: number,
  day: string,
  clock: string,
  fraction: string | undefined,
  zone: string | undefined,
): number | string | undefined {
  const date = `${year}-${String(month).padStart(2, '0')}-${day}`;
  const instant = Date.parse(`${date}T${clock}.${fraction ?? '000'}${offset(zone)}`);
  if (Number.isNaN(instant)) return undefined;
  if (zone !== undefined) return instant;
  return fraction === undefined || fraction === '000' ? `${date} ${clock}` : `${date} ${clock}.${fraction}`;
}

function offset(zone: string | undefined): string {
  if (zone === undefined || zone === 'Z' || zone === 'UTC') return 'Z';
  return zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
}

/** Seconds or milliseconds since 1970, told apart by their size (years 2001 to 2286 in either). */
function fromEpoch(value: number): number | undefined {
  if (value >= 1e12 && value < 1e13) return Math.trunc(value);
  return value >= 1e9 && value < 1e10 ? Math.trunc(value * 1000) : undefined;
}

/** `/Date(1603278488823)/`, what PowerShell's ConvertTo-Json writes. */
function fromDotNet(value: string): number | undefined {
  const match = /^\/Date\((\d{12,13})\)\/$/.exec(value);
  return match === null ? undefined : Number(match[1]);
}

/** `Fri Nov 20 10:00:01 2026` (Snare) and `Nov 20 10:00:01 2026`: local time. */
function fromWords(value: string): string | undefined {
  const match = /^(?:[A-Z][a-z]{2},? )?([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d) (\d{4})$/.exec(value);
  const month = match === null ? 0 : monthOf(match[1]!);
  if (match === null || month === 0) return undefined;
  return build(match[4]!, month, match[2]!.padStart(2, '0'), match[3]!, undefined, undefined) as string | undefined;
}

/** `11/20/2026 10:00:01 AM` (month first, as Windows and Splunk write it in English), `20.11.2026 10:00:01`, `20/11/2026 ...`: local time. */
function fromDigits(value: string): string | undefined {
  const match = /^(\d{1,2})([/.])(\d{1,2})\2(\d{4}),? (\d{1,2}):(\d\d):(\d\d)(?:\.\d{1,7})?( AM| PM)?$/.exec(value);
  if (match === null) return undefined;
  const [, first, separator, second, year, hourText, minute, secondText, half] = match;
  const isMonthFirst = separator === '/' && Number(first) <= 12;
  const month = Number(isMonthFirst ? first : second);
  const day = (isMonthFirst ? second! : first!).padStart(2, '0');
  const hour = half === undefined ? Number(hourText) : (Number(hourText) % 12) + (half === ' PM' ? 12 : 0);
  const clock = `${String(hour).padStart(2, '0')}:${minute}:${secondText}`;
  return build(year!, month, day, clock, undefined, undefined) as string | undefined;
}

/** Seconds or milliseconds as text, as WinCollect writes them. */
function fromEpochText(value: string): number | undefined {
  return /^\d{10}(?:\d{3}|\.\d{1,9})?$/.test(value) ? fromEpoch(Number(value)) : undefined;
}
