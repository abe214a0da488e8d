// Counts of one segment, grouped by time and one field. Facets: facet-counts.ts; what SQL cannot decide exactly is counted in
// memory.

import type { LogEvent } from '../../event/event.js';
import type { Query } from '../../query/ast.js';
import type { Database } from './driver.js';
import { fieldOf } from '../../event/fields.js';
import { facetCounts } from './facet-counts.js';
import type { MinuteCounts } from './minute-counts.js';
import type { Group, GroupBy } from '../engine/groups.js';
import { listingOf, postedCounts } from './posted-counts.js';
import { ORDINALS, type RowRange } from '../engine/rowid.js';
import { sourceOf } from './statement.js';
import { columnExpression, jsonValues } from './values.js';
import { nameOf, valuesOf } from '../engine/values.js';
import type { SegmentView } from './view.js';

/** Groups by column have so many values a segment at the most; the rarest are left out. */
const MAX_GROUPS = 100_000;
const CHECKED_PAGE = 2_000;

/** `minutes`: the whole roll-up, where it is in memory. */
export async function groupsOf(
  db: Database,
  view: SegmentView,
  query: Query,
  range: RowRange,
  by: GroupBy,
  minutes?: MinuteCounts,
): Promise<readonly Group[]> {
  if (view.plan.isEmpty) return [];
  if (!view.plan.exact) return checkedGroups(db, view, range, by);
  if (by.field !== undefined && fieldOf(by.field)?.place !== 'facet') return valueGroups(db, view, range, by.field);
  const split = { ...(by.intervalMs !== undefined && { intervalMs: by.intervalMs }), byFacet: by.field !== undefined };
  const counts = await facetCounts(db, view, query, range, split, minutes);
  return counts.flatMap(({ bucket, facet, n }) => {
    if (by.field === undefined) return [{ bucket, key: '', count: n }];
    const values = valuesOf(view.facet(facet) as LogEvent | undefined, by.field);
    return (values.length === 0 ? [''] : values).map((key) => ({ bucket, key, count: n }));
  });
}

/** The top values of a column or a field in the rest. */
async function valueGroups(db: Database, view: SegmentView, range: RowRange, field: string): Promise<readonly Group[]> {
  const { plan } = view;
  const column = columnExpression(field, view.plan.version);
  const isUnconditional =
    plan.facets === 'all' && plan.text === undefined && plan.indexed.length + plan.rest.length === 0;
  if (isUnconditional && column?.postings !== undefined) {
    const listing = await listingOf(db, view.state, range, column.postings);
    if (listing !== 'rows') {
      const counts = await postedCounts(db, range, column.postings, listing, MAX_GROUPS);
      return counts.map(({ v, total }) => ({ bucket: 0, key: nameOf(field, v), count: total }));
    }
  }
  const driver =
    isUnconditional && column?.index ? { index: column.index } : await view.driver(db, range, { readsRows: true });
  const source = sourceOf(plan, range, driver, 'row');
  const sql = column
    ? `select ${column.sql} v, count(*) n ${source.sql} and ${column.column} is not null group by 1`
    : jsonGroups(source.sql, `$${source.binds.length + 1}`, view.plan.version);
  const rows = await db.all<{ v: string | number | Buffer; n: number }>(
    `${sql} order by n desc limit ${MAX_GROUPS}`,
    column ? source.binds : [...source.binds, jsonValues.path(field)],
  );
  return rows.map(({ v, n }) => ({ bucket: 0, key: nameOf(field, v), count: n }));
}

function jsonGroups(source: string, path: string, version: number): string {
  // A value that stands in an event's list twice counts once. What is no list has no keys, and pays nothing for that.
  const once = `(j.key is null or j.key = (select e.key from json_each(f, ${path}) e where e.atom is j.atom limit 1))`;
  const own = `select ${jsonValues.sql} v, count(*) n from (select event.fields f ${source}), json_each(f, ${path}) j
    where ${once} group by 1`;
  if (version === 1) return own;
  const common = `select ${jsonValues.sql} v, sum(k) n
    from (select event.common c, count(*) k ${source} and event.common is not null group by 1), json_each(c) r
    join (select id common_id, fields f from common) on common_id = r.value, json_each(f, ${path}) j where ${once} group by 1`;
  return `select v, sum(n) n from (${own} union all ${common}) group by 1`;
}

/** For conditions that only the predicate can decide: all rows that may match pass through memory. */
async function checkedGroups(db: Database, view: SegmentView, range: RowRange, by: GroupBy): Promise<readonly Group[]> {
  const counts = new Map<string, { bucket: number; key: string; count: number }>();
  for (let rest: RowRange | undefined = range; rest !== undefined;) {
    const page = await view.page(db, rest, 'ascending', CHECKED_PAGE);
    for (const { event, id } of page.rows) {
      const time = Math.floor(id / ORDINALS) + view.state.startOfDay;
      const bucket = by.intervalMs === undefined ? 0 : Math.floor(time / by.intervalMs);
      const values = by.field === undefined ? [] : valuesOf(event, by.field);
      for (const key of values.length === 0 ? [''] : values) {
        const id = `${bucket} ${key}`;
        const group = counts.get(id) ?? { bucket, key, count: 0 };
        group.count++;
        counts.set(id, group);
      }
    }
    rest = page.last === undefined ? undefined : { from: page.last + 1, to: range.to };
  }
  return [...counts.values()];
}
