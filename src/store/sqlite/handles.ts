// Reading handles on segment files: few, kept open, one statement at a time on each, and none that outlives its deadline.
//
// SQLite works on libuv's threads, four by default. Reads use at most three of them, so that an append of this process
// always finds one.

import { Fault } from '../../faults.js';
import { openDatabase, type Database } from './driver.js';
import type { ReadBudget } from './read-budget.js';

const MAX_IDLE = 12;
const MAX_BUSY = 3;
/** An interrupt only ends a statement that has begun, so it is repeated until the read has ended. */
const INTERRUPT_EVERY_MS = 20;

export class Handles {
  /** Least recently used first. */
  #idle: Database[] = [];
  #busy = 0;
  #closed = false;
  readonly #waiting: (() => void)[] = [];

  /** Lends a handle on `path` to `work`. @throws Fault QUERY_DEADLINE, STORE_READ, DATABASE_CORRUPT */
  async use<T>(path: string, budget: ReadBudget, work: (db: Database) => Promise<T>): Promise<T> {
    await this.enter(budget);
    try {
      const db = this.takeIdle(path) ?? (await openDatabase(path, 'read'));
      try {
        return await withDeadline(db, budget, work);
      } finally {
        await this.giveBack(db);
      }
    } finally {
      this.leave();
    }
  }

  /** Closes idle handles on files that are gone: an open file keeps its disk space. */
  async keepOnly(isPresent: (path: string) => boolean): Promise<void> {
    const gone = this.#idle.filter((db) => !isPresent(db.path));
    if (gone.length === 0) return;
    this.#idle = this.#idle.filter((db) => isPresent(db.path));
    await Promise.all(gone.map((db) => db.close()));
  }

  async close(): Promise<void> {
    this.#closed = true;
    const idle = this.#idle;
    this.#idle = [];
    await Promise.all(idle.map((db) => db.close()));
  }

  private takeIdle(path: string): Database | undefined {
    const at = this.#idle.findLastIndex((db) => db.path === path);
    return at === -1 ? undefined : this.#idle.splice(at, 1)[0];
  }

  private async giveBack(db: Database): Promise<void> {
    if (this.#closed) return db.close();
    this.#idle.push(db);
    if (this.#idle.length > MAX_IDLE) await this.#idle.shift()?.close();
  }

  private async enter(budget: ReadBudget): Promise<void> {
    while (this.#busy >= MAX_BUSY) await this.turn(budget);
    if (this.#closed) throw new Fault('STORE_READ', 'The store was closed.');
    budget.check();
    this.#busy++;
  }

  /** Resolves when a place may be free, rejects when the deadline comes first. */
  private turn(budget: ReadBudget): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        const at = this.#waiting.indexOf(done);
        if (at !== -1) this.#waiting.splice(at, 1);
        reject(budget.fault());
      }, budget.remainingMs);
      this.#waiting.push(done);
    });
  }

  private leave(): void {
    this.#busy--;
    this.#waiting.shift()?.();
  }
}

async function withDeadline<T>(db: Database, budget: ReadBudget, work: (db: Database) => Promise<T>): Promise<T> {
  let repeat: NodeJS.Timeout | undefined;
  const stop = (): void => {
    db.interrupt();
    repeat ??= setInterval(() => db.interrupt(), INTERRUPT_EVERY_MS);
  };
  const timer = setTimeout(stop, budget.remainingMs);
  budget.signal?.addEventListener('abort', stop, { once: true });
  try {
    return await work(db);
  } catch (error) {
    throw error instanceof Fault && error.code === 'QUERY_DEADLINE' ? budget.fault() : error;
  } finally {
    clearTimeout(timer);
    clearInterval(repeat);
    budget.signal?.removeEventListener('abort', stop);
  }
}
