// What other processes store, for one that also writes: live segments by arrival, without the rows of its own.

import { EVER } from '../end-of-store.js';
import type { OthersReader, ScanBatch } from '../event-store.js';
import { nextOrdinal } from '../engine/arrival.js';
import { readArrival } from '../engine/cursor.js';
import { ReadBudget } from '../engine/read-budget.js';
import { scanByArrival } from '../engine/scan.js';
import type { SegmentState } from '../engine/segment.js';
import type { Segments } from '../engine/segments.js';
import type { OwnRows } from './own-rows.js';
import type { Readers } from './readers.js';
import type { SegmentReads } from './segment-reads.js';
import { readStates, type PostgresSegment } from './state.js';

export interface OthersParts {
  readonly readers: Readers;
  readonly reads: SegmentReads;
  readonly own: OwnRows;
  /** Of the store. */
  readonly position: () => Promise<string>;
  /** Resolves when `own` has what was stored, and no part whose lock is lost. */
  readonly settled: () => Promise<void>;
}

export class Others implements OthersReader {
  constructor(private readonly parts: OthersParts) {}

  position(): Promise<string> {
    return this.parts.position();
  }

  async behind(after: string): Promise<number> {
    const arrival = readArrival(after);
    let count = 0;
    for (const state of await this.#states(arrival.created, new ReadBudget()))
      for (let first = nextOrdinal(arrival, state); first < state.nextOrdinal;) {
        const { isOwn, end } = this.parts.own.next(state.id, first, state.nextOrdinal);
        if (!isOwn) count += end - first;
        first = end;
      }
    return count;
  }

  scan(after: string, signal: AbortSignal): AsyncIterable<ScanBatch> {
    return scanByArrival(this.#segments(readArrival(after).created), { order: 'arrival', range: EVER, after, signal });
  }

  /** A position has everything behind it that was made up to `created`. */
  async #states(created: number, budget: ReadBudget): Promise<readonly PostgresSegment[]> {
    const { readers, own, settled } = this.parts;
    await settled();
    const states = await readers.use(budget, (db) => readStates(db, 'created > $1', [String(created)]), 'follow');
    return states
      .filter(({ key }) => key.kind === 'live')
      .map((state) => {
        const decided = own.decidedTo(state.id);
        return decided < state.nextOrdinal ? { ...state, nextOrdinal: decided, sealed: false } : state;
      });
  }

  #segments(created: number): Segments {
    const { reads, own } = this.parts;
    return {
      find: (budget) => this.#states(created, budget),
      describe: (id, budget) => reads.describe(id, budget),
      page: (...request) => reads.page(...request),
      arrived: async (state: SegmentState, query, budget, range, window, limit) => {
        const { isOwn, end } = own.next(state.id, window.first, window.end);
        if (isOwn) return { events: [], next: end };
        return reads.arrived(state, query, budget, range, { ...window, end }, limit);
      },
    };
  }
}
