// One segment as one read sees it: what the query asks of its rows, and rows as events.

import type { LogEvent } from '../../event/event.js';
import type { Query } from '../../query/ast.js';
import { predicateOf, type Predicate } from '../../query/predicate.js';
import type { FacetTable } from '../engine/facet-table.js';
import { planOver } from '../engine/facet-turns.js';
import type { FacetFields } from '../engine/facets.js';
import type { ReadBudget } from '../engine/read-budget.js';
import { decodeRow, type RowOut } from '../engine/row.js';
import { matchingRows } from '../engine/matching.js';
import type { RowRange } from '../engine/rowid.js';
import { ROW_COLUMNS } from './columns.js';
import { binderInto, conditionOf, FALSE, type Condition } from './condition.js';
import type { Bind, Database } from './driver.js';
import { tableOf } from './names.js';
import type { PostgresSegment } from './state.js';

export interface ViewedRow {
  readonly id: number;
  readonly event: LogEvent;
}

type Row = Omit<RowOut, 'message'> & { readonly message_at: number | null; readonly message: string | null };

/** FROM and WHERE, and their parameters. */
export interface Source {
  readonly sql: string;
  readonly binds: Bind[];
}

export class SegmentView {
  private constructor(
    readonly db: Database,
    readonly state: PostgresSegment,
    private readonly facets: FacetTable,
    private readonly condition: Condition,
    private readonly test: Predicate,
    private readonly budget: ReadBudget,
  ) {}

  static async open(
    db: Database,
    state: PostgresSegment,
    facets: FacetTable,
    query: Query,
    budget: ReadBudget,
  ): Promise<SegmentView> {
    if (facets.count < state.facets) await extend(facets, db, state.id);
    const { startOfDay, odd } = state;
    const known = { startOfDay, hasOdd: odd > 0 };
    const condition = await planOver(facets, budget, (facetsOf) => conditionOf(query, { ...known, facetsOf }));
    return new SegmentView(db, state, facets, condition, predicateOf(query), budget);
  }

  /** Nothing in this segment can match. */
  get isEmpty(): boolean {
    return this.condition === FALSE;
  }

  /** False: rows have to be checked with the predicate. */
  get isExact(): boolean {
    return this.condition.exact;
  }

  table(name: Parameters<typeof tableOf>[1]): string {
    return tableOf(this.state.id, name);
  }

  /** Rows `e` of the range that match, or may; its parameters come behind those of `binds`. */
  source({ from, to }: RowRange, binds: Bind[] = []): Source {
    const bind = binderInto(binds);
    const edges = `e.id >= ${bind(from, 'bigint')} and e.id < ${bind(to, 'bigint')}`;
    return { sql: `from ${this.table('event')} e where ${edges} and ${this.condition.upper(bind)}`, binds };
  }

  /** Of a query that asks for facets alone: the same condition on another table `e` that has a facet. */
  facetCondition(binds: Bind[]): string {
    return this.condition.upper(binderInto(binds));
  }

  /** @param rest SQL behind the condition */
  async rows(range: RowRange, rest: string): Promise<readonly ViewedRow[]> {
    if (this.isEmpty) return [];
    const { sql, binds } = this.source(range);
    const found = await this.db.all<Row>(`select ${ROW_COLUMNS} ${sql} ${rest}`, binds);
    await this.know(found.map(({ facet }) => facet));
    const { id: segment, startOfDay } = this.state;
    return found.map((row) => {
      const message = row.message_at ?? row.message;
      return { id: row.id, event: decodeRow({ ...row, message }, segment, startOfDay, this.facet(row.facet) ?? {}) };
    });
  }

  facet(id: number): FacetFields | undefined {
    return this.facets.get(id);
  }

  /** Reads facets that came with rows just now. */
  async know(ids: readonly number[]): Promise<void> {
    if (ids.some((id) => this.facets.get(id) === undefined)) await extend(this.facets, this.db, this.state.id);
  }

  /** Those that match, where SQL alone could not say so. @throws Fault QUERY_DEADLINE */
  async checked(rows: readonly ViewedRow[]): Promise<readonly ViewedRow[]> {
    return this.isExact ? rows : matchingRows(rows, this.test, this.budget);
  }
}

function extend(facets: FacetTable, db: Database, segment: string): Promise<void> {
  return facets.extend((after, limit) =>
    db.all(`select id, fields from ${tableOf(segment, 'facet')} where id > $1 order by id limit ${limit}`, [after]),
  );
}
