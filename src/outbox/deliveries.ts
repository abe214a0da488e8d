// The delivery log: what became of messages, and what people may do about it.

import { QueryTypes, type Sequelize, type Transaction } from 'sequelize';
import type { Clock } from '#src/clock.js';
import { Fault } from '#src/faults.js';
import { takeTurn } from '#src/store/metadata/turn.js';
import { channelStats, type ChannelStats } from './channel-stats.js';
import type { Attempt, AttemptEnded, Delivery } from './delivery.js';
import { type AttemptRow, type DeliveryRow, toAttempt, toDelivery } from './delivery-row.js';
import { COLUMNS, type DeliveryFilter, type DeliveryPage, FROM, searchDeliveries } from './delivery-search.js';
import { keptSince } from './retention.js';

export type { DeliveryFilter, DeliveryPage } from './delivery-search.js';

export interface DeliveryDetails extends Delivery {
  /** The message's body as it is put together, before a channel makes its own of it. */
  readonly body: Readonly<Record<string, unknown>>;
  /** ms since 1970: when it happened. */
  readonly at: number;
  /** First one first. */
  readonly tries: readonly Attempt[];
  /** That sent it again, the newest. */
  readonly replayedBy: number | undefined;
}

const MAX_TRIES = 100;
const MAX_AT_ONCE = 500;
/** Dead and failed ones since `$weekAgo` that nobody has sent again. A test is none of them: whoever sent it has seen what came of it. */
const GIVEN_UP = `d.state IN ('dead', 'failed') AND d.ended_at > $weekAgo AND NOT EXISTS (
  SELECT 1 FROM outbox_deliveries again WHERE again.message_id = d.message_id AND again.channel = d.channel AND again.id > d.id)
  AND NOT EXISTS (SELECT 1 FROM outbox_messages tried WHERE tried.id = d.message_id AND tried.type = 'test')`;
const WEEK_MS = 7 * 86_400_000;

export class Deliveries {
  constructor(
    private readonly db: Sequelize,
    private readonly clock: Clock,
    private readonly wake: () => void,
    /** Calls the listener after each try; answers with how to end it. */
    readonly onAttempt: (listener: (attempt: AttemptEnded) => void) => () => void,
  ) {}

  /**
   * Newest first, at most `limit`, from behind delivery `after`. A text is looked for in a bounded number of deliveries at a time: a page that
   * is not full but has `next` means that more may be found further back.
   */
  list(filter: DeliveryFilter, after: number | undefined, limit: number): Promise<DeliveryPage> {
    return searchDeliveries(this.db, filter, after, Math.trunc(limit));
  }

  /** @throws Fault NOT_FOUND */
  async get(id: number): Promise<DeliveryDetails> {
    const row = await this.#find(id);
    const [{ body } = { body: '{}' }] = await this.#select<{ body: string }>(
      'SELECT body FROM outbox_messages WHERE id = $id',
      { id: row.message_id },
    );
    const tries = await this.#select<AttemptRow>(
      `SELECT * FROM outbox_attempts WHERE delivery_id = $id ORDER BY n LIMIT ${MAX_TRIES}`,
      { id },
    );
    const [replay] = await this.#select<{ id: number }>(
      'SELECT id FROM outbox_deliveries WHERE message_id = $message AND replay_of = $id ORDER BY id DESC LIMIT 1',
      { message: row.message_id, id },
    );
    return {
      ...toDelivery(row),
      at: Number(row.at),
      body: JSON.parse(body) as Record<string, unknown>,
      tries: tries.map(toAttempt),
      replayedBy: replay?.id,
    };
  }

  /** All of a message, oldest first. Empty until it is routed, and for ever if no channel gets it. */
  async ofMessage(messageId: string): Promise<readonly Delivery[]> {
    const rows = await this.#select<DeliveryRow>(
      `SELECT ${COLUMNS} ${FROM} WHERE d.message_id = $messageId ORDER BY d.id LIMIT 500`,
      { messageId },
    );
    return rows.map(toDelivery);
  }

  /**
   * Sends the same message (same id) to the same channel again; answers with the new delivery.
   * @throws Fault NOT_FOUND; CONFLICT: it, or a replay of it, is still on its way
   */
  async replay(id: number, who: string): Promise<number> {
    const { channel } = await this.#find(id);
    const [delivery] = await this.#again(
      `d.id = $id AND NOT EXISTS (
         SELECT 1 FROM outbox_deliveries other WHERE other.message_id = d.message_id AND other.channel = d.channel
           AND other.state IN ('waiting', 'sending'))`,
      { id, who },
    );
    if (delivery === undefined)
      throw new Fault('CONFLICT', `Delivery ${id} is on its way to ${channel} already. Wait for what comes of it.`);
    this.wake();
    return delivery.id;
  }

  /** Sends again what `ChannelStats.givenUp` counts, at most 500 at once, oldest first; answers with how many. */
  async replayGivenUp(channel: string, who: string): Promise<number> {
    const made = await this.#again(`d.channel = $channel AND ${GIVEN_UP}`, {
      channel,
      who,
      weekAgo: this.clock.now() - WEEK_MS,
    });
    if (made.length > 0) this.wake();
    return made.length;
  }

  /** @throws Fault NOT_FOUND; CONFLICT: it is being sent, or over */
  async cancel(id: number, who: string): Promise<Delivery> {
    const row = await this.#find(id);
    const [changed] = await this.db.query(
      `UPDATE outbox_deliveries SET state = 'cancelled', next_at = NULL, ended_at = $now, last_error = $why
       WHERE id = $id AND state = 'waiting' RETURNING id`,
      { bind: { id, now: this.clock.now(), why: `Cancelled by ${who.slice(0, 200)}.` } },
    );
    if (changed.length === 0)
      throw new Fault('CONFLICT', `Delivery ${id} no longer waits: it is ${row.state}. Nothing was cancelled.`);
    // What is told of the same alert may have waited for it.
    this.wake();
    return toDelivery(row);
  }

  /** ms since 1970: of what happened before, deliveries may be forgotten. */
  keptSince(): Promise<number> {
    return keptSince(this.db, this.clock.now());
  }

  /** By channel; channels without a delivery are not in it. */
  stats(): Promise<ReadonlyMap<string, ChannelStats>> {
    return channelStats(this.db, this.clock.now(), GIVEN_UP);
  }

  /**
   * How many messages a channel was given since `since` (ms), for its budget; with those that are for it alone and not routed yet. Tests and
   * what people send again do not count.
   */
  async madeSince(channel: string, since: number, transaction?: Transaction): Promise<number> {
    const [row] = await this.db.query<{ n: number }>(
      `SELECT (SELECT COUNT(*) ${FROM} WHERE d.channel = $channel AND d.created_at > $since AND d.replay_of IS NULL
                 AND m.type <> 'test')
         + (SELECT COUNT(*) FROM outbox_messages WHERE routed_at IS NULL AND channel = $channel AND type <> 'test') AS n`,
      { type: QueryTypes.SELECT, bind: { channel, since }, ...(transaction && { transaction }) },
    );
    return Number(row?.n ?? 0);
  }

  /** New deliveries of the messages of those deliveries `d`; one after the other, so that who asks twice at once gets one. */
  #again(which: string, bind: { readonly who: string; readonly [name: string]: unknown }): Promise<{ id: number }[]> {
    return this.db.transaction(async (transaction) => {
      await takeTurn(this.db, 'sent again', transaction);
      // Begins with WITH, because Sequelize throws the answer of an INSERT away.
      return this.#select(
        `WITH again AS (SELECT d.id AS id, d.message_id AS message_id, d.channel AS channel FROM outbox_deliveries d
                      WHERE ${which} ORDER BY d.id LIMIT ${MAX_AT_ONCE})
       INSERT INTO outbox_deliveries (message_id, channel, state, attempts, next_at, created_at, replay_of, asked_by)
       SELECT message_id, channel, 'waiting', 0, $now, $now, id, $who FROM again ORDER BY id RETURNING id`,
        { ...bind, who: bind.who.slice(0, 200), now: this.clock.now() },
        transaction,
      );
    });
  }

  async #find(id: number): Promise<DeliveryRow> {
    const [row] = Number.isSafeInteger(id)
      ? await this.#select<DeliveryRow>(`SELECT ${COLUMNS} ${FROM} WHERE d.id = $id`, { id })
      : [];
    if (row === undefined)
      throw new Fault('NOT_FOUND', `There is no delivery ${id}. Those that are over are kept for 30 to 90 days.`);
    return row;
  }

  #select<Row extends object>(sql: string, bind: Record<string, unknown>, transaction?: Transaction): Promise<Row[]> {
    return this.db.query<Row>(sql, { type: QueryTypes.SELECT, bind, ...(transaction && { transaction }) });
  }
}
