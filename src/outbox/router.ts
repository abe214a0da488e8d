// Makes deliveries of messages: each message once, in one transaction with what the carrier keeps of it.

import { QueryTypes, type Sequelize, type Transaction } from 'sequelize';
import type { Logger } from 'pino';
import type { Clock } from '#src/clock.js';
import { forUpdate, isPostgres, listed } from '#src/store/metadata/dialect.js';
import type { Carrier } from './carrier.js';
import { type MessageRow, toMessage } from './message-row.js';

/** In one transaction: others wait meanwhile. */
const BATCH = 25;
const MAX_CHANNELS = 200;
/** What nobody brought out for so long (no carrier was there) is no longer news. */
const STALE_MS = 7 * 86_400_000;

export class Router {
  constructor(
    private readonly db: Sequelize,
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {}

  /**
   * Routes all that waits for it. False when some could not be, or a portal that is gone holds them until the server notices: they are tried
   * again at the next call, and hold up none of the others.
   */
  async routeAll(carrier: Carrier): Promise<boolean> {
    for (let after = 0; ;) {
      const rows = await this.#unrouted(after);
      if (rows.length === 0) return !(await this.#isAnyLeft());
      after = rows.at(-1)!.number;
      if (await this.#routed(rows, carrier)) continue;
      for (const row of rows) await this.#routed([row], carrier);
    }
  }

  async #routed(rows: readonly MessageRow[], carrier: Carrier): Promise<boolean> {
    try {
      await this.db.transaction(async (transaction) => {
        const untold: number[] = [];
        for (const row of await this.#held(rows, transaction))
          if (!(await this.#route(row, carrier, transaction))) untold.push(row.number);
        await this.#forget(untold, transaction);
      });
      return true;
    } catch (error) {
      if (rows.length === 1) this.log.error({ err: error, message: rows[0]!.id }, 'a message could not be routed');
      return false;
    }
  }

  /** What nobody is told (or hears of later, in a digest) has done its work: a storm of alerts leaves no heap of messages behind. */
  async #forget(numbers: readonly number[], transaction: Transaction): Promise<void> {
    if (numbers.length === 0) return;
    await this.db.query(`DELETE FROM outbox_messages WHERE number IN (${listed(this.db, 'numbers', 'integer')})`, {
      bind: { numbers: JSON.stringify(numbers) },
      transaction,
    });
  }

  /** False: it goes to no channel. */
  async #route(row: MessageRow, carrier: Carrier, transaction: Transaction): Promise<boolean> {
    const now = this.clock.now();
    const channels = await this.#channels(row, carrier, now, transaction);
    if (channels.length === 0) return false;
    await this.db.query(
      `INSERT INTO outbox_deliveries (message_id, channel, state, attempts, next_at, created_at) VALUES
         ${channels.map((_, index) => `($id, $channel${index}, 'waiting', 0, $now, $now)`).join(', ')}`,
      {
        bind: { id: row.id, now, ...Object.fromEntries(channels.map((channel, i) => [`channel${i}`, channel])) },
        transaction,
      },
    );
    await this.db.query('UPDATE outbox_messages SET routed_at = $now WHERE number = $number', {
      bind: { now, number: row.number },
      transaction,
    });
    return true;
  }

  async #channels(row: MessageRow, carrier: Carrier, now: number, transaction: Transaction): Promise<string[]> {
    if (now - Number(row.created_at) > STALE_MS) {
      this.log.warn({ message: row.id }, 'a message waited for a carrier for more than 7 days and is not sent');
      return [];
    }
    if (row.channel !== null) return [row.channel];
    return [...new Set(await carrier.route(toMessage(row), transaction))].slice(0, MAX_CHANNELS);
  }

  /** Of these, those that nobody else has routed meanwhile, or is routing: each message once, however many look. */
  async #held(rows: readonly MessageRow[], transaction: Transaction): Promise<readonly MessageRow[]> {
    if (!isPostgres(this.db)) return rows;
    const held = await this.db.query<{ number: number }>(
      `SELECT number FROM outbox_messages WHERE number IN (${listed(this.db, 'numbers', 'integer')}) AND routed_at IS NULL
       ORDER BY number ${forUpdate(this.db, 'skip')}`,
      { type: QueryTypes.SELECT, bind: { numbers: JSON.stringify(rows.map(({ number }) => number)) }, transaction },
    );
    const ours = new Set(held.map(({ number }) => number));
    return rows.filter(({ number }) => ours.has(number));
  }

  #unrouted(after: number): Promise<MessageRow[]> {
    return this.db.query<MessageRow>(
      `SELECT * FROM outbox_messages WHERE routed_at IS NULL AND number > $after ORDER BY number LIMIT ${BATCH}`,
      { type: QueryTypes.SELECT, bind: { after } },
    );
  }

  async #isAnyLeft(): Promise<boolean> {
    const left = await this.db.query('SELECT number FROM outbox_messages WHERE routed_at IS NULL LIMIT 1', {
      type: QueryTypes.SELECT,
    });
    return left.length > 0;
  }
}
