// What the page of one parser shows, out of its report and the rows of its days. Pure.

import type { ParserReport } from '#src/portal/collector-link.js';
import { searchHref, withQuery } from '#src/portal/events/links.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import { termFor } from '#src/query/print.js';
import type { DaySums } from '../history/day-table.js';
import { KEPT_DAYS } from '../history/day-table.js';
import { dayPlus } from '../history/days.js';
import { FIELDS } from '../parse-report.js';
import { percent, trend, type Trend } from './trend.js';

const SHOWN_DAYS = 7;
const MAX_SOURCES = 50;
const MAX_NAME_CHARS = 60;

export interface ShownCost {
  readonly median: string;
  readonly p95: string;
  readonly max: string;
  readonly samples: number;
}

export function costOf({ cost }: ParserReport): ShownCost | undefined {
  if (cost === undefined) return undefined;
  return { median: time(cost.medianUs), p95: time(cost.p95Us), max: time(cost.maxUs), samples: cost.samples };
}

/** Of what it was asked for. */
export function hitRate({ asked, claimed }: Pick<ParserReport, 'asked' | 'claimed'>): string | undefined {
  return asked === 0 ? undefined : percent(claimed / asked);
}

export interface ShownField {
  readonly field: string;
  readonly recent: string;
  readonly earlier: string;
  readonly trend: Trend;
  /** Events of the parser that lack it. */
  readonly missingHref: string;
}

/** Fields that any event of these days had, the most frequent first. */
export function fieldTable(id: string, rows: readonly DaySums[], today: string): readonly ShownField[] {
  const from = dayPlus(today, 1 - SHOWN_DAYS);
  const recent = rows.filter(({ day }) => day >= from);
  const earlier = rows.filter(({ day }) => day < from);
  return FIELDS.map((field) => ({ field, share: shareOf(recent, field), was: shareOf(earlier, field) }))
    .filter(({ share, was }) => (share ?? 0) + (was ?? 0) > 0)
    .toSorted((a, b) => (b.share ?? 0) - (a.share ?? 0))
    .map(({ field, share, was }) => ({
      field,
      recent: orNone(share),
      earlier: orNone(was),
      trend: fieldTrend(rows, field, today),
      missingHref: searchHref({ q: `${termFor('parser', id)} -${field}:*`, from: `-${SHOWN_DAYS}d` }),
    }));
}

export interface SourceDays {
  readonly days: readonly string[];
  readonly sources: readonly {
    readonly name: string;
    readonly href: string;
    readonly counts: readonly number[];
    readonly total: number;
  }[];
  readonly more: number;
}

/** Events by source and day, the busiest source first. */
export function sourceTable(id: string, rows: readonly DaySums[], today: string): SourceDays {
  const days = Array.from({ length: SHOWN_DAYS }, (_, n) => dayPlus(today, n + 1 - SHOWN_DAYS));
  const bySource = new Map<string, number[]>();
  for (const { day, source, events } of rows) {
    const at = days.indexOf(day);
    if (at < 0) continue;
    const counts = bySource.get(source) ?? new Array<number>(SHOWN_DAYS).fill(0);
    counts[at]! += events;
    bySource.set(source, counts);
  }
  const all = [...bySource]
    .map(([source, counts]) => ({ source, counts, total: counts.reduce((sum, count) => sum + count, 0) }))
    .toSorted((a, b) => b.total - a.total);
  const sources = all.slice(0, MAX_SOURCES).map(({ source, counts, total }) => ({
    name: visibleText(source, MAX_NAME_CHARS),
    counts,
    total,
    href: searchHref({ q: `${termFor('parser', id)} ${termFor('source', source)}`, from: `-${SHOWN_DAYS}d` }),
  }));
  return { days, sources, more: Math.max(0, all.length - MAX_SOURCES) };
}

/** Defects of the last days, the most frequent first. */
export function tagTable(id: string, rows: readonly DaySums[], today: string): readonly object[] {
  const from = dayPlus(today, 1 - SHOWN_DAYS);
  const counts = new Map<string, number>();
  for (const { day, tags } of rows)
    if (day >= from) for (const [tag, count] of Object.entries(tags)) counts.set(tag, (counts.get(tag) ?? 0) + count);
  return [...counts]
    .toSorted((a, b) => b[1] - a[1])
    .map(([tag, count]) => ({
      tag: visibleText(tag, MAX_NAME_CHARS),
      count,
      href: searchHref({ q: `${termFor('parser', id)} ${termFor('tags', tag)}`, from: `-${SHOWN_DAYS}d` }),
    }));
}

export function parserHref(id: string): string {
  return withQuery(`/parsing/${encodeURIComponent(id)}`, {});
}

export function shareOf(rows: readonly DaySums[], field: string): number | undefined {
  const all = rows.reduce((sum, { events }) => sum + events, 0);
  return all === 0 ? undefined : rows.reduce((sum, { filled }) => sum + (filled[field] ?? 0), 0) / all;
}

export function fieldTrend(rows: readonly DaySums[], field: string, today: string): Trend {
  const days = Array.from({ length: KEPT_DAYS }, (_, n) => dayPlus(today, n + 1 - KEPT_DAYS));
  const byDay = rowsBy(rows, 'day');
  return trend(days.map((day) => ({ day, share: shareOf(byDay.get(day) ?? [], field) })));
}

export function rowsBy(rows: readonly DaySums[], by: 'day' | 'source'): ReadonlyMap<string, readonly DaySums[]> {
  const groups = new Map<string, DaySums[]>();
  for (const row of rows) {
    const known = groups.get(row[by]);
    if (known === undefined) groups.set(row[by], [row]);
    else known.push(row);
  }
  return groups;
}

export function orNone(share: number | undefined): string {
  return share === undefined ? 'none' : percent(share);
}

function time(us: number): string {
  return us < 1_000 ? `${us < 10 ? us.toFixed(1) : Math.round(us)} µs` : `${(us / 1_000).toFixed(1)} ms`;
}
