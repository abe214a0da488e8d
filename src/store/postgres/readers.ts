// Connections that only read: few, kept open, and no statement outlives its deadline or its caller. Pages of events, counts over millions of
// rows, and followers that raise alerts have their own, so that none waits for the others.

import pg from 'pg';
import { Fault } from '../../faults.js';
import type { ConnectionPool } from '../event-store.js';
import type { ReadBudget } from '../engine/read-budget.js';
import { clientConfig, faultOf, placeOf, type Bind, type Database } from './driver.js';
import { hangUp } from './hang-up.js';

export type Lane = 'page' | 'count' | 'follow';

/** Two that follow: live views take turns over one at the most, so that followers which raise alerts have the other. */
const CONNECTIONS: Record<Lane, number> = { page: 3, count: 2, follow: 2 };
const LANE_NAMES: Record<Lane, string> = { page: 'search', count: 'count', follow: 'follow' };
/** Deadlines are shorter: this is for statements of a process that is gone. */
const STATEMENT_TIMEOUT_MS = 120_000;
const IDLE_MS = 300_000;
/** Longer than deadlines are: these say what happened while all are busy. */
const LANE_WAIT_MS = 90_000;
const CONTROL_WAIT_MS = 2_000;
/** A cancellation reaches only what runs, so it is repeated until the read has ended. */
const CANCEL_EVERY_MS = 100;

export class Readers {
  readonly #lanes: Record<Lane, pg.Pool>;
  readonly #control: pg.Pool;
  readonly #where: string;
  /** Ends what runs. */
  readonly #running = new Set<() => void>();
  #isClosed = false;

  /** @param key the setting that holds the address */
  constructor(
    url: string,
    private readonly key = 'events.url',
  ) {
    this.#where = placeOf(url);
    const pool = (max: number, connectTimeoutMs: number): pg.Pool => {
      const config = clientConfig(url, { statementTimeoutMs: STATEMENT_TIMEOUT_MS, connectTimeoutMs }, key);
      const made = new pg.Pool({ ...config, max, idleTimeoutMillis: IDLE_MS, allowExitOnIdle: true });
      // One that is lost: its statement tells, and where there is none, the next read takes another.
      made.on('error', () => undefined);
      made.on('connect', (client) => client.on('error', () => undefined));
      return made;
    };
    const { page, count, follow } = CONNECTIONS;
    this.#lanes = { page: pool(page, LANE_WAIT_MS), count: pool(count, LANE_WAIT_MS), follow: pool(follow, LANE_WAIT_MS) }; // prettier-ignore
    this.#control = pool(1, CONTROL_WAIT_MS);
  }

  /** Lends a connection to `work`. @throws Fault QUERY_DEADLINE, STORE_READ */
  async use<T>(budget: ReadBudget, work: (db: Database) => Promise<T>, lane: Lane = 'page'): Promise<T> {
    if (this.#isClosed) throw closed();
    budget.check();
    const client = await this.#connected(budget, lane);
    let cancelling: Promise<unknown> = Promise.resolve();
    let repeat: NodeJS.Timeout | undefined;
    let isStopped = false;
    const cancel = (): void => {
      cancelling = this.#cancel(client).catch(() => hangUp(client));
    };
    const stop = (): void => {
      isStopped = true;
      cancel();
      repeat ??= setInterval(cancel, CANCEL_EVERY_MS);
    };
    const timer = setTimeout(stop, budget.remainingMs);
    budget.signal?.addEventListener('abort', stop, { once: true });
    this.#running.add(stop);
    const lent = new LentClient(client, budget, (error) => faultOf(error, this.#where, 'read', this.key));
    try {
      return await work(lent);
    } catch (error) {
      if (this.#isClosed) throw closed();
      // Others may end a statement, too: an administrator, and a replica that has to go on.
      throw isStopped && error instanceof Fault && error.code === 'QUERY_DEADLINE' ? budget.fault() : error;
    } finally {
      this.#running.delete(stop);
      clearTimeout(timer);
      clearInterval(repeat);
      budget.signal?.removeEventListener('abort', stop);
      await cancelling; // it must not reach the next one's statement
      client.release(lent.isBroken);
    }
  }

  /** Resolves when the server answers, however busy the lanes are. @throws Fault STORE_READ */
  async reach(): Promise<void> {
    try {
      await this.#control.query('select 1');
    } catch (error) {
      throw this.#isClosed ? closed() : faultOf(error, this.#where, 'read', this.key);
    }
  }

  /** At this moment, under the names of the lanes. */
  pools(): readonly ConnectionPool[] {
    const lanes = Object.entries(LANE_NAMES).map(([lane, name]) => poolState(name, this.#lanes[lane as Lane]));
    return [...lanes, poolState('cancel', this.#control)];
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const stop of this.#running) stop();
    await Promise.all([...Object.values(this.#lanes), this.#control].map((pool) => pool.end()));
  }

  /** Waits for a connection no longer than the budget. */
  #connected(budget: ReadBudget, lane: Lane): Promise<pg.PoolClient> {
    return new Promise((resolve, reject) => {
      let isOver = false;
      const give = (error: unknown): void => {
        isOver = true;
        clearTimeout(timer);
        budget.signal?.removeEventListener('abort', stop);
        reject(error instanceof Error ? error : new Error(String(error)));
      };
      const stop = (): void => give(budget.fault());
      const timer = setTimeout(stop, budget.remainingMs);
      budget.signal?.addEventListener('abort', stop, { once: true });
      this.#lanes[lane].connect().then(
        (client) => {
          if (isOver) return client.release();
          clearTimeout(timer);
          budget.signal?.removeEventListener('abort', stop);
          return resolve(client);
        },
        (error: unknown) => give(faultOf(error, this.#where, 'read', this.key)),
      );
    });
  }

  #cancel(client: pg.PoolClient): Promise<unknown> {
    const { processID } = client as unknown as { processID: number };
    return this.#control.query('select pg_cancel_backend($1)', [processID]);
  }
}

class LentClient implements Database {
  /** The connection itself failed. */
  isBroken = false;

  constructor(
    private readonly client: pg.PoolClient,
    private readonly budget: ReadBudget,
    private readonly faultOf: (error: unknown) => Fault,
  ) {}

  async all<T>(sql: string, bind?: readonly Bind[]): Promise<T[]> {
    this.budget.check();
    try {
      const { rows } = await this.client.query(sql, bind && [...bind]);
      return rows as T[];
    } catch (error) {
      this.isBroken ||= !(error instanceof pg.DatabaseError);
      if (this.isBroken) this.budget.check(); // whoever hung up on a server that did not answer
      throw this.faultOf(error);
    }
  }
}

function poolState(name: string, pool: pg.Pool): ConnectionPool {
  const { totalCount: open, idleCount, waitingCount: waiting } = pool;
  return { name, limit: pool.options.max, open, inUse: open - idleCount, waiting };
}

function closed(): Fault {
  return new Fault('STORE_READ', 'The store was closed.');
}
