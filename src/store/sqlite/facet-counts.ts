// How many rows of a segment have which facet, by bucket of time. The roll-up answers what asks for facets alone, in whole
// minutes; the edges of a range that are no minutes, and everything else, are counted from rows.

import type { Query } from '../../query/ast.js';
import type { Database } from './driver.js';
import type { MinuteCounts } from './minute-counts.js';
import { isFacetOnly } from '../engine/facet-table.js';
import { MINUTE_MS } from '../engine/rollup.js';
import { ORDINAL_BITS, rowId, type RowRange } from '../engine/rowid.js';
import { sourceOf } from './statement.js';
import type { SegmentView } from './view.js';

export interface FacetSplit {
  /** Buckets of so many ms since 1970; one bucket (0) without. */
  readonly intervalMs?: number;
  /** Whether the facets are told apart; else they are all 0. */
  readonly byFacet: boolean;
}

export interface FacetCount {
  readonly bucket: number;
  readonly facet: number;
  readonly n: number;
}

/** Needs an exact plan. `minutes`: the whole roll-up, where it is in memory. */
export async function facetCounts(
  db: Database,
  view: SegmentView,
  query: Query,
  range: RowRange,
  split: FacetSplit,
  minutes?: MinuteCounts,
): Promise<readonly FacetCount[]> {
  const counts = canRollUp(query, split)
    ? await rolledUp(db, view, range, split, minutes)
    : await fromRows(db, view, range, split);
  if (counts.some(({ facet }) => facet !== 0 && view.facet(facet) === undefined)) await view.extendFacets(db);
  return counts;
}

export function canRollUp(query: Query, { intervalMs = MINUTE_MS }: Pick<FacetSplit, 'intervalMs'>): boolean {
  return intervalMs % MINUTE_MS === 0 && isFacetOnly(query);
}

const ROWS_A_MINUTE = rowId(MINUTE_MS, 0);

async function rolledUp(
  db: Database,
  view: SegmentView,
  range: RowRange,
  split: FacetSplit,
  minutes: MinuteCounts | undefined,
): Promise<readonly FacetCount[]> {
  const { minId = 0, maxId = 0 } = view.state;
  // Before the first row and behind the last there is nothing, so a range that reaches them may be widened to the minute.
  const from = range.from <= minId ? Math.floor(minId / ROWS_A_MINUTE) : Math.ceil(range.from / ROWS_A_MINUTE);
  const to = range.to > maxId ? Math.floor(maxId / ROWS_A_MINUTE) + 1 : Math.floor(range.to / ROWS_A_MINUTE);
  if (from >= to) return fromRows(db, view, range, split);
  const rolled =
    minutes === undefined ? await fromRollup(db, view, from, to, split) : fromMemory(minutes, view, from, to, split);
  const edges: RowRange[] = [
    { from: range.from, to: Math.min(range.to, from * ROWS_A_MINUTE) },
    { from: Math.max(range.from, to * ROWS_A_MINUTE), to: range.to },
  ];
  const rest: FacetCount[] = [];
  for (const edge of edges) if (edge.from < edge.to) rest.push(...(await fromRows(db, view, edge, split)));
  return [...rolled, ...rest];
}

/** `from` and `to` in minutes since the segment's day began. */
function fromRollup(
  db: Database,
  view: SegmentView,
  from: number,
  to: number,
  split: FacetSplit,
): Promise<readonly FacetCount[]> {
  const { facets } = view.plan;
  return db.all<FacetCount>(
    `select ${bucketOf(split, `minute * ${MINUTE_MS} + ${view.state.startOfDay}`)} bucket, ${split.byFacet ? 'facet' : '0'} facet, sum(count) n
     from rollup where minute >= $1 and minute < $2 ${facets === 'all' ? '' : 'and facet in (select value from json_each($3))'}
     group by 1, 2`,
    [from, to, ...(facets === 'all' ? [] : [JSON.stringify(facets)])],
  );
}

function fromMemory(
  { minutes, facets, counts }: MinuteCounts,
  view: SegmentView,
  from: number,
  to: number,
  { intervalMs, byFacet }: FacetSplit,
): readonly FacetCount[] {
  const isWanted = wantedFacets(view);
  const found: FacetCount[] = [];
  const sums = new Map<number, number>();
  let bucket = Number.NaN;
  const flush = (): void => {
    for (const [facet, n] of sums) found.push({ bucket, facet, n });
    sums.clear();
  };
  for (let i = firstAt(minutes, from); i < minutes.length && (minutes[i] as number) < to; i++) {
    const facet = facets[i] as number;
    if (isWanted !== undefined && isWanted[facet] !== 1) continue;
    const time = (minutes[i] as number) * MINUTE_MS + view.state.startOfDay;
    const its = intervalMs === undefined ? 0 : Math.floor(time / intervalMs);
    if (its !== bucket) {
      flush();
      bucket = its;
    }
    const key = byFacet ? facet : 0;
    sums.set(key, (sums.get(key) ?? 0) + (counts[i] as number));
  }
  flush();
  return found;
}

/** Undefined: all of them. */
function wantedFacets({ plan: { facets } }: SegmentView): Uint8Array | undefined {
  if (facets === 'all') return undefined;
  let highest = 0;
  for (const facet of facets) highest = Math.max(highest, facet);
  const wanted = new Uint8Array(highest + 1);
  for (const facet of facets) wanted[facet] = 1;
  return wanted;
}

/** The first place in ascending numbers that is not below `value`. */
function firstAt(numbers: Int32Array, value: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

async function fromRows(
  db: Database,
  view: SegmentView,
  range: RowRange,
  split: FacetSplit,
): Promise<readonly FacetCount[]> {
  const plan = view.planThroughFacets();
  const driver = await view.driver(db, range, { plan });
  const source = sourceOf(plan, range, driver, split.byFacet ? 'facet' : 'id');
  const bucket = bucketOf(split, `(${source.id} >> ${ORDINAL_BITS}) + ${view.state.startOfDay}`);
  return db.all<FacetCount>(
    `select ${bucket} bucket, ${split.byFacet ? 'event.facet' : '0'} facet, count(*) n ${source.sql} group by 1, 2`,
    source.binds,
  );
}

/** The interval was validated as a whole number; as text, because a bound one would make the division REAL. */
function bucketOf({ intervalMs }: FacetSplit, timeMs: string): string {
  return intervalMs === undefined ? '0' : `(${timeMs}) / ${intervalMs}`;
}
