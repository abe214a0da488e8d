// Time zones without a call of Intl per message: the offset of a whole UTC day is asked once and kept; only the days on
// which a zone changes its offset are looked at more closely.

import { DAY_MS, HOUR_MS, MINUTE_MS } from './civil.js';

/** Days kept per zone (11 years); an input with odd dates empties the memory instead of growing it. */
const MAX_DAYS = 4096;
const MAX_ZONES = 1000;
/** 1970-01-01 was a Thursday: hour 72 of a week that starts on Monday. */
const EPOCH_HOUR_OF_WEEK = 72;
const WEEK_HOURS = 168;

const zones = new Map<string, Zone>();
let latest: Zone | undefined;

/** Hour of the week of an instant in that zone: 0 (Monday 00h) .. 167 (Sunday 23h). */
export function hourOfWeek(ms: number, zone: string): number {
  const hours = Math.floor((ms + zoneOf(zone).offsetAt(ms)) / HOUR_MS) + EPOCH_HOUR_OF_WEEK;
  return ((hours % WEEK_HOURS) + WEEK_HOURS) % WEEK_HOURS;
}

/** True for a zone name that this runtime knows, and for fixed offsets (`+05:30`). */
export function isZone(name: string): boolean {
  return fixedOffset(name) !== undefined || formatterOf(name) !== undefined;
}

/** The zone of that name, made once. An unknown name is UTC: configuration refuses it (isZone) long before a message comes. */
export function zoneOf(name: string): Zone {
  if (latest !== undefined && latest.name === name) return latest;
  let zone = zones.get(name);
  if (zone === undefined) {
    if (zones.size >= MAX_ZONES) zones.clear();
    zone = new Zone(name);
    zones.set(name, zone);
  }
  latest = zone;
  return zone;
}

class Zone {
  readonly #format: Intl.DateTimeFormat | undefined;
  readonly #fixed: number | undefined;
  /** UTC day -> offset in ms; NaN on days where it changes. */
  readonly #days = new Map<number, number>();
  #day = Number.NaN;
  #dayOffset = 0;
  /** The day before, that day and the day after share one offset: local times of that day are unambiguous. */
  #calmDay = Number.NaN;

  constructor(readonly name: string) {
    this.#fixed = fixedOffset(name);
    this.#format = this.#fixed === undefined ? formatterOf(name) : undefined;
    if (this.#format === undefined) this.#fixed ??= 0;
  }

  /** Milliseconds east of UTC at that instant. */
  offsetAt(ms: number): number {
    if (this.#fixed !== undefined) return this.#fixed;
    const offset = this.#offsetOfDay(Math.floor(ms / DAY_MS));
    return Number.isNaN(offset) ? this.#ask(ms) : offset;
  }

  /**
   * The instant of a wall time (given as if it were UTC). Twice in an autumn night: the one nearer `near`, else the first.
   * Never in a spring night: with the offset from before the gap.
   */
  toUtc(local: number, near?: number): number {
    if (this.#fixed !== undefined) return local - this.#fixed;
    const day = Math.floor(local / DAY_MS);
    if (this.#isCalm(day)) return local - this.#dayOffset;
    const before = this.offsetAt(local - DAY_MS);
    const after = this.offsetAt(local + DAY_MS);
    const first = local - before;
    const second = local - after;
    const isFirst = this.offsetAt(first) === before;
    const isSecond = this.offsetAt(second) === after;
    if (isFirst && isSecond) {
      return near !== undefined && Math.abs(second - near) < Math.abs(first - near) ? second : first;
    }
    return isSecond ? second : first;
  }

  #isCalm(day: number): boolean {
    const offset = this.#offsetOfDay(day);
    if (this.#calmDay === day) return true;
    const isCalm = this.#lookUp(day - 1) === offset && this.#lookUp(day + 1) === offset;
    if (isCalm) this.#calmDay = day;
    return isCalm;
  }

  #offsetOfDay(day: number): number {
    if (day === this.#day) return this.#dayOffset;
    this.#dayOffset = this.#lookUp(day);
    this.#day = day;
    this.#calmDay = Number.NaN;
    return this.#dayOffset;
  }

  #lookUp(day: number): number {
    const known = this.#days.get(day);
    if (known !== undefined) return known;
    const first = this.#ask(day * DAY_MS);
    const offset = first === this.#ask((day + 1) * DAY_MS - 1) ? first : Number.NaN;
    if (this.#days.size >= MAX_DAYS) this.#days.clear();
    this.#days.set(day, offset);
    return offset;
  }

  #ask(ms: number): number {
    // "11/20/2026, GMT+01:00"; UTC is a bare "GMT".
    const text = this.#format!.format(ms);
    return fixedOffset(text.slice(text.lastIndexOf('GMT') + 3)) ?? 0;
  }
}

/** `+05:30` in ms; undefined for anything else. */
function fixedOffset(text: string): number | undefined {
  const match = /^([+-])(\d\d):(\d\d)(?::\d\d)?$/.exec(text);
  if (match === null) return text === 'UTC' ? 0 : undefined;
  const size = Number(match[2]) * HOUR_MS + Number(match[3]) * MINUTE_MS;
  return match[1] === '-' ? -size : size;
}

function formatterOf(name: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
  } catch {
    return undefined; // an expected outcome: the name is not a zone
  }
}
