// One segment as one read sees it: its plan for the query, pages of its rows in either direction, and single rows.

import type { LogEvent } from '../../event/event.js';
import type { Query } from '../../query/ast.js';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { predicateOf, type Predicate } from '../../query/predicate.js';
import type { Database } from './driver.js';
import type { FacetTable } from './facet-table.js';
import type { FacetFields } from './facets.js';
import { planFor, type Plan } from './plan.js';
import { MINUTE_MS } from './rollup.js';
import { COLUMNS, decodeRow, type RowOut } from './row.js';
import { rowId } from './rowid.js';
import type { ReadBudget } from './read-budget.js';
import type { SegmentState } from './state.js';
import { chooseDriver, sourceOf, type Driver, type RowRange } from './statement.js';

export type Direction = 'ascending' | 'descending';

export interface RowPage {
  readonly rows: readonly { readonly id: number; readonly event: LogEvent }[];
  /** The last row that was looked at; undefined: there are no more. */
  readonly last: number | undefined;
}

/** What a row is read with; the order is that of the table, and `odd` is of no use to readers. */
export const ROW_COLUMNS = COLUMNS.filter((name) => name !== 'odd')
  .map((name) => `event.${name}`)
  .join(', ');

const MAX_LISTED_FACETS = 2_000;
/** Others get their turn when the predicate (a regular expression over long lines) has worked for so long. */
const MAX_TURN_MS = 20;

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
    await facets.extend(db);
    const { startOfDay, odd } = state;
    const plan = planFor(query, { startOfDay, hasOdd: odd > 0, facetsOf: (part) => facets.matching(part) });
    return new SegmentView(state, facets, plan, predicateOf(query), budget);
  }

  /** Matching rows of the range, at most `limit`. */
  async page(db: Database, range: RowRange, direction: Direction, limit: number): Promise<RowPage> {
    if (this.plan.isEmpty) return { rows: [], last: undefined };
    const driver = await this.driver(db, range, { limit });
    const source = sourceOf(this.plan, range, driver, true);
    const order = direction === 'ascending' ? 'asc' : 'desc';
    const found = await db.all<RowOut>(
      `select ${ROW_COLUMNS} ${source.sql} order by ${source.id} ${order} limit ${limit}`,
      source.binds,
    );
    const rows = await this.decode(db, found);
    return {
      rows: await this.checked(rows),
      last: found.length < limit ? undefined : found.at(-1)?.id,
    };
  }

  /** The driver for statements that want all matching rows (no limit), or a page of them. */
  async driver(
    db: Database,
    range: RowRange,
    wanted: { readonly limit?: number; readonly plan?: Plan; readonly readsRows?: boolean },
  ): Promise<Driver> {
    const { plan = this.plan, ...choice } = wanted;
    const { rows } = this.state;
    const facetRows =
      plan.facets === 'all' || plan.text !== undefined ? rows : await this.facetRows(db, range, plan.facets);
    return chooseDriver(db, plan, range, { rows, facetRows, ...choice });
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
    return this.facets.extend(db);
  }

  async decode(db: Database, found: readonly RowOut[]): Promise<{ readonly id: number; readonly event: LogEvent }[]> {
    const { id: segment, startOfDay } = this.state;
    if (found.some((row) => this.facets.get(row.facet) === undefined)) await this.facets.extend(db);
    return found.map((row) => ({
      id: row.id,
      event: decodeRow(row, segment, startOfDay, this.facets.get(row.facet) ?? {}),
    }));
  }

  /** Those that match, where SQL alone could not say so. @throws Fault QUERY_DEADLINE */
  async checked<R extends { readonly event: LogEvent }>(rows: readonly R[]): Promise<readonly R[]> {
    if (this.plan.exact) return rows;
    const matching: R[] = [];
    let since = performance.now();
    for (const row of rows) {
      if (this.test(row.event)) matching.push(row);
      if (performance.now() - since < MAX_TURN_MS) continue;
      await nextTurn();
      this.budget.check();
      since = performance.now();
    }
    return matching;
  }

  /** From the roll-up, so to the minute. */
  private async facetRows(db: Database, range: RowRange, facets: readonly number[]): Promise<number> {
    const minute = (row: number): number => Math.floor(row / rowId(MINUTE_MS, 0));
    const [row] = await db.all<{ n: number | null }>(
      `select sum(count) n from rollup where minute >= $1 and minute <= $2 and facet in (select value from json_each($3))`,
      [minute(range.from), minute(range.to), JSON.stringify(facets)],
    );
    return row?.n ?? 0;
  }
}
