// Days and hours since 1970 in the installation's zone, as findings, verdicts and models count them.

import { zoneOf } from '#src/collector/decode/zone.js';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

export function localDay(ms: number, zone: string): number {
  return Math.floor((ms + zoneOf(zone).offsetAt(ms)) / DAY_MS);
}

/** 0..23 */
export function localHour(ms: number, zone: string): number {
  return Math.floor((((ms + zoneOf(zone).offsetAt(ms)) % DAY_MS) + DAY_MS) % DAY_MS / HOUR_MS); // prettier-ignore
}

/** ms since 1970 at which it begins; where a zone skips midnight, the moment after. */
export function startOfDay(day: number, zone: string): number {
  return zoneOf(zone).toUtc(day * DAY_MS);
}

/** The same of an hour of that day; of one that comes twice, the first. */
export function startOfHour(day: number, hour: number, zone: string): number {
  return zoneOf(zone).toUtc(day * DAY_MS + hour * HOUR_MS);
}
