// The connection by which a process takes part in a cluster: it hears what others changed, and of those that want the duties the one that
// holds the lock has them. A process that ends, stands still or is cut off loses its connection, and the lock with it, within seconds.

import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';
import { withEither } from '#src/either-signal.js';
import { messageOf } from '#src/faults.js';
import { readAddress } from '#src/store/metadata/postgres/address.js';
import { KEEP_ALIVE } from '#src/store/metadata/postgres/keep-alive.js';
import { endSoon } from '#src/store/postgres/hang-up.js';
import type { Duties } from './duties.js';
import { NEXT_TERM } from './fence.js';
import type { Notices } from './notices.js';
import { CHANNEL } from './triggers.js';

/** The lock is tried, and the connection used, so often. */
const LOOK_EVERY_MS = 1_000;
/** A holder that says nothing for so long (it stands still, its network is gone) is cut off by the server. */
const SILENCE_MS = 7_000;
/** And a server that does not answer for so long is given up here: before it cuts us off. */
const ANSWER_MS = 5_000;
const CONNECT_MS = 5_000;
/** For a transaction of the holder before; if it takes longer the lock is given back, and tried for again. */
const TERM_MS = 3_000;
/** Of the duties; beside those of metadata and events. */
const LOCK = `x'6c77'::int, hashtext('duties')`;

export interface ElectionParts {
  /** Of the metadata database. */
  readonly url: string;
  /** Left out by who only wants to hear. */
  readonly duties?: Duties;
  readonly notices: Notices;
  readonly log: Logger;
}

export class Election {
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #wasLost = false;

  constructor(private readonly parts: ElectionParts) {}

  /** Resolves when it was tried for the first time, with or without success: it goes on trying. @throws Fault CONFIG_INVALID */
  async start(): Promise<void> {
    readAddress(this.parts.url);
    await new Promise<void>((resolve) => {
      this.#running = this.#run(resolve);
    });
  }

  /** Gives the lock back. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(tried: () => void): Promise<void> {
    while (!this.#isStopping) {
      try {
        await this.#take(tried);
      } catch (error) {
        tried();
        if (this.#isStopping) return;
        if (!this.#wasLost)
          this.parts.log.warn(
            { error: messageOf(error) },
            'the connection to the other portals is lost; it is tried again',
          );
        this.#wasLost = true;
      }
      await this.#pause(LOOK_EVERY_MS);
    }
  }

  /** With one connection, until it is lost or the program stops. */
  async #take(tried: () => void): Promise<void> {
    const { notices, duties, log } = this.parts;
    const client = this.#client();
    // A signal, not a promise: one that lives as long as the connection keeps something of each race it is in.
    const lost = new AbortController();
    client.on('error', (error) => lost.abort(error));
    client.on('end', () => lost.abort(new Error('the server ended it')));
    client.on('notification', ({ payload }) => notices.heard(payload));
    try {
      await client.connect();
      await client.query(
        `SET idle_session_timeout = ${SILENCE_MS}; SET lock_timeout = ${TERM_MS}; SET tcp_keepalives_idle = 2; SET tcp_keepalives_interval = 1;
         SET tcp_keepalives_count = 3; LISTEN ${CHANNEL}`,
      );
      if (this.#wasLost) log.info('the connection to the other portals is back');
      this.#wasLost = false;
      // What was told meanwhile was told to nobody.
      notices.heard();
      notices.connect(async (topic) => void (await client.query(`SELECT pg_notify('${CHANNEL}', $1)`, [topic])));
      while (!this.#isStopping) {
        await this.#look(client);
        tried();
        await this.#pause(LOOK_EVERY_MS, lost.signal);
        lost.signal.throwIfAborted();
      }
    } finally {
      notices.connect(undefined);
      const wereOurs = duties?.areOurs === true;
      // They end while the next connection is tried. What they still write is checked by the fence, and against the place where it read.
      const left = duties?.leave();
      await endSoon(client);
      if (this.#isStopping) await left;
      if (wereOurs && !this.#isStopping) log.warn('the duties are not this portal’s any more');
    }
  }

  async #look(client: pg.Client): Promise<void> {
    const { duties, log } = this.parts;
    if (duties === undefined || duties.areOurs) return void (await client.query('SELECT 1'));
    const { rows } = await client.query<{ taken: boolean }>(`SELECT pg_try_advisory_lock(${LOCK}) AS taken`);
    if (rows[0]?.taken !== true || this.#isStopping) return;
    const { rows: terms } = await client.query<{ term: string }>(NEXT_TERM);
    log.info('this portal has the duties: rules, training, retention and messages');
    duties.take(terms[0]!.term);
  }

  #client(): pg.Client {
    const { host, port, user, password, database, ssl } = readAddress(this.parts.url);
    return new pg.Client({
      host,
      port,
      user,
      database,
      ssl,
      ...(password !== undefined && { password }),
      application_name: 'lanwarden duties',
      ...KEEP_ALIVE,
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: ANSWER_MS,
    });
  }

  async #pause(ms: number, lost?: AbortSignal): Promise<void> {
    const pause = withEither([this.#stopping.signal, lost], (signal) => sleep(ms, undefined, { signal }));
    await pause.catch(() => undefined); // being stopped is no failure
  }

  get #isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }
}
