// Reads of one segment: its rows in the order of time or of arrival. Order over all of them is made in engine/.

import type { Query } from '../../query/ast.js';
import type { TimeRange } from '../event-store.js';
import { FacetTables } from '../engine/facet-table.js';
import type { ReadBudget } from '../engine/read-budget.js';
import { ordinalOf, rowRange, type RowRange } from '../engine/rowid.js';
import type { Direction, RowPage, SegmentState } from '../engine/segment.js';
import type { ArrivalWindow, ArrivedRows, Segments } from '../engine/segments.js';
import { isMissingTable, type Database } from './driver.js';
import type { Lane, Readers } from './readers.js';
import { ORDINAL } from './schema.js';
import { readState, readStates, type PostgresSegment } from './state.js';
import { SegmentView } from './view.js';

/** Where few of the rows that are looked at may match, a statement for each hundred of them would be most of the work. */
const CHECKED_AT_ONCE = 1_000;

export class SegmentReads implements Segments {
  constructor(
    private readonly readers: Readers,
    readonly facets = new FacetTables(),
    private readonly lane: Lane = 'page',
  ) {}

  /** The same reads on the connection of followers. */
  get following(): SegmentReads {
    return new SegmentReads(this.readers, this.facets, 'follow');
  }

  async find(budget: ReadBudget, range?: TimeRange): Promise<readonly PostgresSegment[]> {
    const states = await this.#known(budget, (db) => readStates(db), []);
    return range === undefined ? states : states.filter((state) => overlaps(state, range));
  }

  describe(id: string, budget: ReadBudget): Promise<PostgresSegment | undefined> {
    return this.#known(budget, (db) => readState(db, id), undefined);
  }

  /** Runs `work` on one segment. Undefined when it is gone. */
  on<T>(
    state: SegmentState,
    query: Query,
    budget: ReadBudget,
    work: (view: SegmentView) => Promise<T>,
    lane?: Lane,
  ): Promise<T | undefined> {
    const read = async (db: Database): Promise<T> =>
      work(await SegmentView.open(db, state as PostgresSegment, this.facets.of(state), query, budget));
    return this.#known<T | undefined>(budget, read, undefined, lane);
  }

  async page(
    state: SegmentState,
    query: Query,
    budget: ReadBudget,
    range: RowRange,
    direction: Direction,
    limit: number,
  ): Promise<RowPage> {
    const order = direction === 'ascending' ? 'asc' : 'desc';
    const page = await this.on(state, query, budget, async (view) => {
      const asked = view.isExact ? limit : Math.max(limit, CHECKED_AT_ONCE);
      const found = await view.rows(range, `order by e.id ${order} limit ${asked}`);
      return { rows: await view.checked(found), last: found.length < asked ? undefined : found.at(-1)?.id };
    });
    return page ?? { rows: [], last: undefined };
  }

  async arrived(
    state: SegmentState,
    query: Query,
    budget: ReadBudget,
    range: RowRange,
    { first, end }: ArrivalWindow,
    limit: number,
  ): Promise<ArrivedRows> {
    const found = await this.on(state, query, budget, async (view): Promise<ArrivedRows> => {
      const window = `and ${ORDINAL} >= ${first} and ${ORDINAL} < ${end} order by ${ORDINAL} limit ${limit}`;
      const rows = await view.rows(range, window);
      const events = (await view.checked(rows)).map(({ event }) => event);
      const last = rows.length < limit ? undefined : rows.at(-1)!.id;
      return { events, next: last === undefined ? end : ordinalOf(last) + 1 };
    });
    return found ?? { events: [], next: end };
  }

  /** What another process dropped meanwhile, or nobody has made yet, is not there. */
  async #known<T>(budget: ReadBudget, work: (db: Database) => Promise<T>, none: T, lane = this.lane): Promise<T> {
    try {
      return await this.readers.use(budget, work, lane);
    } catch (error) {
      if (isMissingTable(error)) return none;
      throw error;
    }
  }
}

function overlaps({ minId, maxId, startOfDay }: SegmentState, range: TimeRange): boolean {
  if (minId === undefined || maxId === undefined) return false;
  const ids = rowRange(range, startOfDay);
  return minId < ids.to && maxId >= ids.from;
}
