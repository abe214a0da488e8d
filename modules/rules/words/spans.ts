// Spans of time and hours of the day in words.

import type { Schedule } from '../rule.js';
import { listed } from './fields.js';

const UNITS = [
  { seconds: 86_400, one: 'day', many: 'days' },
  { seconds: 3_600, one: 'hour', many: 'hours' },
  { seconds: 60, one: 'minute', many: 'minutes' },
  { seconds: 1, one: 'second', many: 'seconds' },
];

/** `10 minutes`, `1 hour`, `90 minutes`: in the largest unit that leaves no rest. */
export function spanWords(seconds: number): string {
  const unit = UNITS.find((each) => seconds >= each.seconds && seconds % each.seconds === 0) ?? UNITS.at(-1)!;
  const count = seconds / unit.seconds;
  return `${count} ${count === 1 ? unit.one : unit.many}`;
}

export const WEEKDAY_WORDS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** `from 22:00 to 05:59, on Saturday and Sunday`; undefined: always. */
export function scheduleWords({ hours, weekdays }: Schedule): string | undefined {
  const parts = [
    ...(hours === undefined ? [] : [`from ${hour(hours[0])}:00 to ${hour(hours[1])}:59`]),
    ...(weekdays === undefined || weekdays.length === 0 || weekdays.length === 7
      ? []
      : [`on ${listed(weekdays.toSorted((a, b) => a - b).map((day) => WEEKDAY_WORDS[day] ?? ''))}`]),
  ];
  return parts.length === 0 ? undefined : parts.join(', ');
}

function hour(value: number): string {
  return String(value).padStart(2, '0');
}
