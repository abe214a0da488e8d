// All parsers in a table, and how much of each source is understood. Pure.

import type { ParserReport } from '#src/portal/collector-link.js';
import { searchHref } from '#src/portal/events/links.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import { UNDERSTOOD } from '#src/portal/parsing/parsing-history.js';
import { termFor } from '#src/query/print.js';
import type { DayRow } from '../history/day-table.js';
import { costOf, fieldTrend, hitRate, orNone, parserHref, shareOf } from './parser-page.js';

const MAX_SOURCES = 100;
const MAX_NAME_CHARS = 60;

/** Those that read most first. */
export function parserTable(reports: readonly ParserReport[]): readonly object[] {
  return reports
    .toSorted((a, b) => b.claimed - a.claimed || (a.id < b.id ? -1 : 1))
    .map((report) => ({
      ...{ id: report.id, title: report.title, state: report.state, href: parserHref(report.id) },
      ...{ claimed: report.claimed, unclaimed: report.unclaimed, errors: report.errors },
      ...{ hitRate: hitRate(report), cost: costOf(report) },
    }));
}

/** Those of which least is understood today first. */
export function understoodTable(rows: readonly DayRow[], today: string): readonly object[] {
  const bySource = new Map<string, DayRow[]>();
  for (const row of rows) {
    if (row.parser !== '') continue;
    const days = bySource.get(row.source);
    if (days === undefined) bySource.set(row.source, [row]);
    else days.push(row);
  }
  return [...bySource]
    .map(([source, days]) => {
      const now = days.filter(({ day }) => day === today);
      return {
        ...{ name: visibleText(source, MAX_NAME_CHARS), share: shareOf(now, UNDERSTOOD) },
        ...{ events: now[0]?.events ?? 0, now: orNone(shareOf(now, UNDERSTOOD)) },
        before: orNone(
          shareOf(
            days.filter(({ day }) => day < today),
            UNDERSTOOD,
          ),
        ),
        trend: fieldTrend(days, UNDERSTOOD, today),
        href: searchHref({ q: `${termFor('source', source)} ${termFor('parser', 'none')}`, from: '-7d' }),
      };
    })
    .toSorted((a, b) => (a.share ?? 2) - (b.share ?? 2) || b.events - a.events)
    .slice(0, MAX_SOURCES);
}
