// The connection of the process that writes. It holds the locks of the segments that it writes to, so when it is lost, so are they:
// whoever uses a session throws it away after its first failure.

import pg from 'pg';
import { BRIEF_LOCK_MS, withBriefLocks } from '../brief-locks.js';
import { clientConfig, faultOf, isLocked, isMissingTable, placeOf, type Bind, type Database } from './driver.js';
import { copyIn } from './copy.js';
import { endSoon, hangUp } from './hang-up.js';
import { actAsOwner } from './rights.js';

/** How long is waited; 0: as long as it takes. */
export interface Patience {
  /** The server, for one statement, also where that waits for a lock. */
  readonly statementMs: number;
  /** We, for a server that does not answer at all. */
  readonly silenceMs: number;
  /** The server, for us in the middle of a transaction. */
  readonly idleInTransactionMs: number;
}

/** Whoever appends is not waited for longer than that, nor waits: its keys and locks would stop all other collectors. */
export const APPENDING: Patience = { statementMs: 60_000, silenceMs: 75_000, idleInTransactionMs: 30_000 };
/** An index over millions of rows may take as long as it takes, and so may reading what goes into them. */
export const MOVING: Patience = { statementMs: 0, silenceMs: 0, idleInTransactionMs: 0 };

/**
 * The server gives up a peer that is gone without a word within half a minute, also in the middle of a COPY; left to itself it takes two
 * hours. Without meaning, and without harm, on a Unix socket. Not among the parameters of the start: poolers refuse those.
 */
const NOTICE_LOSS =
  'set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3; set tcp_user_timeout = 30000';

/** What is committed is acknowledged to its sender: a server set to promise a commit before it is on its disk may not do so here. */
const KEEP_PROMISES =
  "select set_config('synchronous_commit', 'local', false) where current_setting('synchronous_commit') = 'off'";

/** For locks. Deadlines of reads are shorter. */
const GIVE_UP_MS = 20_000;

export class Session implements Database {
  #isLost = false;

  private constructor(
    private readonly client: pg.Client,
    private readonly where: string,
    private readonly silenceMs: number,
  ) {
    client.on('error', () => (this.#isLost = true));
    client.on('end', () => (this.#isLost = true));
  }

  /** @throws Fault STORE_WRITE */
  static async open(url: string, patience = APPENDING): Promise<Session> {
    const { statementMs, silenceMs, idleInTransactionMs } = patience;
    const where = placeOf(url);
    const client = new pg.Client(clientConfig(url, { statementTimeoutMs: statementMs }));
    const session = new Session(client, where, silenceMs);
    try {
      await client.connect();
      await session.all(
        `${NOTICE_LOSS}; ${KEEP_PROMISES}; set idle_in_transaction_session_timeout = ${idleInTransactionMs}`,
      );
      return session;
    } catch (error) {
      await session.close();
      throw faultOf(error, where, 'write');
    }
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  /** @throws Fault STORE_WRITE, DISK_FULL */
  async all<T>(sql: string, bind?: readonly Bind[]): Promise<T[]> {
    const { rows } = await this.#answer(() => this.client.query(sql, bind && [...bind]));
    return rows as T[];
  }

  /** @throws Fault STORE_WRITE, DISK_FULL */
  copy(sql: string, chunks: readonly Buffer[]): Promise<void> {
    return this.#answer(() => copyIn(this.client, sql, chunks));
  }

  /**
   * All or nothing.
   * @param wasCommitted asked with the transaction's number (`pg_current_xact_id`) when the connection was lost before the server said so
   */
  async transaction<T>(work: () => Promise<T>, wasCommitted?: (xid: string) => Promise<boolean>): Promise<T> {
    const xid = wasCommitted === undefined ? await this.#begin() : await this.#beginNumbered();
    let result: T;
    try {
      result = await work();
    } catch (error) {
      await this.all('rollback').catch(() => undefined); // the failure that matters is thrown
      throw error;
    }
    try {
      await this.all('commit');
    } catch (error) {
      if (isAnswer(error) || xid === undefined || !(await wasCommitted?.(xid))) throw error;
    }
    return result;
  }

  /**
   * All or nothing, and without waiting for a lock longer than a moment: it is begun again when it would have to (brief-locks.ts).
   * @throws Fault STORE_WRITE when the tables are read all the time, or `signal` was given up
   */
  briefly<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const attempt = (): Promise<T> =>
      this.transaction(async () => {
        await this.all(`set local lock_timeout = ${BRIEF_LOCK_MS}`);
        return work();
      });
    return withBriefLocks(attempt, { isLocked, giveUpMs: GIVE_UP_MS, signal });
  }

  async close(): Promise<void> {
    this.#isLost = true;
    await endSoon(this.client);
  }

  async #begin(): Promise<undefined> {
    await this.all('begin');
  }

  /** In one message: the server is asked once. */
  async #beginNumbered(): Promise<string> {
    const results = await this.#answer(() => this.client.query('begin; select pg_current_xact_id()::text as xid'));
    return (results as unknown as [unknown, pg.QueryResult<{ xid: string }>])[1].rows[0]!.xid;
  }

  async #answer<T>(ask: () => Promise<T>): Promise<T> {
    const { silenceMs } = this;
    const timer = silenceMs === 0 ? undefined : setTimeout(() => hangUp(this.client), silenceMs);
    try {
      return await ask();
    } catch (error) {
      throw faultOf(error, this.where, 'write');
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The server itself said that it did not commit; whatever else went wrong says nothing of it. */
function isAnswer(error: unknown): boolean {
  const { cause } = error as { readonly cause?: unknown };
  return cause instanceof pg.DatabaseError && cause.severity === 'ERROR';
}

/** As whom the events are written: see rights.ts. @throws Fault STORE_WRITE */
export async function openAsOwner(url: string): Promise<Session> {
  const session = await Session.open(url);
  try {
    await actAsOwner(session);
    return session;
  } catch (error) {
    await session.close();
    throw error;
  }
}

/** An answer to a cancellation, before the connection is given up. */
const CANCEL_MS = 1_000;

/**
 * Work on a table that may take long, on a connection of its own; a host that is gone meanwhile is noticed (KEEP_ALIVE). A table that was
 * dropped needs none.
 * @throws Fault STORE_WRITE; also when `signal` ended it
 */
export async function maintain(url: string, sql: string, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return;
  const client = new pg.Client(clientConfig(url, { statementTimeoutMs: 0 }));
  client.on('error', () => undefined); // the statement tells
  const stop = (): void => void cancel(url, client);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    await client.connect();
    await actAsOwner({ all: async <T>(its: string) => (await client.query(its)).rows as T[] });
    if (!signal?.aborted) await client.query(sql);
  } catch (error) {
    if (!isMissingTable(error)) throw faultOf(error, placeOf(url), 'write');
  } finally {
    signal?.removeEventListener('abort', stop);
    await endSoon(client);
  }
}

/** Ends what it runs; a server that does not hear it is hung up on. */
async function cancel(url: string, client: pg.Client): Promise<void> {
  const { processID } = client as unknown as { readonly processID: number | null };
  const timer = setTimeout(() => hangUp(client), CANCEL_MS);
  client.once('end', () => clearTimeout(timer));
  if (processID === null) return hangUp(client);
  const other = new pg.Client(clientConfig(url, { statementTimeoutMs: CANCEL_MS, connectTimeoutMs: CANCEL_MS }));
  other.on('error', () => undefined);
  try {
    await other.connect();
    await other.query('select pg_cancel_backend($1)', [processID]);
  } catch {
    hangUp(client);
  } finally {
    await endSoon(other);
  }
}
