// Reading everything, oldest first, for baselines and back-tests (`time`) and for followers (`arrival`).
//
// By arrival: rows of a segment in the order of their ordinals, which is the order of commits, segment after segment. A
// position says how far each segment was read that may still grow, so what is committed later is found later, however
// old its event time is.

import type { LogEvent } from '../../event/event.js';
import { ALL } from '../../query/ast.js';
import type { ScanBatch, ScanRequest } from '../event-store.js';
import { nextOrdinal, settled } from './arrival.js';
import { NOTHING_ARRIVED, readArrival, readPlace, writeArrival, writePlace } from './cursor.js';
import { withinSegment, type Placed } from './merge.js';
import { ReadBudget } from './read-budget.js';
import { rowRange } from './rowid.js';
import type { SegmentState } from './segment.js';
import { ordered, type ArrivalWindow, type ArrivedRows, type Segments } from './segments.js';

const DEFAULT_BATCH = 1_000;
const MAX_BATCH = 10_000;
/** A scan may take hours; one batch of it may not. */
const BATCH_DEADLINE_MS = 60_000;

const budgets =
  ({ signal }: ScanRequest) =>
  (): ReadBudget =>
    new ReadBudget({ deadlineMs: BATCH_DEADLINE_MS, ...(signal !== undefined && { signal }) });

export async function* scanByTime(segments: Segments, request: ScanRequest): AsyncGenerator<ScanBatch> {
  const { query = ALL, range, after, upTo } = request;
  const chunk = batchSizeOf(request);
  const budget = budgets(request);
  const had = upTo === undefined ? () => true : await arrivedBefore(segments, upTo, budget);
  const beyond = after === undefined ? undefined : readPlace(after);
  let batch: Placed[] = [];
  for await (const placed of ordered(segments, {
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
export async function* scanByArrival(segments: Segments, request: ScanRequest): AsyncGenerator<ScanBatch> {
  let arrival = request.after === undefined ? NOTHING_ARRIVED : readArrival(request.after);
  let pending: LogEvent[] = [];
  const size = batchSizeOf(request);
  const border = request.upTo === undefined ? undefined : readArrival(request.upTo);
  const states = await segments.find(budgets(request)());
  for (const state of states) {
    const end = border === undefined ? state.nextOrdinal : Math.min(state.nextOrdinal, nextOrdinal(border, state));
    let after: number | undefined;
    for (let first = nextOrdinal(arrival, state); first < end;) {
      const page = await arrivedRows(segments, request, state, { first, end, after }, size - pending.length);
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
  segments: Segments,
  upTo: string,
  budget: () => ReadBudget,
): Promise<(placed: Placed) => boolean> {
  const border = readArrival(upTo);
  const states = await segments.find(budget());
  const ends = new Map(states.map((state) => [state.created, nextOrdinal(border, state)]));
  return ({ place }) => place.ordinal < (ends.get(place.created) ?? 0);
}

function batchSizeOf({ batchSize = DEFAULT_BATCH }: ScanRequest): number {
  return Math.min(Math.max(1, Math.floor(batchSize)), MAX_BATCH);
}

async function arrivedRows(
  segments: Segments,
  request: ScanRequest,
  state: SegmentState,
  window: ArrivalWindow,
  limit: number,
): Promise<ArrivedRows> {
  const rows = withinSegment(state, rowRange(request.range, state.startOfDay));
  if (rows === undefined) return { events: [], next: window.end };
  return segments.arrived(state, request.query ?? ALL, budgets(request)(), rows, window, limit);
}
