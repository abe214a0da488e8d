// What an engine gives of its segments, one at a time: order over all of them, pages and scans are made of it here.

import type { LogEvent } from '../../event/event.js';
import type { Query } from '../../query/ast.js';
import type { TimeRange } from '../event-store.js';
import { rowsBeyond, type Place } from './cursor.js';
import { merge, withinSegment, type MergeSource, type Placed } from './merge.js';
import type { ReadBudget } from './read-budget.js';
import { rowRange, type RowRange } from './rowid.js';
import type { Direction, RowPage, SegmentState } from './segment.js';

export interface Segments {
  /** All that have events in the range (all of them without one), in the order of their making. */
  find(budget: ReadBudget, range?: TimeRange): Promise<readonly SegmentState[]>;
  /** Undefined where there is none. */
  describe(id: string, budget: ReadBudget): Promise<SegmentState | undefined>;
  /** Matching rows within `range`; none when the segment is gone. */
  page(
    state: SegmentState,
    query: Query,
    budget: ReadBudget,
    range: RowRange,
    direction: Direction,
    limit: number,
  ): Promise<RowPage>;
  /** Matching rows within `range` in the order of their ordinals; none when the segment is gone. */
  arrived(
    state: SegmentState,
    query: Query,
    budget: ReadBudget,
    range: RowRange,
    window: ArrivalWindow,
    limit: number,
  ): Promise<ArrivedRows>;
}

export interface ArrivalWindow {
  /** Ordinals; `end` does not belong to it. */
  readonly first: number;
  readonly end: number;
  /** The row id with which the page before ended, if one did. */
  readonly after: number | undefined;
}

export interface ArrivedRows {
  readonly events: readonly LogEvent[];
  /** The first ordinal that was not looked at. */
  readonly next: number;
  /** See ArrivalWindow.after. */
  readonly last?: number;
}

/** Matching events of a range in order, from a place on (that place not included). */
export async function* ordered(
  segments: Segments,
  request: {
    readonly query: Query;
    readonly range: TimeRange;
    readonly direction: Direction;
    readonly beyond?: Place | undefined;
    readonly chunk: number;
    readonly budget: () => ReadBudget;
  },
): AsyncGenerator<Placed> {
  const { query, range, direction, beyond, chunk, budget } = request;
  const side = direction === 'ascending' ? 'behind' : 'before';
  const sources: MergeSource[] = [];
  for (const state of await segments.find(budget(), range)) {
    const asked = rowRange(range, state.startOfDay);
    const rows = withinSegment(state, asked, ...(beyond ? [rowsBeyond(beyond, state, side)] : []));
    if (rows === undefined) continue;
    const load = (rest: RowRange, limit: number): ReturnType<MergeSource['load']> =>
      segments.page(state, query, budget(), rest, direction, limit);
    sources.push({ state, range: rows, load });
  }
  yield* merge(sources, direction, chunk);
}

export async function rowOf(
  segments: Segments,
  state: SegmentState,
  row: number,
  budget: ReadBudget,
): Promise<LogEvent | undefined> {
  const only = withinSegment(state, { from: row, to: row + 1 });
  if (only === undefined) return undefined;
  const page = await segments.page(state, { kind: 'all' }, budget, only, 'ascending', 1);
  return page.rows[0]?.event;
}
