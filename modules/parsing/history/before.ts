// What was usual: for each source, parser and field a low share of the days before, from the rows of these days. Pure.

import { ENOUGH_EVENTS, type FillsBefore } from '#src/portal/parsing/parsing-history.js';
import type { DayRow } from './day-table.js';
import { isWeekend } from './days.js';

/** Fewer say nothing. */
const LEAST_DAYS = 3;
const LEAST_WEEKEND_DAYS = 2;

export function pairKey({ source, parser }: { readonly source: string; readonly parser: string }): string {
  return `${source}\0${parser}`;
}

/** @returns pairKey -> field -> what was usual on such a day; days with few events do not count. */
export function fillsBefore(
  rows: readonly DayRow[],
  today: string,
): ReadonlyMap<string, ReadonlyMap<string, FillsBefore>> {
  const shares = new Map<string, Map<string, { readonly hours: number[]; readonly days: number[] }>>();
  for (const row of rows) {
    if (row.day >= today || row.events < ENOUGH_EVENTS || isWeekend(row.day) !== isWeekend(today)) continue;
    const fields = shares.get(pairKey(row)) ?? new Map<string, { hours: number[]; days: number[] }>();
    shares.set(pairKey(row), fields);
    for (const [field, count] of Object.entries(row.filled)) {
      const known = fields.get(field) ?? { hours: [], days: [] };
      fields.set(field, known);
      known.days.push(count / row.events);
      if (row.lowest[field] !== undefined) known.hours.push(row.lowest[field]);
    }
  }
  const leastDays = isWeekend(today) ? LEAST_WEEKEND_DAYS : LEAST_DAYS;
  return new Map(
    [...shares].map(([key, fields]) => [
      key,
      new Map([...fields].flatMap(([field, { hours, days }]) => usual(field, hours, days, leastDays))),
    ]),
  );
}

function usual(
  field: string,
  hours: readonly number[],
  days: readonly number[],
  leastDays: number,
): readonly (readonly [string, FillsBefore])[] {
  if (days.length < leastDays) return [];
  const lowHour = hours.length < leastDays ? undefined : lowOf(hours);
  return [[field, { days: days.length, lowDay: lowOf(days), ...(lowHour !== undefined && { lowHour }) }]];
}

/** The lower quartile; of three the lowest. */
function lowOf(shares: readonly number[]): number {
  return shares.toSorted((a, b) => a - b)[Math.floor(shares.length / 4)]!;
}
