// Device time -> instant: the year it does not carry, the zone it does not carry, and whether it can be believed.

import type { DeviceTime } from '../../event/line.js';
import { DAY_MS, isDate, MINUTE_MS, utcMs } from './civil.js';
import { zoneOf } from './zone.js';

/** A live device's clock may be this far off the receive time before the receive time is used. */
const MAX_LIVE_SKEW_MS = 7 * DAY_MS;
/** How far in the future a time without a year may lie: devices ahead of us, zones not known yet. */
const MAX_AHEAD_MS = DAY_MS;
const HALF_YEAR_MS = 183 * DAY_MS;
/** What a time can be: outside (also NaN, and what a parser's number may hold) no calendar helps. A day before 1970: zones. */
const EARLIEST_MS = -DAY_MS;
const LATEST_MS = utcMs(2200, 1, 1);
/** Leap days are at most eight years apart (1896 and 1904, 2096 and 2104). */
const YEARS_TO_TRY = 9;

export interface ResolvedTime {
  /** ms since 1970, UTC. */
  readonly ms: number;
  /** syslog.invalid-timestamp: there is no such moment. syslog.clock-off: live, and more than 7 days off. Both: `ms` is the reference. */
  readonly defect: string | undefined;
  /** With syslog.clock-off: what the device said. */
  readonly claimed: number | undefined;
}

export interface ResolveOptions {
  /** IANA name, or a fixed offset as `ZoneGuess` gives it (`+05:30`), of times that carry none. An unknown name counts as UTC. */
  readonly zone: string;
  /** ms since 1970: the receive time when live, else the end of the input. */
  readonly reference: number;
  /** ms since 1970: the last full date of the input, which a time without a year is near to. */
  readonly dated?: number | undefined;
  readonly trust: 'live' | 'historic';
}

/**
 * The instant of a device's time. Without a year it is the latest year in which the date exists and which puts it no later
 * than the reference + 1 day, nor half a year behind the last full date. No time at all: that date, else the reference, without a defect
 * (decode has tagged it).
 *
 * Daylight saving: a wall time that happens twice is the one nearer the reference when live, else the first; one that is
 * skipped is read with the offset from before the gap (02:30 becomes 03:30).
 */
export function resolveTime(time: DeviceTime | undefined, options: ResolveOptions): ResolvedTime {
  const reference = options.dated ?? options.reference;
  if (time === undefined) return { ms: reference, defect: undefined, claimed: undefined };
  const ms = time.kind === 'instant' ? time.ms : wallMs(time, options);
  if (!(ms >= EARLIEST_MS && ms < LATEST_MS))
    return { ms: reference, defect: 'syslog.invalid-timestamp', claimed: undefined };
  if (options.trust === 'live' && Math.abs(ms - reference) > MAX_LIVE_SKEW_MS) {
    return { ms: reference, defect: 'syslog.clock-off', claimed: ms };
  }
  return { ms, defect: undefined, claimed: undefined };
}

type WallTime = Extract<DeviceTime, { kind: 'wall' }>;

/** NaN: there is no such moment. */
function wallMs(time: WallTime, options: ResolveOptions): number {
  if (time.hour > 23 || time.minute > 59 || time.second > 60) return Number.NaN;
  if (time.year !== undefined)
    return isDate(time.year, time.month, time.day) ? inYear(time, time.year, options) : Number.NaN;
  const latest = latestOf(options);
  // A day more, since the zone may already be in the next year when UTC is not.
  const lastYear = yearAt(latest + DAY_MS);
  for (let year = lastYear; year > lastYear - YEARS_TO_TRY; year -= 1) {
    if (!isDate(year, time.month, time.day)) continue;
    const ms = inYear(time, year, options);
    if (ms <= latest) return ms;
  }
  return Number.NaN;
}

function latestOf({ reference, dated }: ResolveOptions): number {
  if (dated === undefined) return reference + MAX_AHEAD_MS;
  return Math.min(Math.max(reference, dated) + MAX_AHEAD_MS, dated + HALF_YEAR_MS);
}

/** The year that was asked for last, with its bounds in ms: a Date for each line takes as long as the rest of its time. */
let lastAsked = { year: NaN, from: NaN, to: NaN };

function yearAt(ms: number): number {
  if (ms >= lastAsked.from && ms < lastAsked.to) return lastAsked.year;
  const year = new Date(ms).getUTCFullYear();
  lastAsked = { year, from: utcMs(year, 1, 1), to: utcMs(year + 1, 1, 1) };
  return year;
}

function inYear(time: WallTime, year: number, options: ResolveOptions): number {
  const leap = time.second === 60; // a leap second is the last millisecond of its minute
  const local = utcMs(
    year,
    time.month,
    time.day,
    time.hour,
    time.minute,
    leap ? 59 : time.second,
    leap ? 999 : time.ms,
  );
  if (time.offsetMinutes !== undefined) return local - time.offsetMinutes * MINUTE_MS;
  return zoneOf(options.zone).toUtc(local, options.trust === 'live' ? options.reference : undefined);
}
