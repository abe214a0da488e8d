// All parsers in a table, and how much of each source is understood. Pure.

import type { ParserReport } from '#src/portal/collector-link.js';
import { searchHref, withQuery } from '#src/portal/events/links.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import { IS_NOT_UNDERSTOOD, UNDERSTOOD } from '#src/portal/parsing/parsing-history.js';
import type { Query } from '#src/query/ast.js';
import { printQuery } from '#src/query/print.js';
import type { DaySums } from '../history/day-table.js';
import { costOf, fieldTrend, hitRate, orNone, parserHref, rowsBy, shareOf } from './parser-page.js';

const PAGE_ROWS = 100;
const MAX_NAME_CHARS = 60;

/** Those that read most first. */
export function parserTable(reports: readonly ParserReport[]): readonly object[] {
  return reports
    .toSorted((a, b) => b.claimed - a.claimed || (a.id < b.id ? -1 : 1))
    .map((report) => ({
      id: report.id,
      title: report.title,
      state: report.state,
      href: parserHref(report.id),
      claimed: report.claimed,
      unclaimed: report.unclaimed,
      errors: report.errors,
      hitRate: hitRate(report),
      cost: costOf(report),
    }));
}

/** What was asked for: a part of a name, or an empty text; a page, from 1. */
export interface Asked {
  readonly q: string;
  readonly page: number;
}

export interface Understood extends Asked {
  readonly rows: readonly object[];
  readonly pages: number;
  /** Sources that fit, on all pages. */
  readonly total: number;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** A page of the sources of which least is understood today first. What a row shows beyond that is made for this page alone. */
export function understoodTable(rows: readonly DaySums[], today: string, { q, page }: Asked): Understood {
  const part = q.toLowerCase();
  const fitting = [...rowsBy(rows, 'source')]
    .filter(([source]) => source.toLowerCase().includes(part))
    .map(([source, days]) => {
      const now = days.filter(({ day }) => day === today);
      return { source, days, share: shareOf(now, UNDERSTOOD), events: now[0]?.events ?? 0 };
    })
    .toSorted((a, b) => (a.share ?? 2) - (b.share ?? 2) || b.events - a.events || (a.source < b.source ? -1 : 1));
  const pages = Math.max(1, Math.ceil(fitting.length / PAGE_ROWS));
  const at = Math.min(page, pages);
  const shown = fitting.slice((at - 1) * PAGE_ROWS, at * PAGE_ROWS);
  return {
    q,
    page: at,
    pages,
    total: fitting.length,
    rows: shown.map((each) => understoodRow(each, today)),
    before: at > 1 ? pageHref(q, at - 1) : undefined,
    after: at < pages ? pageHref(q, at + 1) : undefined,
  };
}

function pageHref(q: string, page: number): string {
  return withQuery('/parsing', { q, page: String(page) });
}

interface SourceDays {
  readonly source: string;
  readonly days: readonly DaySums[];
  /** 0..1, of today. */
  readonly share: number | undefined;
  /** Of today. */
  readonly events: number;
}

function understoodRow({ source, days, share, events }: SourceDays, today: string): object {
  const before = days.filter(({ day }) => day < today);
  const ofSource: Query = { kind: 'equals', field: 'lanwarden.source', value: source };
  return {
    name: visibleText(source, MAX_NAME_CHARS),
    events,
    now: orNone(share),
    before: orNone(shareOf(before, UNDERSTOOD)),
    trend: fieldTrend(days, UNDERSTOOD, today),
    href: searchHref({ q: printQuery({ kind: 'and', of: [ofSource, IS_NOT_UNDERSTOOD] }), from: '-7d' }),
  };
}
