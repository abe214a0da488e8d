// Whether a rule is in force at an hour of the week in the installation's zone.

import type { Schedule } from '../rule.js';

/** `hourOfWeek`: 0 (Monday 00h) .. 167; an event without one is outside of every schedule. */
export type ScheduleTest = (hourOfWeek: number | undefined) => boolean;

/** Hours over midnight belong to the weekday of the event: [22, 5] on a Friday is Friday 00h to 05h and 22h to 24h. */
export function scheduleTest({ hours, weekdays }: Schedule): ScheduleTest {
  if (isAlways({ hours, weekdays })) return () => true;
  const inForce = Array.from({ length: 168 }, (_, hourOfWeek) => {
    const hour = hourOfWeek % 24;
    return isHour(hour, hours) && (weekdays === undefined || weekdays.includes(Math.floor(hourOfWeek / 24)));
  });
  return (hourOfWeek) => hourOfWeek !== undefined && inForce[hourOfWeek] === true;
}

export function isAlways({ hours, weekdays }: Schedule): boolean {
  return hours === undefined && weekdays === undefined;
}

function isHour(hour: number, hours: Schedule['hours']): boolean {
  if (hours === undefined) return true;
  const [from, to] = hours;
  return from <= to ? hour >= from && hour <= to : hour >= from || hour <= to;
}
