// Whether a moment lies in the hours and weekdays of a channel.

import { hourOfWeek } from '#src/collector/decode/zone.js';
import type { Times } from '../channel.js';

const DAY_HOURS = 24;

/** `ms` since 1970; `zone`: IANA. Hours that go over midnight belong to the weekday on which they begin. */
export function isWithin({ hours, weekdays = [] }: Times, ms: number, zone: string): boolean {
  const moment = hourOfWeek(ms, zone);
  const hour = moment % DAY_HOURS;
  const weekday = (moment - hour) / DAY_HOURS;
  const [from, to] = hours ?? [0, DAY_HOURS - 1];
  const isOn = (day: number): boolean => weekdays.length === 0 || weekdays.includes(day);
  if (from <= to) return isOn(weekday) && hour >= from && hour <= to;
  return (hour >= from && isOn(weekday)) || (hour <= to && isOn((weekday + 6) % 7));
}
