// Counts of one segment, grouped by time and one field. The roll-up answers what asks for facets alone, in whole minutes; the edges of
// a range that are no minutes, and everything else, are counted from rows; what SQL cannot decide is counted in memory.

import type { LogEvent } from '../../event/event.js';
import { fieldOf } from '../../event/fields.js';
import type { Query } from '../../query/ast.js';
import { isFacetOnly } from '../engine/facet-table.js';
import type { Group, GroupBy } from '../engine/groups.js';
import { MINUTE_MS } from '../engine/rollup.js';
import { isUnsafe } from '../engine/row.js';
import { offsetOf, ORDINAL_BITS, rowId, type RowRange } from '../engine/rowid.js';
import { nameOf, valuesOf } from '../engine/values.js';
import { columnSql } from './columns.js';
import type { Bind } from './driver.js';
import { VALUE, valuesSql } from './leaf.js';
import type { SegmentView, ViewedRow } from './view.js';

/** A field has so many values a segment at the most; the rarest are left out. */
const MAX_GROUPS = 100_000;
const CHECKED_PAGE = 2_000;

export interface FacetCount {
  readonly bucket: number;
  readonly facet: number;
  readonly n: number;
}

export async function groupsOf(
  view: SegmentView,
  query: Query,
  range: RowRange,
  by: GroupBy,
): Promise<readonly Group[]> {
  const { field, intervalMs } = by;
  if (!view.isExact) return checkedGroups(view, range, by);
  if (field !== undefined && fieldOf(field)?.place !== 'facet') return valueGroups(view, range, field);
  const counts = await facetCounts(view, query, range, intervalMs, field !== undefined);
  return counts.flatMap(({ bucket, facet, n }) => {
    if (field === undefined) return [{ bucket, key: '', count: n }];
    const values = valuesOf(view.facet(facet) as LogEvent | undefined, field);
    return (values.length === 0 ? [''] : values).map((key) => ({ bucket, key, count: n }));
  });
}

/** How many rows have which facet; `byFacet`: else they are all 0. Needs an exact view. */
export async function facetCounts(
  view: SegmentView,
  query: Query,
  range: RowRange,
  intervalMs: number | undefined,
  byFacet: boolean,
): Promise<readonly FacetCount[]> {
  const facet = byFacet ? 'e.facet' : '0';
  const counted = (time: string, n: string): string =>
    `select ${bucketOf(intervalMs, time)} bucket, ${facet} facet, ${n} n`;
  const binds: Bind[] = [];
  const ofRows = (rows: RowRange): string =>
    `${counted(timeOf(view), 'count(*)')} ${view.source(rows, binds).sql} group by 1, 2`;
  const canRollUp = isFacetOnly(query) && (intervalMs ?? 0) % MINUTE_MS === 0;
  const minutes = canRollUp ? wholeMinutes(view, range) : undefined;
  // One statement, so that no row is counted twice or missed while others come.
  const parts = minutes === undefined ? [ofRows(range)] : edgesOf(range, minutes).map(ofRows);
  if (minutes !== undefined) {
    const time = `e.minute::bigint * ${MINUTE_MS} + ${view.state.startOfDay}`;
    const among = `e.minute >= ${minutes.from} and e.minute < ${minutes.to} and ${view.facetCondition(binds)}`;
    parts.push(`${counted(time, 'sum(e.count)')} from ${view.table('rollup')} e where ${among} group by 1, 2`);
  }
  const counts = await view.db.all<FacetCount>(
    `select bucket, facet, sum(n)::bigint n from (${parts.join(' union all ')}) g group by 1, 2`,
    binds,
  );
  if (byFacet) await view.know(counts.map((count) => count.facet));
  return counts;
}

const ROWS_A_MINUTE = rowId(MINUTE_MS, 0);

/** Of the range; before the first row and behind the last there is nothing, so it may be widened there. Undefined: none is whole. */
function wholeMinutes({ state }: SegmentView, range: RowRange): RowRange | undefined {
  const { minId = 0, maxId = 0 } = state;
  const from = range.from <= minId ? Math.floor(minId / ROWS_A_MINUTE) : Math.ceil(range.from / ROWS_A_MINUTE);
  const to = range.to > maxId ? Math.floor(maxId / ROWS_A_MINUTE) + 1 : Math.floor(range.to / ROWS_A_MINUTE);
  return from < to ? { from, to } : undefined;
}

/** What of a range of rows is not in its whole minutes. */
function edgesOf({ from, to }: RowRange, minutes: RowRange): readonly RowRange[] {
  const edges = [
    { from, to: Math.min(to, minutes.from * ROWS_A_MINUTE) },
    { from: Math.max(from, minutes.to * ROWS_A_MINUTE), to },
  ];
  return edges.filter((edge) => edge.from < edge.to);
}

/** The top values of a column or of a field in the rest. */
async function valueGroups(view: SegmentView, range: RowRange, field: string): Promise<readonly Group[]> {
  const column = columnSql(field);
  // What odd rows have in the rest is not for SQL to read.
  const ofOdd = column || view.state.odd === 0 ? [] : await checkedGroups(view, range, { field }, ODD);
  if (isUnsafe(field)) return ofOdd;
  const { sql, binds } = view.source(range);
  const statement = column
    ? `select ${column} v, count(*) n ${sql} and ${column} is not null`
    : `select v, count(*) n from (select e.* ${sql}) e,
       lateral (select distinct ${VALUE} v from ${valuesSql(`$${binds.push(field)}::text`)}) each`;
  const rows = await view.db.all<{ v: string | number | Buffer; n: number }>(
    `${statement} group by 1 order by n desc limit ${MAX_GROUPS}`,
    binds,
  );
  return [...rows.map(({ v, n }) => ({ bucket: 0, key: nameOf(field, v), count: n })), ...ofOdd];
}

const ODD = 'and e.odd is not null';

async function checkedGroups(
  view: SegmentView,
  range: RowRange,
  { field, intervalMs }: GroupBy,
  only = '',
): Promise<readonly Group[]> {
  const counts = new Map<string, { bucket: number; key: string; count: number }>();
  for await (const { id, event } of checkedRows(view, range, only)) {
    const time = offsetOf(id) + view.state.startOfDay;
    const bucket = intervalMs === undefined ? 0 : Math.floor(time / intervalMs);
    const values = field === undefined ? [] : valuesOf(event, field);
    for (const key of values.length === 0 ? [''] : values) {
      const name = `${bucket} ${key}`;
      const group = counts.get(name) ?? { bucket, key, count: 0 };
      group.count += 1;
      counts.set(name, group);
    }
  }
  return [...counts.values()];
}

/** For conditions that only the predicate can decide: all rows that may match pass through memory. `only`: more SQL. */
export async function* checkedRows(view: SegmentView, { from, to }: RowRange, only = ''): AsyncGenerator<ViewedRow> {
  for (let next = from; ;) {
    const found = await view.rows({ from: next, to }, `${only} order by e.id limit ${CHECKED_PAGE}`);
    yield* await view.checked(found);
    if (found.length < CHECKED_PAGE) return;
    next = found.at(-1)!.id + 1;
  }
}

function timeOf({ state }: SegmentView): string {
  return `(e.id >> ${ORDINAL_BITS}) + ${state.startOfDay}`;
}

/** The interval was validated as a whole number. */
function bucketOf(intervalMs: number | undefined, timeMs: string): string {
  return intervalMs === undefined ? '0' : `(${timeMs}) / ${intervalMs}`;
}
