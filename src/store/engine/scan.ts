// Reading everything, oldest first, for baselines and back-tests (`time`) and for followers (`arrival`).
//
// By arrival: rows of a segment in the order of their ordinals, which is the order of commits; of several live segments (of other collectors,
// other classes of retention) whichever received its next one first, so that what happened at the same time is seen at the same time. Imports,
// which may be of hundreds of days, come behind, one after the other. A position says how far each segment was read that may still grow, so what
// is committed later is found later, however old its event time is.

import type { LogEvent } from '../../event/event.js';
import { ALL } from '../../query/ast.js';
import type { ScanBatch, ScanRequest } from '../event-store.js';
import { nextOrdinal, settled } from './arrival.js';
import { type Arrival, NOTHING_ARRIVED, readArrival, readPlace, writeArrival, writePlace } from './cursor.js';
import { withinSegment, type Placed } from './merge.js';
import { ReadBudget } from './read-budget.js';
import { rowRange } from './rowid.js';
import type { SegmentState } from './segment.js';
import { ordered, type ArrivalWindow, type ArrivedRows, type Segments } from './segments.js';
import { Unread } from './unread.js';

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
  const before = request.after === undefined ? NOTHING_ARRIVED : readArrival(request.after);
  const size = batchSizeOf(request);
  const states = await segments.find(budgets(request)());
  const places = new Map(before.open);
  const open: Unread[] = [];
  const position = (): string => {
    for (const { segment, ordinal } of open) places.set(segment, ordinal);
    return writeArrival(settled({ ...before, open: places }, states));
  };
  let pending: LogEvent[] = [];
  for (const ahead of togetherOf(unreadOf(states, before, segments, request)))
    for (;;) {
      for (const { segment, ordinal } of await openWhatIsDue(ahead, open, size)) places.set(segment, ordinal);
      const [next, other] = open;
      if (next === undefined) break;
      const until = Math.min(other?.received ?? Infinity, ahead[0]?.created ?? Infinity);
      pending.push(...next.take(until, size - pending.length));
      if (pending.length === size) {
        yield { events: pending, position: position() };
        pending = [];
      }
      if (await next.fill(open.length === 1 ? size - pending.length : pageOf(size, open.length))) continue;
      places.set(next.segment, next.ordinal);
      open.shift();
    }
  const last = position();
  if (pending.length > 0 || last !== (request.after ?? writeArrival(NOTHING_ARRIVED)))
    yield { events: pending, position: last };
}

interface Ahead {
  readonly created: number;
  readonly kind: SegmentState['key']['kind'];
  readonly unread: Unread;
}

/** What is read together. */
function togetherOf(ahead: readonly Ahead[]): Ahead[][] {
  const imports = ahead.filter(({ kind }) => kind === 'import');
  return [ahead.filter(({ kind }) => kind === 'live'), ...imports.map((each) => [each])];
}

/** Opens those that may hold the next event, and puts them in order. A segment holds nothing from before it was made, as good as. */
async function openWhatIsDue(ahead: Ahead[], open: Unread[], size: number): Promise<readonly Unread[]> {
  const empty: Unread[] = [];
  while (ahead.length > 0 && ahead[0]!.created <= earliest(open)) {
    const { unread } = ahead.shift()!;
    const found = await unread.fill(pageOf(size, open.length + 1));
    (found ? open : empty).push(unread);
  }
  open.sort((a, b) => a.received - b.received);
  return empty;
}

/** Each page is a read. */
const LEAST_PAGE = 200;

/** Events to hold of a segment beside others: all of them together hold about a batch. */
const pageOf = (size: number, together: number): number =>
  Math.min(size, Math.max(LEAST_PAGE, Math.ceil(size / together)));

/** In the order of their making. */
function unreadOf(states: readonly SegmentState[], before: Arrival, segments: Segments, request: ScanRequest): Ahead[] {
  const border = request.upTo === undefined ? undefined : readArrival(request.upTo);
  return states.flatMap((state) => {
    const end = border === undefined ? state.nextOrdinal : Math.min(state.nextOrdinal, nextOrdinal(border, state));
    const first = nextOrdinal(before, state);
    const read = (window: ArrivalWindow, limit: number): Promise<ArrivedRows> =>
      arrivedRows(segments, request, state, window, limit);
    const { created, key } = state;
    return first < end ? [{ created, kind: key.kind, unread: new Unread(state.id, first, end, read) }] : [];
  });
}

/** ms: receipt of the next event of all. */
const earliest = (open: readonly Unread[]): number => Math.min(...open.map(({ received }) => received));

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
