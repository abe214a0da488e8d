// What was usual: for each source, parser and field the lowest share of the days before, from the rows of these days. Pure.

import { ENOUGH_EVENTS, type FillsBefore } from '#src/portal/parsing/parsing-history.js';
import type { DayRow } from './day-table.js';
import { isWeekend } from './days.js';

export function pairKey({ source, parser }: { readonly source: string; readonly parser: string }): string {
  return `${source}\0${parser}`;
}

/** @returns pairKey -> field -> what was. Days with few events say nothing. */
export function fillsBefore(rows: readonly DayRow[]): ReadonlyMap<string, ReadonlyMap<string, FillsBefore>> {
  const found = new Map<string, Map<string, FillsBefore>>();
  for (const row of rows) {
    if (row.events < ENOUGH_EVENTS) continue;
    const fields = found.get(pairKey(row)) ?? new Map<string, FillsBefore>();
    found.set(pairKey(row), fields);
    for (const [field, count] of Object.entries(row.filled)) {
      const known = fields.get(field);
      const lowestHour = least(known?.lowestHour, row.lowest[field]);
      fields.set(field, {
        days: (known?.days ?? 0) + 1,
        hasWeekend: (known?.hasWeekend ?? false) || isWeekend(row.day),
        lowestDay: least(known?.lowestDay, count / row.events)!,
        ...(lowestHour !== undefined && { lowestHour }),
      });
    }
  }
  return found;
}

function least(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Math.min(a, b);
}
