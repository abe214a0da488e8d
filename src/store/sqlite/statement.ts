// Plan -> SQL: which table or index drives the statement, and what is checked on each of its rows.

import type { Bind, Database } from './driver.js';
import type { Binder, Emit } from './condition.js';
import type { IndexedTerm, Plan } from './plan.js';

/** `from` belongs to it, `to` does not. */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

export interface Source {
  /** FROM and WHERE. */
  readonly sql: string;
  /** The row id in it. */
  readonly id: string;
  readonly binds: readonly Bind[];
}

/** Through what the rows are found: words, rows in order of time, facets, rows in order of arrival. `auto`: SQLite decides. */
export type Driver = 'words' | 'rows' | 'facets' | 'arrival' | 'auto' | { readonly index: string };

/** `needsEvent`: whether columns of `event` are asked for, so that words alone are not enough. */
export function sourceOf(plan: Plan, range: RowRange, driver: Driver, needsEvent: boolean): Source {
  const binds: Bind[] = [];
  const bind: Binder = (value) => `$${binds.push(value)}`;
  const id = driver === 'words' ? 'words.rowid' : 'event.id';
  const where: string[] = [];
  if (driver === 'words') where.push(`words match ${bind(plan.text ?? '')}`);
  // Numbers of this size are bound as REAL, and FTS5 heeds integers only.
  where.push(`${id} >= cast(${bind(range.from)} as integer)`, `${id} < cast(${bind(range.to)} as integer)`);
  if (driver !== 'words' && plan.text !== undefined) {
    where.push(`exists (select 1 from words where words match ${bind(plan.text)} and words.rowid = event.id)`);
  }
  if (plan.facets !== 'all') where.push(facetIn(plan.facets)(bind));
  for (const term of plan.indexed) where.push(term.emit(bind));
  for (const term of plan.rest) where.push(term(bind));
  const wordsAlone = !needsEvent && plan.facets === 'all' && plan.indexed.length === 0 && plan.rest.length === 0;
  return { sql: `from ${tableOf(driver, wordsAlone)} where ${where.join(' and ')}`, id, binds };
}

export interface DriverChoice {
  /** A page, newest or oldest first, of so many rows; undefined: all rows are wanted. */
  readonly limit?: number;
  /** Whether more of each row is asked for than which facet it has. */
  readonly readsRows?: boolean;
  /** Rows of the segment, and how many of them have the plan's facets. */
  readonly rows: number;
  readonly facetRows: number;
}

/** Asks the indices how much they would give, where that is not plain. */
export async function chooseDriver(db: Database, plan: Plan, range: RowRange, choice: DriverChoice): Promise<Driver> {
  const { limit, readsRows = false, rows, facetRows } = choice;
  if (plan.text !== undefined) {
    // Each row from the index is then looked up in the words, which costs some 20 us.
    return (await smallest(db, plan, range, FEW_TO_LOOK_UP)) ?? 'words';
  }
  const equality = plan.indexed.find((term) => term.isEquality);
  if (equality !== undefined) return equality;
  const listed = await smallest(db, plan, range, FEW_TO_SORT);
  if (listed !== undefined) return listed;
  if (limit === undefined && plan.indexed[0] !== undefined) return plan.indexed[0];
  if (plan.isIndexHidden) return 'auto';
  if (plan.facets === 'all') return 'rows';
  // Rows in order of time: some limit * rows / facetRows are passed before the page is full. By facet: all of them are sorted.
  // For counting, the index has all it takes when nothing else is asked of a row; many rows are read faster as they lie (1 s
  // instead of 2 to 6 s for 660,000 of 1.1 million).
  const isCounted = plan.rest.length === 0 && !readsRows;
  const isRare = limit === undefined ? isCounted || facetRows < rows / 4 : facetRows * facetRows < limit * rows;
  return isRare ? 'facets' : 'rows';
}

const FEW_TO_LOOK_UP = 2_000;
const FEW_TO_SORT = 20_000;

async function smallest(db: Database, plan: Plan, range: RowRange, limit: number): Promise<IndexedTerm | undefined> {
  let best: { readonly term: IndexedTerm; readonly count: number } | undefined;
  for (const term of plan.indexed) {
    const only: Plan = { ...plan, facets: 'all', indexed: [term], rest: [] };
    const source = sourceOf(withoutText(only), range, term, false);
    const [row] = await db.all<{ n: number }>(
      `select count(*) n from (select 1 ${source.sql} limit ${limit})`,
      source.binds,
    );
    const count = row?.n ?? 0;
    if (count < limit && (best === undefined || count < best.count)) best = { term, count };
  }
  return best?.term;
}

function withoutText(plan: Plan): Plan {
  const { text: _, ...rest } = plan;
  return rest;
}

function facetIn(ids: readonly number[]): Emit {
  return (bind) => `event.facet in (select value from json_each(${bind(JSON.stringify(ids))}))`;
}

function tableOf(driver: Driver, wordsAlone: boolean): string {
  switch (driver) {
    case 'words':
      return wordsAlone ? 'words' : 'words cross join event on event.id = words.rowid';
    case 'rows':
      return 'event not indexed';
    case 'facets':
      return 'event indexed by event_facet';
    case 'arrival':
      return 'event indexed by event_arrival';
    case 'auto':
      return 'event';
    default:
      return `event indexed by ${driver.index}`;
  }
}
