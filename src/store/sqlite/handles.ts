// Reading handles on segment files: few, kept open, one statement at a time on each, and none that outlives its deadline.

import { Fault } from '../../faults.js';
import { openDatabase, type Database } from './driver.js';
import { Places, type Lane } from './places.js';
import type { ReadBudget } from '../engine/read-budget.js';

const MAX_IDLE = 12;
/** An interrupt only ends a statement that has begun, so it is repeated until the read has ended. */
const INTERRUPT_EVERY_MS = 20;

export class Handles {
  /** Least recently used first. */
  #idle: Database[] = [];
  #closed = false;
  readonly #places = new Places();

  /** Lends a handle on `path` to `work`. @throws Fault QUERY_DEADLINE, STORE_READ, DATABASE_CORRUPT */
  async use<T>(path: string, budget: ReadBudget, work: (db: Database) => Promise<T>, lane: Lane = 'page'): Promise<T> {
    await this.#places.enter(lane, budget);
    try {
      const db = this.takeIdle(path) ?? (await openDatabase(path, 'read'));
      try {
        return await withDeadline(db, budget, work);
      } finally {
        await this.giveBack(db);
      }
    } finally {
      this.#places.leave(lane);
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
    this.#places.close();
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
