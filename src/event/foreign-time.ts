// Times as programs write them into JSON and key=value messages: epoch numbers of any unit, ISO 8601 with or without a zone.

/** Earlier numbers are no times but durations or counters: 1973-03-03 in seconds. */
const EARLIEST_SECONDS = 1e8;
/** The first number that is no longer seconds, milliseconds, microseconds, nanoseconds (year 5138). */
const SECONDS_END = 1e11;
const MILLISECONDS_END = 1e14;
const MICROSECONDS_END = 1e17;
const NANOSECONDS_END = 1e20;

const ISO = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?\s?(Z|UTC|[+-]\d\d:?\d\d)?$/i;

/** Milliseconds since 1970 for an instant; `2026-11-20 10:00:01[.123]` where the zone is missing; undefined for anything else. */
export function readForeignTime(value: unknown): number | string | undefined {
  if (typeof value === 'number') return fromEpoch(value);
  if (typeof value !== 'string' || value.length > 40) return undefined;
  const text = value.trim();
  const [, day, clock, fraction, zone] = ISO.exec(text) ?? [];
  if (day === undefined || clock === undefined)
    return /^\d{9,19}(?:\.\d{1,9})?$/.test(text) ? fromEpoch(Number(text)) : undefined;
  const ms = (fraction ?? '').slice(0, 3).padEnd(3, '0');
  const instant = Date.parse(`${day}T${clock}.${ms}${offsetOf(zone)}`);
  if (Number.isNaN(instant)) return undefined;
  if (zone !== undefined) return instant;
  return fraction === undefined ? `${day} ${clock}` : `${day} ${clock}.${ms}`;
}

function offsetOf(zone: string | undefined): string {
  if (zone === undefined || zone.length <= 3) return 'Z';
  return zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;
}

function fromEpoch(value: number): number | undefined {
  if (!(value >= EARLIEST_SECONDS && value < NANOSECONDS_END)) return undefined;
  if (value < SECONDS_END) return Math.round(value * 1000);
  if (value < MILLISECONDS_END) return Math.round(value);
  return Math.round(value < MICROSECONDS_END ? value / 1000 : value / 1e6);
}
