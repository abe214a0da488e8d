// The values of several fields among the rows that match, in one pass over them: the field panel of a search by words would
// otherwise look every row up once a field.

import type { Database } from './driver.js';
import { facetGroups, isFacet } from '../engine/facet-groups.js';
import type { Group } from '../engine/groups.js';
import { SCHEMA_VERSION } from './schema.js';
import { sourceOf } from './statement.js';
import type { RowRange } from '../engine/rowid.js';
import { columnExpression } from './values.js';
import { nameOf, valuesOf } from '../engine/values.js';
import type { SegmentView } from './view.js';

/** Values of a column that are given of a range at the most; the rarest are left out. */
const MAX_VALUES = 50_000;
const CHECKED_PAGE = 2_000;

/** Whether a field is a column or in the facet; others lie in the JSON of the rest and are counted one by one. */
export function isPanelField(field: string): boolean {
  return isFacet(field) || columnExpression(field, SCHEMA_VERSION) !== undefined;
}

/** The bucket of each group is the place of its field in `fields`. */
export async function panelOf(
  db: Database,
  view: SegmentView,
  range: RowRange,
  fields: readonly string[],
): Promise<readonly Group[]> {
  if (view.plan.isEmpty) return [];
  if (!view.plan.exact) return checkedPanel(db, view, range, fields);
  const columns = fields.flatMap((field, bucket) => {
    const expression = isFacet(field) ? undefined : columnExpression(field, view.plan.version);
    return expression === undefined ? [] : [{ ...expression, field, bucket }];
  });
  const needed = [...new Set(['facet', ...columns.map(({ column }) => column)])];
  const source = sourceOf(view.plan, range, await view.driver(db, range, { readsRows: true }), 'row');
  const counts = columns.map(
    ({ sql, column, bucket }) =>
      `select * from (select ${bucket} b, ${sql} v, count(*) n from found where ${column} is not null group by 2 order by 3 desc limit ${MAX_VALUES})`,
  );
  const rows = await db.all<{ b: number; v: string | number | Buffer; n: number }>(
    `with found as materialized (select ${needed.map((column) => `event.${column}`).join(', ')} ${source.sql})
     ${['select -1 b, facet v, count(*) n from found group by 2', ...counts].join(' union all ')}`,
    source.binds,
  );
  const facets = rows.filter(({ b }) => b === -1).map(({ v, n }) => ({ facet: v as number, n }));
  if (facets.some(({ facet }) => view.facet(facet) === undefined)) await view.extendFacets(db);
  return [
    ...facetGroups(view, facets, fields),
    ...rows
      .filter(({ b }) => b !== -1)
      .map(({ b, v, n }) => ({ bucket: b, key: nameOf(fields[b] as string, v), count: n })),
  ];
}

/** For conditions that only the predicate can decide. */
async function checkedPanel(
  db: Database,
  view: SegmentView,
  range: RowRange,
  fields: readonly string[],
): Promise<readonly Group[]> {
  const counts = fields.map(() => new Map<string, number>());
  for (let rest: RowRange | undefined = range; rest !== undefined;) {
    const page = await view.page(db, rest, 'ascending', CHECKED_PAGE);
    for (const { event } of page.rows) {
      for (const [at, sums] of counts.entries()) {
        for (const key of valuesOf(event, fields[at] as string)) sums.set(key, (sums.get(key) ?? 0) + 1);
      }
    }
    rest = page.last === undefined ? undefined : { from: page.last + 1, to: range.to };
  }
  return counts.flatMap((sums, bucket) => [...sums].map(([key, count]) => ({ bucket, key, count })));
}
