// When the training runs by itself: each night at an hour of the installation's zone.

import { localDay, localHour, startOfHour } from '../local-day.js';

/** The last day that should be learned by now: last night's, or the one before while it is not yet time. */
export function dueDay(now: number, hour: number, zone: string): number {
  const today = localDay(now, zone);
  const isTime = localHour(now, zone) >= Math.max(1, hour); // a day is over by an hour before it is learned
  return isTime ? today - 1 : today - 2;
}

/** ms since 1970: the next time. */
export function nextNight(now: number, hour: number, zone: string): number {
  const at = (day: number): number => startOfHour(day, Math.max(1, hour), zone);
  const today = localDay(now, zone);
  return at(today) > now ? at(today) : at(today + 1);
}
