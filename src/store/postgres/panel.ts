// The values of several fields among the rows that match, in one pass over them, for the field panel.

import type { Query } from '../../query/ast.js';
import { isFacetOnly } from '../engine/facet-table.js';
import { facetGroups, isFacet } from '../engine/facet-groups.js';
import type { Group } from '../engine/groups.js';
import type { RowRange } from '../engine/rowid.js';
import { nameOf, valuesOf } from '../engine/values.js';
import { columnSql } from './columns.js';
import { checkedRows, facetCounts } from './groups.js';
import type { SegmentView } from './view.js';

/** Values of a column that are given at the most; the rarest are left out. */
const MAX_VALUES = 50_000;

/** The bucket of each group is the place of its field in `fields`: facets and columns. */
export async function panelOf(
  view: SegmentView,
  query: Query,
  range: RowRange,
  fields: readonly string[],
): Promise<readonly Group[]> {
  if (fields.length === 0) return [];
  if (!view.isExact) return checkedPanel(view, range, fields);
  const columns = fields.flatMap((field, bucket) => {
    const sql = isFacet(field) ? undefined : columnSql(field);
    return sql === undefined ? [] : [{ bucket, sql, field }];
  });
  const ofFacets = isFacetOnly(query) || columns.length === 0;
  const facets = ofFacets && fields.some(isFacet) ? await facetCounts(view, query, range, undefined, true) : [];
  const rows = columns.length === 0 ? [] : await columnCounts(view, range, columns, !ofFacets);
  const counted = [...facets, ...rows.flatMap(({ b, v, n }) => (b === FACETS ? [{ facet: Number(v), n }] : []))];
  await view.know(counted.map(({ facet }) => facet));
  return [
    ...facetGroups(view, counted, fields),
    ...rows.flatMap(({ b, v, n }) => (b === FACETS ? [] : [{ bucket: b, key: nameOf(fields[b]!, v), count: n }])),
  ];
}

const FACETS = -1;

interface Counted {
  readonly b: number;
  readonly v: string | number | Buffer;
  readonly n: number;
}

/** Each column's values are of its own type, so each has a column of the answer. */
async function columnCounts(
  view: SegmentView,
  range: RowRange,
  columns: readonly { readonly bucket: number; readonly sql: string }[],
  withFacets: boolean,
): Promise<readonly Counted[]> {
  const { sql, binds } = view.source(range);
  const all = [...(withFacets ? [{ bucket: FACETS, sql: 'e.facet' }] : []), ...columns];
  const wanted = all.map((each, at) => `${each.sql} c${at}`).join(', ');
  const counts = all.map(({ bucket }, at) => {
    const cells = all.map((_, other) => (other === at ? `c${at}` : 'null'));
    return `(select ${bucket} b, ${cells.join(', ')}, count(*) n from found where c${at} is not null group by c${at} order by n desc limit ${MAX_VALUES})`;
  });
  const names = all.map((_, at) => `c${at}`);
  const types = `select null::int b, ${names.join(', ')}, null::bigint n from found where false`;
  const rows = await view.db.all<Record<string, unknown> & { b: number; n: number }>(
    `with found as materialized (select ${wanted} ${sql}) ${[types, ...counts].join(' union all ')}`,
    binds,
  );
  return rows.map((row) => {
    const at = all.findIndex(({ bucket }) => bucket === row.b);
    return { b: row.b, v: row[`c${at}`] as Counted['v'], n: row.n };
  });
}

async function checkedPanel(view: SegmentView, range: RowRange, fields: readonly string[]): Promise<readonly Group[]> {
  const counts = fields.map(() => new Map<string, number>());
  for await (const { event } of checkedRows(view, range)) {
    for (const [at, sums] of counts.entries()) {
      for (const key of valuesOf(event, fields[at] as string)) sums.set(key, (sums.get(key) ?? 0) + 1);
    }
  }
  return counts.flatMap((sums, bucket) => [...sums].map(([key, count]) => ({ bucket, key, count })));
}
