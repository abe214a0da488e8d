// Counts of one segment, grouped. The roll-up answers what asks for facets alone, in whole minutes; the edges of a range
// that are no minutes, and everything else, are counted from rows; what SQL cannot decide exactly, in memory.

import type { LogEvent } from '../../event/event.js';
import type { Query } from '../../query/ast.js';
import type { Database } from './driver.js';
import { fieldOf } from '../../event/fields.js';
import { isFacetOnly } from './plan.js';
import { MINUTE_MS } from './rollup.js';
import { ORDINAL_BITS, ORDINALS, rowId } from './rowid.js';
import { sourceOf, type RowRange } from './statement.js';
import { columnExpression, jsonValues, nameOf, valuesOf } from './values.js';
import type { SegmentView } from './view.js';

export interface GroupBy {
  /** Buckets of so many ms since 1970. */
  readonly intervalMs?: number;
  readonly field?: string;
}

export interface Group {
  /** Number of the bucket; 0 without an interval. */
  readonly bucket: number;
  /** '' where the event has no such field, or none was asked for. */
  readonly key: string;
  readonly count: number;
}

/** Groups by column have so many values a segment at the most; the rarest are left out. */
const MAX_GROUPS = 100_000;
const CHECKED_PAGE = 2_000;

export async function groupsOf(
  db: Database,
  view: SegmentView,
  query: Query,
  range: RowRange,
  by: GroupBy,
): Promise<readonly Group[]> {
  if (view.plan.isEmpty) return [];
  if (!view.plan.exact) return checkedGroups(db, view, range, by);
  if (by.field !== undefined && fieldOf(by.field)?.place !== 'facet') return valueGroups(db, view, range, by.field);
  const counts = canRollUp(query, by) ? await rolledUp(db, view, range, by) : await fromRows(db, view, range, by);
  return counts.flatMap(({ bucket, facet, n }) => {
    if (by.field === undefined) return [{ bucket, key: '', count: n }];
    const values = valuesOf(view.facet(facet) as LogEvent | undefined, by.field);
    return (values.length === 0 ? [''] : values).map((key) => ({ bucket, key, count: n }));
  });
}

interface FacetCount {
  readonly bucket: number;
  /** 0 where none was asked for. */
  readonly facet: number;
  readonly n: number;
}

function canRollUp(query: Query, { intervalMs = MINUTE_MS }: GroupBy): boolean {
  return isFacetOnly(query) && intervalMs % MINUTE_MS === 0;
}

async function rolledUp(db: Database, view: SegmentView, range: RowRange, by: GroupBy): Promise<readonly FacetCount[]> {
  const rowsAMinute = rowId(MINUTE_MS, 0);
  const { minId = 0, maxId = 0, startOfDay } = view.state;
  // Before the first row and behind the last there is nothing, so a range that reaches them may be widened to the minute.
  const from = range.from <= minId ? Math.floor(minId / rowsAMinute) : Math.ceil(range.from / rowsAMinute);
  const to = range.to > maxId ? Math.floor(maxId / rowsAMinute) + 1 : Math.floor(range.to / rowsAMinute);
  if (from >= to) return fromRows(db, view, range, by);
  const { facets } = view.plan;
  const binds = [from, to, ...(facets === 'all' ? [] : [JSON.stringify(facets)])];
  const rolled = await db.all<FacetCount>(
    `select ${bucketOf(by, `minute * ${MINUTE_MS} + ${startOfDay}`)} bucket, ${by.field ? 'facet' : '0'} facet, sum(count) n
     from rollup where minute >= $1 and minute < $2 ${facets === 'all' ? '' : 'and facet in (select value from json_each($3))'}
     group by 1, 2`,
    binds,
  );
  const edges: RowRange[] = [
    { from: range.from, to: Math.min(range.to, from * rowsAMinute) },
    { from: Math.max(range.from, to * rowsAMinute), to: range.to },
  ];
  const rest: FacetCount[] = [];
  for (const edge of edges) if (edge.from < edge.to) rest.push(...(await fromRows(db, view, edge, by)));
  return [...rolled, ...rest];
}

async function fromRows(db: Database, view: SegmentView, range: RowRange, by: GroupBy): Promise<readonly FacetCount[]> {
  const plan = view.planThroughFacets();
  const driver = await view.driver(db, range, { plan });
  const source = sourceOf(plan, range, driver, by.field !== undefined);
  const bucket = bucketOf(by, `(${source.id} >> ${ORDINAL_BITS}) + ${view.state.startOfDay}`);
  const rows = await db.all<FacetCount>(
    `select ${bucket} bucket, ${by.field ? 'event.facet' : '0'} facet, count(*) n ${source.sql} group by 1, 2`,
    source.binds,
  );
  if (rows.some(({ facet }) => facet !== 0 && view.facet(facet) === undefined)) await view.extendFacets(db);
  return rows;
}

/** The top values of a column or a field in the rest. */
async function valueGroups(db: Database, view: SegmentView, range: RowRange, field: string): Promise<readonly Group[]> {
  const { plan } = view;
  const column = columnExpression(field);
  const isUnconditional =
    plan.facets === 'all' && plan.text === undefined && plan.indexed.length + plan.rest.length === 0;
  const driver =
    isUnconditional && column?.index ? { index: column.index } : await view.driver(db, range, { readsRows: true });
  const source = sourceOf(plan, range, driver, true);
  const sql = column
    ? `select ${column.sql} v, count(*) n ${source.sql} and ${column.column} is not null group by 1`
    : `select ${jsonValues.sql} v, count(*) n from (select event.fields f ${source.sql}), json_each(f, $${source.binds.length + 1}) j group by 1`;
  const rows = await db.all<{ v: string | number | Buffer; n: number }>(
    `${sql} order by n desc limit ${MAX_GROUPS}`,
    column ? source.binds : [...source.binds, jsonValues.path(field)],
  );
  return rows.map(({ v, n }) => ({ bucket: 0, key: nameOf(field, v), count: n }));
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

/** `by.intervalMs` was validated as a whole number; as text, because a bound one would make the division REAL. */
function bucketOf({ intervalMs }: GroupBy, timeMs: string): string {
  return intervalMs === undefined ? '0' : `(${timeMs}) / ${intervalMs}`;
}
