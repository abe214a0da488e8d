// The connection of the process that writes. It holds the locks of the segments that it writes to, so when it is lost, so are they:
// whoever uses a session throws it away after its first failure.

import pg from 'pg';
import { clientConfig, faultOf, isMissingTable, placeOf, type Bind, type Database } from './driver.js';
import { copyIn } from './copy.js';

/** A statement of an append takes less; one that waits for a lock no longer than this. */
const STATEMENT_TIMEOUT_MS = 60_000;
/** And one whose server does not answer at all. */
const SILENCE_MS = 75_000;

/** `append`: nobody waits longer than that. `long`: an index over millions of rows may take as long as it takes. */
export type Patience = 'append' | 'long';

export class Session implements Database {
  #isLost = false;

  private constructor(
    private readonly client: pg.Client,
    private readonly where: string,
    private readonly silenceMs: number | undefined,
  ) {
    client.on('error', () => (this.#isLost = true));
    client.on('end', () => (this.#isLost = true));
  }

  /** @throws Fault STORE_WRITE */
  static async open(url: string, patience: Patience = 'append'): Promise<Session> {
    const where = placeOf(url);
    const isLong = patience === 'long';
    const client = new pg.Client(clientConfig(url, { statementTimeoutMs: isLong ? 0 : STATEMENT_TIMEOUT_MS }));
    const session = new Session(client, where, isLong ? undefined : SILENCE_MS);
    try {
      await client.connect();
      return session;
    } catch (error) {
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
   * All or nothing. @param wasCommitted asked where the connection was lost before the server said so
   */
  async transaction<T>(work: () => Promise<T>, wasCommitted?: () => Promise<boolean>): Promise<T> {
    await this.all('begin');
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
      if (!this.#isLost || wasCommitted === undefined || !(await wasCommitted())) throw error;
    }
    return result;
  }

  async close(): Promise<void> {
    this.#isLost = true;
    await this.client.end().catch(() => undefined);
  }

  async #answer<T>(ask: () => Promise<T>): Promise<T> {
    const { silenceMs } = this;
    const timer = silenceMs === undefined ? undefined : setTimeout(() => this.#hangUp(), silenceMs);
    try {
      return await ask();
    } catch (error) {
      throw faultOf(error, this.where, 'write');
    } finally {
      clearTimeout(timer);
    }
  }

  #hangUp(): void {
    (this.client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  }
}

/** Work on a table that may take long, on a connection of its own. A table that was dropped meanwhile needs none. @throws Fault STORE_WRITE */
export async function maintain(url: string, sql: string): Promise<void> {
  const client = new pg.Client(clientConfig(url, { statementTimeoutMs: 0 }));
  client.on('error', () => undefined); // the statement tells
  try {
    await client.connect();
    await client.query(sql);
  } catch (error) {
    if (!isMissingTable(error)) throw faultOf(error, placeOf(url), 'write');
  } finally {
    await client.end().catch(() => undefined);
  }
}
