// Wall-clock time of an IANA zone as an instant. Used for dates that a person typed; not for the hot path.

/** Fields as people count them: year from 1000, month 1..12. Out-of-range fields roll over, as in Date.UTC. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour?: number;
  readonly minute?: number;
  readonly second?: number;
  readonly ms?: number;
}

/** ms since 1970. A time that the zone skips is read with the offset before the gap, one that it repeats is the first. */
export function instantOf(wall: WallTime, zone: string): number {
  const asUtc = utcOf(wall);
  if (zone === 'UTC') return asUtc;
  const before = asUtc - offsetMs(asUtc - DAY_MS, zone);
  if (before + offsetMs(before, zone) === asUtc) return before;
  const after = asUtc - offsetMs(asUtc + DAY_MS, zone);
  return after + offsetMs(after, zone) === asUtc ? after : before;
}

/** False for a name that the runtime does not know. */
export function isZone(zone: string): boolean {
  try {
    formatOf(zone);
    return true;
  } catch {
    return false;
  }
}

const DAY_MS = 86_400_000;

function utcOf(wall: WallTime): number {
  const { year, month, day, hour = 0, minute = 0, second = 0, ms = 0 } = wall;
  return Date.UTC(year, month - 1, day, hour, minute, second, ms);
}

/** Local time minus UTC at an instant. */
function offsetMs(instant: number, zone: string): number {
  const seconds = Math.floor(instant / 1000) * 1000;
  const part: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(seconds)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour, minute, second } = part;
  return utcOf({ year, month, day, hour, minute, second } as WallTime) - seconds;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US-u-ca-iso8601', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  return format;
}
