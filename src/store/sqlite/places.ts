// Who may read now: a few at a time, in two lanes. Neither lane can take all places, so that a page of events never waits for
// statements that count millions of rows, nor these for a search that finds nothing.

import { Fault } from '../../faults.js';
import type { ReadBudget } from '../engine/read-budget.js';

/** `page`: some rows, or what a segment says of itself. `count`: all rows that match. */
export type Lane = 'page' | 'count';

/** SQLite works on libuv's threads, four by default: an append of this process always finds one. */
const MAX_BUSY = 3;
const MAX_OF_LANE = 2;

export class Places {
  readonly #busy: Record<Lane, number> = { page: 0, count: 0 };
  readonly #waiting: Record<Lane, (() => void)[]> = { page: [], count: [] };
  #closed = false;

  /** Resolves with a place, which has to be given back by `leave`. @throws Fault QUERY_DEADLINE, STORE_READ */
  async enter(lane: Lane, budget: ReadBudget): Promise<void> {
    while (!this.#hasPlace(lane)) await this.#turn(lane, budget);
    try {
      if (this.#closed) throw new Fault('STORE_READ', 'The store was closed.');
      budget.check();
    } catch (error) {
      this.#wake();
      throw error;
    }
    this.#busy[lane]++;
  }

  leave(lane: Lane): void {
    this.#busy[lane]--;
    this.#wake();
  }

  /** From now on nobody gets a place. */
  close(): void {
    this.#closed = true;
  }

  #hasPlace(lane: Lane): boolean {
    return this.#busy.page + this.#busy.count < MAX_BUSY && this.#busy[lane] < MAX_OF_LANE;
  }

  /** Resolves when a place may be free, rejects when the deadline comes first. */
  #turn(lane: Lane, budget: ReadBudget): Promise<void> {
    const waiting = this.#waiting[lane];
    return new Promise((resolve, reject) => {
      const done = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        const at = waiting.indexOf(done);
        if (at !== -1) waiting.splice(at, 1);
        reject(budget.fault());
      }, budget.remainingMs);
      waiting.push(done);
    });
  }

  #wake(): void {
    for (const lane of ['page', 'count'] as const) {
      if (this.#hasPlace(lane) && this.#waiting[lane].length > 0) return this.#waiting[lane].shift()?.();
    }
  }
}
