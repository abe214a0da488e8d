// Plan -> SQL: which table or index drives the statement, and what is checked on each of its rows.

import type { Bind, Database } from './driver.js';
import type { Binder, Emit } from './condition.js';
import { ORDINALS, type RowRange } from '../engine/rowid.js';
import type { IndexedTerm, Plan } from './plan.js';
import { POSTING_ID, POSTING_IDS, POSTING_REACH, type PostingTable } from './postings.js';
import { VIEW_VERSION } from './schema.js';

export interface Source {
  /** FROM and WHERE. */
  readonly sql: string;
  /** The row id in it. */
  readonly id: string;
  readonly binds: readonly Bind[];
}

/** Through what the rows are found: words, rows in order of time, facets, rows in order of arrival. `auto`: SQLite decides. */
export type Driver =
  | 'words'
  | 'rows'
  | 'facets'
  | 'arrival'
  | 'auto'
  | { readonly index: string; readonly postings?: IndexedTerm['postings'] };

/** What a statement asks of a row: which it is, or its facet besides, or other columns. */
export type Need = 'id' | 'facet' | 'row';

/** `need`: where the rows are listed may be enough, without looking at them. */
export function sourceOf(plan: Plan, range: RowRange, driver: Driver, need: Need): Source {
  const binds: Bind[] = [];
  const bind: Binder = Object.assign((value: Bind) => `$${binds.push(value)}`, { rows: range });
  const edge = (value: number): string => `cast(${bind(value)} as integer)`;
  const postings = postingsBy(plan, driver);
  const indexed = plan.indexed.filter((term) => postings === undefined || term.postings !== postings);
  const facets = postings !== undefined && driver === 'facets' ? 'all' : plan.facets;
  const isPlain =
    indexed.length === 0 &&
    plan.rest.length === 0 &&
    facets === 'all' &&
    (driver === 'words' || plan.text === undefined);
  const isAlone = isPlain && (need === 'id' || (need === 'facet' && driver === 'facets'));
  const where: string[] = [];
  let from = tableOf(driver, isAlone, plan.version);
  if (postings !== undefined) {
    const hits = hitsOf(postings, bind, range, plan.version);
    from = isAlone ? `(${hits}) event` : `(${hits}) hit cross join event on event.id = hit.id`;
  }
  // FTS5 knows its own row ids only; those of runs come first.
  const id = driver === 'words' ? 'words.rowid' : 'event.id';
  if (driver === 'words') where.push(`words match ${bind(plan.text ?? '')}`);
  const by = driver === 'arrival' && plan.version > 1 ? `+${id}` : id;
  // Numbers of this size are bound as REAL, and FTS5 heeds integers only.
  where.push(`${by} >= ${edge(range.from)}`, `${by} < ${edge(range.to)}`);
  if (driver !== 'words' && plan.text !== undefined) {
    where.push(`exists (select 1 from words where words match ${bind(plan.text)} and words.rowid = event.id)`);
  }
  if (facets !== 'all') where.push(facetIn(facets, 'event.facet')(bind));
  for (const term of indexed) where.push(term.emit(bind));
  for (const term of plan.rest) where.push(term(bind));
  return { sql: `from ${from} where ${where.join(' and ')}`, id, binds };
}

/** Where in the segment to look for a page first: so many of the rows with the value lie between there and the page's edge. */
export async function nearestRows(
  db: Database,
  driver: Driver,
  range: RowRange,
  direction: 'ascending' | 'descending',
  rows: number,
): Promise<RowRange> {
  if (typeof driver !== 'object' || driver.postings === undefined) return range;
  const { table, emit } = driver.postings;
  const binds: Bind[] = [];
  const bind: Binder = (value) => `$${binds.push(value)}`;
  const isAscending = direction === 'ascending';
  const postings = await db.all<{ first: number; last: number; n: number }>(
    `select first, last, n from ${table} p where ${emit(bind)} and ${overlapping(range, bind)} order by first ${isAscending ? 'asc' : 'desc'} limit ${rows}`,
    binds,
  );
  let found = 0;
  for (const { first, last, n } of postings) {
    found += n;
    if (found < rows) continue;
    if (isAscending) return { from: range.from, to: Math.min(range.to, last + 1) };
    return { from: Math.max(range.from, first), to: range.to };
  }
  return range;
}

interface Postings {
  readonly table: PostingTable;
  readonly emit: Emit;
  readonly withOdd: boolean;
}

function postingsBy(plan: Plan, driver: Driver): Postings | undefined {
  if (typeof driver === 'object') return driver.postings;
  if (driver !== 'facets' || plan.version === 1 || plan.facets === 'all') return undefined;
  return { table: 'posting_facet', emit: facetIn(plan.facets, 'p.value'), withOdd: false };
}

/** A SELECT of the row ids, each once; those of facets with the facet. */
function hitsOf({ table, emit, withOdd }: Postings, bind: Binder, range: RowRange, version: number): string {
  const facet = table === 'posting_facet' ? ', p.value facet' : '';
  const rows = version < VIEW_VERSION ? 'event indexed by event_odd' : 'entry indexed by entry_odd';
  const inRange = (): string =>
    `id >= cast(${bind(range.from)} as integer) and id < cast(${bind(range.to)} as integer)`;
  const odd = withOdd ? ` union select id from ${rows} where odd = 1 and ${inRange()}` : '';
  return `select ${POSTING_ID} id${facet} from ${table} p, ${POSTING_IDS} where ${emit(bind)} and ${overlapping(range, bind)}${odd}`;
}

/** Postings that may have rows of a range. */
function overlapping({ from, to }: RowRange, bind: Binder): string {
  const edge = (value: number): string => `cast(${bind(value)} as integer)`;
  return `first >= ${edge(from - POSTING_REACH)} and first < ${edge(to)} and last >= ${edge(from)}`;
}

export interface DriverChoice {
  /** A page, newest or oldest first, of so many rows; undefined: all rows are wanted. */
  readonly limit?: number;
  /** Whether more of each row is asked for than which facet it has. */
  readonly readsRows?: boolean;
  /** Rows of the range (of the segment, where no facets are asked for), and how many of them have the plan's facets. */
  readonly rows: number;
  readonly facetRows: number;
  /** Of the segment; see row.ts. */
  readonly odd: number;
}

/** Asks the indices how much they would give, where that is not plain. */
export async function chooseDriver(db: Database, plan: Plan, range: RowRange, choice: DriverChoice): Promise<Driver> {
  const { limit, readsRows = false, rows, facetRows, odd } = choice;
  if (plan.text !== undefined) {
    // Each row from the index is then looked up in the words, which costs some 20 us.
    return (await smallest(db, plan, range, FEW_TO_LOOK_UP, odd)) ?? 'words';
  }
  const equality = plan.indexed.find((term) => term.isEquality);
  if (equality !== undefined) return equality;
  const listed = await smallest(db, plan, range, FEW_TO_SORT, odd);
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

async function smallest(
  db: Database,
  plan: Plan,
  range: RowRange,
  limit: number,
  odd: number,
): Promise<IndexedTerm | undefined> {
  let best: { readonly term: IndexedTerm; readonly count: number } | undefined;
  for (const term of plan.indexed) {
    const count = await rowsBy(db, plan, range, term, limit, odd);
    if (count < limit && (best === undefined || count < best.count)) best = { term, count };
  }
  return best?.term;
}

/** At most `limit`, or more than that: how many rows the index has for a term. */
async function rowsBy(
  db: Database,
  plan: Plan,
  range: RowRange,
  term: IndexedTerm,
  limit: number,
  odd: number,
): Promise<number> {
  if (term.postings !== undefined) {
    const binds: Bind[] = [];
    const bind: Binder = (value) => `$${binds.push(value)}`;
    const [row] = await db.all<{ n: number | null }>(
      `select sum(n) n from (select n from ${term.postings.table} p where ${term.postings.emit(bind)} and ${overlapping(range, bind)} limit ${limit})`,
      binds,
    );
    return (row?.n ?? 0) + (term.postings.withOdd ? odd : 0);
  }
  const only: Plan = { ...plan, facets: 'all', indexed: [term], rest: [] };
  const source = sourceOf(withoutText(only), range, term, 'id');
  const [row] = await db.all<{ n: number }>(
    `select count(*) n from (select 1 ${source.sql} limit ${limit})`,
    source.binds,
  );
  return row?.n ?? 0;
}

function withoutText(plan: Plan): Plan {
  const { text: _, ...rest } = plan;
  return rest;
}

function facetIn(ids: readonly number[], sql: string): Emit {
  return (bind) => `${sql} in (select value from json_each(${bind(JSON.stringify(ids))}))`;
}

function tableOf(driver: Driver, isAlone: boolean, version: number): string {
  switch (driver) {
    case 'words':
      return isAlone ? 'words' : 'words cross join event on event.id = words.rowid';
    case 'rows':
      return rowsAsTheyLie(version);
    case 'facets':
      return version === 1 ? 'event indexed by event_facet' : rowsAsTheyLie(version);
    case 'arrival':
      return version === 1 ? 'event indexed by event_arrival' : runsOf(version);
    case 'auto':
      return 'event';
    default:
      return `event indexed by ${driver.index}`;
  }
}

/** A view has no index that could be taken. */
function rowsAsTheyLie(version: number): string {
  return version < VIEW_VERSION ? 'event not indexed' : 'event';
}

function runsOf(version: number): string {
  return `run cross join ${rowsAsTheyLie(version)} on event.id >= run.first and event.id <= run.last
  and (event.id & ${ORDINALS - 1}) >= run.ordinal and (event.id & ${ORDINALS - 1}) < run.until`;
}
