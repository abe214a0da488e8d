// What every read of the store shares: the segments of a range, a view on one of them, and rows of all of them in order.

import type { Query } from '../../query/ast.js';
import type { TimeRange } from '../event-store.js';
import { FacetTables } from '../engine/facet-table.js';
import type { ReadBudget } from '../engine/read-budget.js';
import type { RowRange } from '../engine/rowid.js';
import type { Direction, RowPage, SegmentState } from '../engine/segment.js';
import type { ArrivalWindow, ArrivedRows, Segments } from '../engine/segments.js';
import { arrivedRows } from './arrived.js';
import type { Catalog, LeavesOut } from './catalog.js';
import type { Database } from './driver.js';
import type { Handles } from './handles.js';
import type { Lane } from './places.js';
import { SegmentView } from './view.js';

export class SegmentReads implements Segments {
  constructor(
    readonly catalog: Catalog,
    private readonly handles: Handles,
    readonly facets = new FacetTables(),
    private readonly leavesOut: LeavesOut = 'unreadable',
  ) {}

  /** Whoever scans remembers how far, or takes what came for all there is: what another attempt would give is not passed over. */
  forScans(): SegmentReads {
    return new SegmentReads(this.catalog, this.handles, this.facets, 'damaged');
  }

  /** Runs `work` on one segment. Undefined when the segment is gone or cannot be read (then it is listed as a problem). */
  async on<T>(
    state: SegmentState,
    query: Query,
    budget: ReadBudget,
    work: (db: Database, view: SegmentView) => Promise<T>,
    lane: Lane = 'page',
  ): Promise<T | undefined> {
    const read = async (db: Database): Promise<T> =>
      work(db, await SegmentView.open(db, state, this.facets.of(state), query, budget));
    const use = (): Promise<T> => this.handles.use(this.catalog.path(state.id), budget, read, lane);
    return this.catalog.guard(state.id, use, { leavesOut: this.leavesOut });
  }

  find(budget: ReadBudget, range?: TimeRange): Promise<readonly SegmentState[]> {
    return this.catalog.find(budget, range, this.leavesOut);
  }

  describe(id: string, budget: ReadBudget): Promise<SegmentState | undefined> {
    return this.catalog.describe(id, budget, this.leavesOut);
  }

  async page(
    state: SegmentState,
    query: Query,
    budget: ReadBudget,
    range: RowRange,
    direction: Direction,
    limit: number,
  ): Promise<RowPage> {
    const page = await this.on(state, query, budget, (db, view) => view.page(db, range, direction, limit));
    return page ?? { rows: [], last: undefined };
  }

  async arrived(
    state: SegmentState,
    query: Query,
    budget: ReadBudget,
    rows: RowRange,
    window: ArrivalWindow,
    limit: number,
  ): Promise<ArrivedRows> {
    const found = await this.on(state, query, budget, (db, view) => arrivedRows(db, view, rows, window, limit));
    return found ?? { events: [], next: window.end };
  }
}
