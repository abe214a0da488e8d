// Times as Windows agents write them: an instant where they carry a zone, else wall-clock text for the source's clock.

import type { DeviceTime } from '#src/event/line.js';

const ISO = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))? ?(Z|UTC|[+-]\d\d:?\d\d)?$/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const QUARTER_MS = 15 * 60_000;

/** `assumeUtc`: the shape documents UTC (SystemTime of event XML), whether it says so or not. Undefined when it is no time. */
export function readTime(value: unknown, assumeUtc = false): number | string | undefined {
  if (typeof value === 'number') return fromEpoch(value);
  if (typeof value !== 'string' || value.length > 40) return undefined;
  const match = ISO.exec(value);
  if (match === null) return fromDotNet(value) ?? fromSnare(value);
  const zone = match[8] ?? (assumeUtc ? 'Z' : undefined);
  const fraction = match[7]?.slice(0, 3).padEnd(3, '0');
  return build(match[1]!, Number(match[2]), match[3]!, `${match[4]}:${match[5]}:${match[6]}`, fraction, zone);
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
  const apart = Date.parse(`${time.replace(' ', 'T')}Z`) - header.ms;
  const rest = Math.abs(apart - Math.round(apart / QUARTER_MS) * QUARTER_MS);
  return Math.abs(apart) <= 14 * 3_600_000 && rest <= 1_500 ? header.ms : time;
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

/** `Fri Nov 20 10:00:01 2026`, Snare's local time. */
function fromSnare(value: string): string | undefined {
  const match = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d) (\d{4})$/.exec(value);
  const month = match === null ? 0 : MONTHS.indexOf(match[1]!) + 1;
  if (match === null || month === 0) return undefined;
  return build(match[4]!, month, match[2]!.padStart(2, '0'), match[3]!, undefined, undefined) as string | undefined;
}
