// One segment as one read sees it: its plan for the query, pages of its rows in either direction, and single rows.

import { matchingRows } from '../engine/matching.js';
import type { LogEvent } from '../../event/event.js';
import type { Query } from '../../query/ast.js';
import { predicateOf, type Predicate } from '../../query/predicate.js';
import type { Database } from './driver.js';
import type { FacetTable, ReadFacets } from '../engine/facet-table.js';
import type { FacetFields } from '../engine/facets.js';
import { planOver } from '../engine/facet-turns.js';
import { endPiece } from './pieces.js';
import { planFor, type Plan } from './plan.js';
import { MINUTE_MS } from '../engine/rollup.js';
import { COLUMNS, decodeRow, type RowOut } from '../engine/row.js';
import { rowId, type RowRange } from '../engine/rowid.js';
import type { ReadBudget } from '../engine/read-budget.js';
import type { Direction, RowPage, SegmentState } from '../engine/segment.js';
import { chooseDriver, nearestRows, sourceOf, type Driver } from './statement.js';

/** What a row is read with; `odd` is of no use to readers. */
export function rowColumns(version: number): string {
  return version === 1 ? PLAIN_COLUMNS : `${PLAIN_COLUMNS}, ${COMMON} common`;
}

const COMMON = `case typeof(event.common)
  when 'text' then (select group_concat(fields) from common where id in (select value from json_each(event.common)))
  else (select fields from common where id = event.common) end`;

const PLAIN_COLUMNS = COLUMNS.filter((name) => name !== 'odd' && name !== 'common')
  .map((name) => `event.${name}`)
  .join(', ');

/** A frequent value has its newest rows in its newest postings: these are looked at first, then more of them. */
const FIRST_LOOK = 4;
const WIDER = 32;
const MAX_LISTED_FACETS = 2_000;
/** Where few of the rows that are looked at may match, a statement for each hundred of them would be most of the work. */
const CHECKED_AT_ONCE = 1_000;

export class SegmentView {
  private constructor(
    readonly state: SegmentState,
    private readonly facets: FacetTable,
    readonly plan: Plan,
    private readonly test: Predicate,
    private readonly budget: ReadBudget,
  ) {}

  /** Reads what is new of the segment's facets and plans the query. */
  static async open(
    db: Database,
    state: SegmentState,
    facets: FacetTable,
    query: Query,
    budget: ReadBudget,
  ): Promise<SegmentView> {
    await facets.extend(facetsIn(db));
    const { startOfDay, odd, version } = state;
    const known = { startOfDay, version, hasOdd: odd > 0 };
    const plan = await planOver(facets, budget, (facetsOf) => planFor(query, { ...known, facetsOf }));
    return new SegmentView(state, facets, plan, predicateOf(query), budget);
  }

  /** Matching rows of the range, some `limit` of them; fewer do not mean that there are no more. */
  async page(db: Database, range: RowRange, direction: Direction, limit: number): Promise<RowPage> {
    if (this.plan.isEmpty) return { rows: [], last: undefined };
    const driver = await this.driver(db, range, { limit });
    const piece = this.pieceOf(range, driver, direction);
    const matching: RowPage['rows'][number][] = [];
    for (let [rest, asked] = [piece, limit]; ; asked = Math.max(limit, CHECKED_AT_ONCE)) {
      const found = await this.found(db, rest, driver, direction, asked);
      matching.push(...(await this.checked(await this.decode(db, found))));
      const last = found.length < asked ? undefined : found.at(-1)!.id;
      if (last === undefined) return { rows: matching, last: edgeOf(piece, range, direction) };
      if (asked >= CHECKED_AT_ONCE || matching.length >= limit / 2) return { rows: matching, last };
      rest = direction === 'ascending' ? { from: last + 1, to: rest.to } : { from: rest.from, to: last };
    }
  }

  /** Rows that have to be looked at one by one are not all looked at in one statement: pieces.ts. */
  private pieceOf(range: RowRange, driver: Driver, direction: Direction): RowRange {
    if (driver !== 'rows' || this.plan.rest.length + this.plan.indexed.length === 0) return range;
    return endPiece(range, this.state, direction === 'ascending' ? 'oldest' : 'newest');
  }

  private async found(
    db: Database,
    range: RowRange,
    driver: Driver,
    direction: Direction,
    limit: number,
  ): Promise<RowOut[]> {
    const order = direction === 'ascending' ? 'asc' : 'desc';
    for (let nearby = FIRST_LOOK * limit; ; nearby *= WIDER) {
      const near = await nearestRows(db, driver, range, direction, nearby);
      const source = sourceOf(this.plan, near, driver, 'row');
      const rows = await db.all<RowOut>(
        `select ${rowColumns(this.state.version)} ${source.sql} order by ${source.id} ${order} limit ${limit}`,
        source.binds,
      );
      if (rows.length === limit || (near.from === range.from && near.to === range.to)) return rows;
    }
  }

  /** The driver for statements that want all matching rows (no limit), or a page of them. */
  async driver(
    db: Database,
    range: RowRange,
    wanted: { readonly limit?: number; readonly plan?: Plan; readonly readsRows?: boolean },
  ): Promise<Driver> {
    const { plan = this.plan, ...choice } = wanted;
    const { rows, odd } = this.state;
    const known =
      plan.facets === 'all' || plan.text !== undefined
        ? { rows, facetRows: rows }
        : await this.facetRows(db, range, plan.facets);
    return chooseDriver(db, plan, range, { ...known, odd, ...choice });
  }

  /**
   * For counting: where nothing narrower is asked, by way of the facet index, which is some twenty times smaller than the
   * rows and leads to the range within each facet.
   */
  planThroughFacets(): Plan {
    const { plan, facets } = this;
    const isUnconditional =
      plan.facets === 'all' && plan.text === undefined && plan.indexed.length + plan.rest.length === 0;
    if (!isUnconditional || facets.count > MAX_LISTED_FACETS) return plan;
    return { ...plan, facets: Array.from({ length: facets.count }, (_, index) => index + 1) };
  }

  facet(id: number): FacetFields | undefined {
    return this.facets.get(id);
  }

  extendFacets(db: Database): Promise<void> {
    return this.facets.extend(facetsIn(db));
  }

  async decode(db: Database, found: readonly RowOut[]): Promise<{ readonly id: number; readonly event: LogEvent }[]> {
    const { id: segment, startOfDay } = this.state;
    if (found.some((row) => this.facets.get(row.facet) === undefined)) await this.facets.extend(facetsIn(db));
    return found.map((row) => ({
      id: row.id,
      event: decodeRow(row, segment, startOfDay, this.facets.get(row.facet) ?? {}),
    }));
  }

  /** Those that match, where SQL alone could not say so. @throws Fault QUERY_DEADLINE */
  async checked<R extends { readonly event: LogEvent }>(rows: readonly R[]): Promise<readonly R[]> {
    return this.plan.exact ? rows : matchingRows(rows, this.test, this.budget);
  }

  /** In the range, to the minute: all rows, and those with the facets. */
  private async facetRows(
    db: Database,
    range: RowRange,
    facets: readonly number[],
  ): Promise<{ readonly rows: number; readonly facetRows: number }> {
    const minute = (row: number): number => Math.floor(row / rowId(MINUTE_MS, 0));
    const [row] = await db.all<{ rows: number | null; n: number | null }>(
      `select sum(count) rows, sum(case when facet in (select value from json_each($3)) then count end) n
       from rollup where minute >= $1 and minute <= $2`,
      [minute(range.from), minute(range.to), JSON.stringify(facets)],
    );
    return { rows: row?.rows ?? 0, facetRows: row?.n ?? 0 };
  }
}

/** The last row of a piece that was looked at, if the range goes on behind it. */
function edgeOf(piece: RowRange, range: RowRange, direction: Direction): number | undefined {
  if (direction === 'ascending') return piece.to < range.to ? piece.to - 1 : undefined;
  return piece.from > range.from ? piece.from : undefined;
}

function facetsIn(db: Database): ReadFacets {
  return (after, limit) => db.all(`select id, fields from facet where id > $1 order by id limit ${limit}`, [after]);
}
