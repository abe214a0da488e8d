// Times as people's CSV files have them, beside what readForeignTime knows: `20.11.2026 10:00:01`, `11/20/2026 10:00:01 AM`.

import { readForeignTime } from '../../event/foreign-time.js';

export type DayOrder = 'mdy' | 'dmy';

const DATE =
  /^(\d{1,2})([./-])(\d{1,2})\2(\d{4}),?[ T]+(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?:\s?([AP])\.?M\.?)?$/i;

/**
 * Milliseconds since 1970, or wall-clock text where the zone is missing; undefined when it is no time.
 * @param order of day and month with slashes; dots and hyphens are day first. A number over 12 decides by itself.
 */
export function readCsvTime(text: string, order: DayOrder): number | string | undefined {
  const known = readForeignTime(text);
  if (known !== undefined) return known;
  const match = text.length > 40 ? null : DATE.exec(text.trim());
  if (match === null) return undefined;
  const [, first, mark, second, year, hour, minute, seconds = '0', fraction, half] = match;
  const isMonthFirst = mark === '/' && order === 'mdy' ? Number(first) <= 12 : Number(second) > 12;
  const month = Number(isMonthFirst ? first : second);
  const day = Number(isMonthFirst ? second : first);
  const clock = half === undefined ? Number(hour) : (Number(hour) % 12) + (half.toUpperCase() === 'P' ? 12 : 0);
  const two = (value: number | string | undefined): string => String(value).padStart(2, '0');
  const written = `${year}-${two(month)}-${two(day)} ${two(clock)}:${minute}:${two(seconds)}`;
  return readForeignTime(fraction === undefined ? written : `${written}.${fraction}`);
}
