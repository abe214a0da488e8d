// What every read of the store shares: the segments of a range, a view on one of them, and rows of all of them in order.

import type { LogEvent } from '../../event/event.js';
import type { Query } from '../../query/ast.js';
import type { TimeRange } from '../event-store.js';
import type { Catalog } from './catalog.js';
import { rowsBeyond, type Place } from './cursor.js';
import type { Database } from './driver.js';
import { FacetTables } from './facet-table.js';
import type { Handles } from './handles.js';
import { merge, withinSegment, type MergeSource, type Placed } from './merge.js';
import type { Lane } from './places.js';
import type { ReadBudget } from './read-budget.js';
import { rowRange } from './rowid.js';
import type { SegmentState } from './state.js';
import type { RowRange } from './statement.js';
import { SegmentView, type Direction } from './view.js';

export class SegmentReads {
  readonly facets = new FacetTables();

  constructor(
    readonly catalog: Catalog,
    private readonly handles: Handles,
  ) {}

  /** Runs `work` on one segment. Undefined when the segment is gone or damaged (then it is listed as a problem). */
  async on<T>(
    state: SegmentState,
    query: Query,
    budget: ReadBudget,
    work: (db: Database, view: SegmentView) => Promise<T>,
    lane: Lane = 'page',
  ): Promise<T | undefined> {
    const read = async (db: Database): Promise<T> =>
      work(db, await SegmentView.open(db, state, this.facets.of(state.id), query, budget));
    return this.catalog.guard(state.id, () => this.handles.use(this.catalog.path(state.id), budget, read, lane));
  }

  /** Matching events of a range in order, from a place on (that place not included). */
  async *ordered(request: {
    readonly query: Query;
    readonly range: TimeRange;
    readonly direction: Direction;
    readonly beyond?: Place | undefined;
    readonly chunk: number;
    readonly budget: () => ReadBudget;
  }): AsyncGenerator<Placed> {
    const { query, range, direction, beyond, chunk, budget } = request;
    const side = direction === 'ascending' ? 'behind' : 'before';
    const sources: MergeSource[] = [];
    for (const state of await this.catalog.find(budget(), range)) {
      const asked = rowRange(range, state.startOfDay);
      const rows = withinSegment(state, asked, ...(beyond ? [rowsBeyond(beyond, state, side)] : []));
      if (rows === undefined) continue;
      const load = (rest: RowRange, limit: number): ReturnType<MergeSource['load']> =>
        this.page(state, query, budget(), rest, direction, limit);
      sources.push({ state, range: rows, load });
    }
    yield* merge(sources, direction, chunk);
  }

  async get(state: SegmentState, row: number, budget: ReadBudget): Promise<LogEvent | undefined> {
    const only = withinSegment(state, { from: row, to: row + 1 });
    if (only === undefined) return undefined;
    const page = await this.page(state, { kind: 'all' }, budget, only, 'ascending', 1);
    return page.rows[0]?.event;
  }

  private async page(
    state: SegmentState,
    query: Query,
    budget: ReadBudget,
    range: RowRange,
    direction: Direction,
    limit: number,
  ): ReturnType<MergeSource['load']> {
    const page = await this.on(state, query, budget, (db, view) => view.page(db, range, direction, limit));
    return page ?? { rows: [], last: undefined };
  }
}
