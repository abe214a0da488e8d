// Rows of many segments in one order. A segment is opened only when no open one can hold what comes next, so a page of the
// newest events touches the newest segments alone; segments that overlap (late events, imports) are merged row by row. While one
// is searched in vain, the next is searched too.

import type { LogEvent } from '../../event/event.js';
import { comparePlaces, placeOf, type Place } from './cursor.js';
import { offsetOf, type RowRange } from './rowid.js';
import type { SegmentState, Direction, RowPage } from './segment.js';

export interface MergeSource {
  readonly state: SegmentState;
  /** Within what the segment has; see `withinSegment`. */
  readonly range: RowRange;
  load(range: RowRange, limit: number): Promise<RowPage>;
}

export interface Placed {
  readonly event: LogEvent;
  readonly place: Place;
}

/** `chunk`: rows a segment is asked for at once. */
export async function* merge(
  sources: readonly MergeSource[],
  direction: Direction,
  chunk: number,
): AsyncGenerator<Placed> {
  const sign = direction === 'ascending' ? 1 : -1;
  const closed = sources
    .map((source) => new Run(source, direction, chunk))
    .sort((a, b) => sign * (a.firstTime - b.firstTime));
  let open: Run[] = [];
  try {
    for (;;) {
      let best = bestOf(open, sign);
      while (closed[0] !== undefined && (best === undefined || sign * (closed[0].firstTime - best.place.time) <= 0)) {
        const run = closed.shift() as Run;
        open.push(run);
        await run.fill(() => closed[0]?.lookAhead());
        best = bestOf(open, sign);
      }
      if (best === undefined) return;
      yield best;
      for (const run of open) if (run.head === best) await run.advance();
      open = open.filter((run) => run.head !== undefined);
    }
  } finally {
    for (const run of closed) run.stop();
  }
}

/** What of a range of rows a segment can have; undefined when that is nothing. */
export function withinSegment({ minId, maxId }: SegmentState, ...ranges: readonly RowRange[]): RowRange | undefined {
  if (minId === undefined || maxId === undefined) return undefined;
  const from = Math.max(minId, ...ranges.map((range) => range.from));
  const to = Math.min(maxId + 1, ...ranges.map((range) => range.to));
  return from < to ? { from, to } : undefined;
}

class Run {
  /** No row of it comes earlier in the order. */
  readonly firstTime: number;
  #rest: RowRange;
  #rows: Placed[] = [];
  #at = 0;
  #isDone = false;
  #isStopped = false;
  #ahead: Promise<void> | undefined;

  constructor(
    private readonly source: MergeSource,
    private readonly direction: Direction,
    private readonly chunk: number,
  ) {
    this.#rest = source.range;
    const first = direction === 'ascending' ? source.range.from : source.range.to - 1;
    this.firstTime = offsetOf(first) + source.state.startOfDay;
  }

  get head(): Placed | undefined {
    return this.#rows[this.#at];
  }

  async advance(): Promise<void> {
    this.#at++;
    await this.fill();
  }

  /** Until there is a head. `onNothing`: some rows were looked at, none of them matched, and there are more. */
  async fill(onNothing?: () => void): Promise<void> {
    await this.#ahead;
    this.#ahead = undefined;
    await this.#search(onNothing);
  }

  /** Begins what `fill` will wait for. */
  lookAhead(): void {
    this.#ahead ??= this.#search();
    this.#ahead.catch(() => undefined); // `fill` throws it, if somebody still wants to know
  }

  /** Nobody will ask for more. */
  stop(): void {
    this.#isStopped = true;
  }

  async #search(onNothing?: () => void): Promise<void> {
    while (this.head === undefined && !this.#isDone && !this.#isStopped) {
      const { rows, last } = await this.source.load(this.#rest, this.chunk);
      this.#rows = rows.map(({ id, event }) => ({ event, place: placeOf(this.source.state, id) }));
      this.#at = 0;
      if (last === undefined) this.#isDone = true;
      else
        this.#rest = this.direction === 'ascending' ? { ...this.#rest, from: last + 1 } : { ...this.#rest, to: last };
      if (this.head === undefined && !this.#isDone) onNothing?.();
    }
  }
}

function bestOf(runs: readonly Run[], sign: number): Placed | undefined {
  let best: Placed | undefined;
  for (const { head } of runs) {
    if (head !== undefined && (best === undefined || sign * comparePlaces(head.place, best.place) < 0)) best = head;
  }
  return best;
}
