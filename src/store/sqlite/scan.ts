// Reading everything, oldest first, for baselines and back-tests (`time`) and for followers (`arrival`).
//
// By arrival: rows of a segment in the order of their ordinals, which is the order of commits, segment after segment. A
// position says how far each segment was read that may still grow, so what is committed later is found later, however
// old its event time is.

import { ALL } from '../../query/ast.js';
import type { ScanBatch, ScanRequest } from '../event-store.js';
import { nextOrdinal, settled } from './arrival.js';
import { NOTHING_ARRIVED, readArrival, readPlace, writeArrival, writePlace } from './cursor.js';
import { ReadBudget } from './read-budget.js';
import { ordinalOf, ORDINALS, rowRange } from './rowid.js';
import type { SegmentReads } from './segment-reads.js';
import { withinSegment, type Placed } from './merge.js';
import type { RowOut } from './row.js';
import type { SegmentState } from './state.js';
import { sourceOf } from './statement.js';
import { rowColumns } from './view.js';
import type { LogEvent } from '../../event/event.js';

const DEFAULT_BATCH = 1_000;
const MAX_BATCH = 10_000;
/** A scan may take hours; one batch of it may not. */
const BATCH_DEADLINE_MS = 60_000;

const budgets =
  ({ signal }: ScanRequest) =>
  (): ReadBudget =>
    new ReadBudget({ deadlineMs: BATCH_DEADLINE_MS, ...(signal !== undefined && { signal }) });

export async function* scanByTime(reads: SegmentReads, request: ScanRequest): AsyncGenerator<ScanBatch> {
  const { query = ALL, range, after, upTo } = request;
  const chunk = batchSizeOf(request);
  const budget = budgets(request);
  const had = upTo === undefined ? () => true : await arrivedBefore(reads, upTo, budget);
  const beyond = after === undefined ? undefined : readPlace(after);
  let batch: Placed[] = [];
  for await (const placed of reads.ordered({
    query,
    range,
    direction: 'ascending',
    beyond,
    chunk,
    budget,
  })) {
    if (!had(placed)) continue;
    batch.push(placed);
    if (batch.length < chunk) continue;
    yield batchOf(batch, placed);
    batch = [];
  }
  const last = batch.at(-1);
  if (last !== undefined) yield batchOf(batch, last);
}

/** The last batch may be empty: then only the position has moved, over rows that did not match. */
export async function* scanByArrival(reads: SegmentReads, request: ScanRequest): AsyncGenerator<ScanBatch> {
  let arrival = request.after === undefined ? NOTHING_ARRIVED : readArrival(request.after);
  let pending: LogEvent[] = [];
  const size = batchSizeOf(request);
  const border = request.upTo === undefined ? undefined : readArrival(request.upTo);
  const states = await reads.catalog.find(budgets(request)());
  for (const state of states) {
    const end = border === undefined ? state.nextOrdinal : Math.min(state.nextOrdinal, nextOrdinal(border, state));
    let after: number | undefined;
    for (let first = nextOrdinal(arrival, state); first < end;) {
      const page = await arrivedRows(reads, request, state, { first, end, after }, size - pending.length);
      first = page.next;
      after = page.last;
      arrival = { ...arrival, open: new Map(arrival.open).set(state.id, first) };
      pending.push(...page.events);
      if (pending.length < size) continue;
      yield { events: pending, position: writeArrival(settled(arrival, states)) };
      pending = [];
    }
  }
  const position = writeArrival(settled(arrival, states));
  if (pending.length > 0 || position !== (request.after ?? writeArrival(NOTHING_ARRIVED)))
    yield { events: pending, position };
}

function batchOf(batch: readonly Placed[], last: Placed): ScanBatch {
  return { events: batch.map(({ event }) => event), position: writePlace(last.place) };
}

/** Whether a row came before a position. */
async function arrivedBefore(
  reads: SegmentReads,
  upTo: string,
  budget: () => ReadBudget,
): Promise<(placed: Placed) => boolean> {
  const border = readArrival(upTo);
  const states = await reads.catalog.find(budget());
  const ends = new Map(states.map((state) => [state.created, nextOrdinal(border, state)]));
  return ({ place }) => place.ordinal < (ends.get(place.created) ?? 0);
}

function batchSizeOf({ batchSize = DEFAULT_BATCH }: ScanRequest): number {
  return Math.min(Math.max(1, Math.floor(batchSize)), MAX_BATCH);
}

/** Matching rows from an ordinal on, and where the last that was looked at was. */
async function arrivedRows(
  reads: SegmentReads,
  request: ScanRequest,
  state: SegmentState,
  { first, end, after }: { readonly first: number; readonly end: number; readonly after: number | undefined },
  limit: number,
): Promise<{ readonly events: readonly LogEvent[]; readonly next: number; readonly last?: number }> {
  const { query = ALL, range } = request;
  const rows = withinSegment(state, rowRange(range, state.startOfDay));
  if (rows === undefined) return { events: [], next: end };
  const page = await reads.on(state, query, budgets(request)(), async (db, view) => {
    if (view.plan.isEmpty) return undefined;
    const source = sourceOf(view.plan, rows, 'arrival', 'row');
    const binds = [...source.binds];
    const bind = (value: number): string => `$${binds.push(value)}`;
    const found = await db.all<RowOut>(
      `select ${rowColumns(state.version)} ${source.sql} and ${state.version === 1 ? byIndex(bind) : byRuns(bind)} limit ${limit}`,
      binds,
    );
    const events = (await view.checked(await view.decode(db, found))).map(({ event }) => event);
    const last = found.length < limit ? undefined : found.at(-1)?.id;
    return { events, ...(last === undefined ? { next: end } : { next: ordinalOf(last) + 1, last }) };
  });
  return page ?? { events: [], next: end };

  function byIndex(bind: (value: number) => string): string {
    return `${ORDINAL} >= ${bind(first)} and ${ORDINAL} < ${bind(end)} order by ${ORDINAL}`;
  }

  /** The run in which the last page ended is not read from its start again. */
  function byRuns(bind: (value: number) => string): string {
    const [from, to] = [bind(first), bind(end)];
    const behind =
      after === undefined
        ? ''
        : `and event.id > case when run.ordinal < ${from} then cast(${bind(after)} as integer) else run.first - 1 end`;
    return `run.ordinal >= coalesce((select max(ordinal) from run where ordinal <= ${from}), 0) and run.until > ${from}
       and run.ordinal < ${to} and ${ORDINAL} >= ${from} and ${ORDINAL} < ${to} ${behind}
       order by run.ordinal, event.id`;
  }
}

const ORDINAL = `(event.id & ${ORDINALS - 1})`;
