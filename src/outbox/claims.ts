// The deliveries that are under way: taken with a lease, given back, or ended with the record of the try.

import { QueryTypes, type Sequelize, type Transaction } from 'sequelize';
import type { Clock } from '#src/clock.js';
import { forUpdate, listed, noIndex } from '#src/store/metadata/dialect.js';
import { askedUntil, GIVE_UP_REST_AFTER_MS, nextTry } from './back-off.js';
import { type ExchangePart, MAX_LOGGED_CHARS, type SendResult } from './carrier.js';
import type { DeliveryState } from './delivery.js';
import { type MessageRow, toMessage } from './message-row.js';
import type { OutboxMessage } from './message.js';

export interface Claim {
  readonly id: number;
  readonly channel: string;
  readonly attempts: number;
  readonly firstAt: number;
  /** ms since 1970; tells this claim from a later one of the same delivery. */
  readonly leaseUntil: number;
  readonly message: OutboxMessage;
}

export interface Try {
  readonly startedAt: number;
  readonly durationMs: number;
  readonly result: SendResult;
}

/** Longer than any try; who took it has ended without a word. */
export const LEASE_MS = 300_000;
const MAX_LINE = 300;
const MAX_ERROR = 1_000;

/** A claim whose lease has ended may be somebody else’s by now, and delivered. */
const IS_CLAIMED = `id = $id AND state = 'sending' AND lease_until = $leaseUntil`;

/** What was delivered is not sent again because its row was given back meanwhile (another portal had the duties), and taken by nobody. */
const IS_CLAIMED_OR_GIVEN_BACK = `id = $id AND (state = 'waiting' OR (state = 'sending' AND lease_until = $leaseUntil))`;

/**
 * Of delivery `d`: what was said of the same alert before has arrived there, or never will. Else an end would overtake the beginning that is
 * tried again (PagerDuty would resolve nothing, and then ring). What a person sends again goes; so does that it is worse by now, past what
 * is tried again for some people alone.
 */
const isItsTurn = (db: Sequelize): string => `(d.replay_of IS NOT NULL OR NOT EXISTS (
  SELECT 1 FROM outbox_messages AS own CROSS JOIN outbox_messages AS other CROSS JOIN outbox_deliveries AS before
  WHERE own.id = d.message_id AND other.alert_id = own.alert_id AND before.message_id = other.id
    AND ${noIndex(db)}before.channel = d.channel AND ${noIndex(db)}before.id < d.id
    AND ${noIndex(db)}before.state IN ('waiting', 'sending')
    AND NOT (own.type = 'alert.updated' AND ${someHaveIt('before')})))`;

/** Of a delivery that waits, or is sent. */
export const someHaveIt = (delivery: string): string =>
  `EXISTS (SELECT 1 FROM outbox_attempts AS past WHERE past.delivery_id = ${delivery}.id AND past.outcome = 'rest')`;

/** ms since 1970. */
interface Quiet {
  readonly askedAt: number;
  readonly until: number;
}

type ClaimRow = { id: number; message_id: string; attempts: number; first_at: number | string | null };

export class Claims {
  /** By channel: until when it asked to be left alone, and when it did. In memory: who asks again after a restart is asked once. */
  readonly #quiet = new Map<string, Quiet>();
  /** Deliveries that were taken here and are not ended: their leases may end before them when the clock is set. */
  readonly #underWay = new Set<number>();

  constructor(
    private readonly db: Sequelize,
    private readonly clock: Clock,
    private readonly random: () => number,
  ) {}

  /** At the start: gives back what was taken by a process that is no more, or has not the duties any more. Only one brings messages out. */
  async releaseLeft(): Promise<void> {
    await this.db.query(
      `UPDATE outbox_deliveries SET state = 'waiting', next_at = $now, lease_until = NULL WHERE state = 'sending'`,
      { bind: { now: this.clock.now() } },
    );
  }

  /** Gives back what was taken and never ended: its end could not be written. */
  async releaseExpired(): Promise<void> {
    await this.db.query(
      `UPDATE outbox_deliveries SET state = 'waiting', next_at = $now, lease_until = NULL
       WHERE state = 'sending' AND lease_until <= $now AND ${this.#isNotUnderWay}`,
      { bind: { now: this.clock.now(), underWay: this.#underWayJson } },
    );
  }

  /**
   * Channels with a delivery that is due, and when the next one will be, or a lease ends that no try here has (ms since 1970; not after `now`:
   * one has ended).
   */
  async due(now: number): Promise<{ readonly channels: readonly string[]; readonly nextAt: number | undefined }> {
    const channels = await this.db.query<{ channel: string }>(
      `SELECT DISTINCT channel FROM outbox_deliveries WHERE state = 'waiting' AND next_at <= $now`,
      { type: QueryTypes.SELECT, bind: { now } },
    );
    const [next] = await this.db.query<{ at: number | string | null }>(
      `SELECT MIN(at) AS at FROM (
         SELECT MIN(next_at) AS at FROM outbox_deliveries WHERE state = 'waiting' AND next_at > $now
         UNION ALL SELECT MIN(lease_until) FROM outbox_deliveries WHERE state = 'sending' AND ${this.#isNotUnderWay}) AS times`,
      { type: QueryTypes.SELECT, bind: { now, underWay: this.#underWayJson } },
    );
    return { channels: channels.map(({ channel }) => channel), nextAt: timeOf(next?.at) };
  }

  /** The oldest that are due and whose turn it is. */
  async take(channel: string, limit: number): Promise<readonly Claim[]> {
    const now = this.clock.now();
    const leaseUntil = now + LEASE_MS;
    await this.#postpone(channel, now);
    const [taken] = await this.db.query(
      `UPDATE outbox_deliveries SET state = 'sending', lease_until = $leaseUntil, first_at = COALESCE(first_at, $now)
       WHERE id IN (SELECT id FROM outbox_deliveries AS d WHERE channel = $channel AND state = 'waiting'
                    AND ${noIndex(this.db)}next_at <= $now AND ${isItsTurn(this.db)} ORDER BY id LIMIT $limit ${forUpdate(this.db, 'skip')})
       RETURNING id, message_id, attempts, first_at`,
      { bind: { now, leaseUntil, channel, limit } },
    );
    const rows = (taken as ClaimRow[]).toSorted((a, b) => a.id - b.id);
    const claims = await Promise.all(rows.map((row) => this.#claim(row, channel, leaseUntil)));
    for (const { id } of claims) this.#underWay.add(id);
    return claims;
  }

  /** What was made for channels that asked to be left alone: before `due`, so that this knows when they are. */
  async postpone(): Promise<void> {
    for (const channel of this.#quiet.keys()) await this.#postpone(channel, this.clock.now());
  }

  /** What a person asked for (a test, something sent again) goes: the channel may just have been mended. */
  async #postpone(channel: string, now: number): Promise<void> {
    const { until } = this.#quiet.get(channel) ?? {};
    if (until === undefined) return;
    if (until <= now) {
      this.#quiet.delete(channel);
      return;
    }
    await this.db.query(
      `UPDATE outbox_deliveries SET next_at = $until
       WHERE channel = $channel AND state = 'waiting' AND next_at < $until
         AND NOT (attempts = 0 AND (replay_of IS NOT NULL
           OR message_id IN (SELECT id FROM outbox_messages WHERE type = 'test')))`,
      { bind: { until, channel } },
    );
  }

  async #claim({ id, message_id, attempts, first_at }: ClaimRow, channel: string, leaseUntil: number): Promise<Claim> {
    const [row] = await this.db.query<MessageRow>('SELECT * FROM outbox_messages WHERE id = $id', {
      type: QueryTypes.SELECT,
      bind: { id: message_id },
    });
    return { id, channel, attempts, firstAt: Number(first_at), leaseUntil, message: toMessage(row!) };
  }

  /** As if it had not been taken: the try was broken off by us. */
  async release({ id, leaseUntil }: Claim): Promise<void> {
    this.#underWay.delete(id);
    await this.db.query(
      `UPDATE outbox_deliveries SET state = 'waiting', next_at = $now, lease_until = NULL WHERE ${IS_CLAIMED}`,
      { bind: { id, leaseUntil, now: this.clock.now() } },
    );
  }

  /** Keeps the try and what follows from it. Undefined: somebody else has taken the delivery since, and knows what becomes of it. */
  async end(claim: Claim, attempt: Try): Promise<DeliveryState | undefined> {
    const { result } = attempt;
    const now = this.clock.now();
    try {
      const nextAt = await this.#nextTry(claim, now, result);
      const state = stateAfter(result, nextAt);
      const isOurs = await this.db.transaction(async (transaction) => {
        if (!(await this.#settle(claim, { state, nextAt, now, result }, transaction))) return false;
        await this.#keepTry(claim, attempt, transaction);
        if (nextAt !== undefined && result.retryAfterMs)
          await this.#leaveAlone(claim.channel, askedUntil(now, result.retryAfterMs), transaction);
        return true;
      });
      if (state === 'delivered') this.#endQuiet(claim.channel, attempt.startedAt);
      return isOurs ? state : undefined;
    } finally {
      this.#underWay.delete(claim.id);
    }
  }

  /** False: it is not under this claim any more. */
  async #settle(
    { id, leaseUntil, attempts }: Claim,
    {
      state,
      nextAt,
      now,
      result,
    }: { state: DeliveryState; nextAt: number | undefined; now: number; result: SendResult },
    transaction: Transaction,
  ): Promise<boolean> {
    const [settled] = await this.db.query(
      `UPDATE outbox_deliveries SET state = $state, attempts = $attempts, next_at = $nextAt, lease_until = NULL,
         ended_at = $endedAt, last_line = $line, last_error = $error
       WHERE ${nextAt === undefined ? IS_CLAIMED_OR_GIVEN_BACK : IS_CLAIMED} RETURNING id`,
      {
        bind: {
          id,
          leaseUntil,
          state,
          attempts: attempts + 1,
          nextAt: nextAt ?? null,
          error: errorOf(result),
          endedAt: nextAt === undefined ? now : null,
          line: result.response?.line.slice(0, MAX_LINE) ?? null,
        },
        transaction,
      },
    );
    return settled.length > 0;
  }

  async #keepTry(claim: Claim, { startedAt, durationMs, result }: Try, transaction: Transaction): Promise<void> {
    await this.db.query(
      `INSERT INTO outbox_attempts (delivery_id, n, at, duration_ms, outcome, request, response, error)
       VALUES ($id, $n, $at, $durationMs, $outcome, $request, $response, $error)`,
      {
        bind: {
          id: claim.id,
          n: claim.attempts + 1,
          at: startedAt,
          durationMs: Math.round(durationMs),
          outcome: result.outcome,
          request: partText(result.request),
          error: errorOf(result),
          response: result.response ? partText(result.response) : null,
        },
        transaction,
      },
    );
  }

  /**
   * Who asks to be left alone is left alone by all that waits for them, and by what comes meanwhile: for as long as they asked. What failed
   * waits for longer by its own back-off, which is no reason to hold back the others.
   */
  async #leaveAlone(channel: string, until: number, transaction: Transaction): Promise<void> {
    this.#quiet.set(channel, {
      askedAt: this.clock.now(),
      until: Math.max(until, this.#quiet.get(channel)?.until ?? 0),
    });
    await this.db.query(
      `UPDATE outbox_deliveries SET next_at = $until WHERE channel = $channel AND state = 'waiting' AND next_at < $until`,
      { bind: { until, channel }, transaction },
    );
  }

  /** What it took since it asked to be left alone says that it needs that no longer; a try that was under way then says nothing. */
  #endQuiet(channel: string, startedAt: number): void {
    if (startedAt >= (this.#quiet.get(channel)?.askedAt ?? Infinity)) this.#quiet.delete(channel);
  }

  /** What waits for a channel that is no more. */
  async bury(channel: string): Promise<void> {
    await this.db.query(
      `UPDATE outbox_deliveries SET state = 'dead', next_at = NULL, ended_at = $now, last_error = $why
       WHERE channel = $channel AND state = 'waiting'`,
      { bind: { channel, now: this.clock.now(), why: 'Not sent: the channel was removed.' } },
    );
  }

  get #isNotUnderWay(): string {
    return `id NOT IN (${listed(this.db, 'underWay', 'integer')})`;
  }

  get #underWayJson(): string {
    return JSON.stringify([...this.#underWay]);
  }

  async #nextTry(claim: Claim, now: number, { outcome, retryAfterMs }: SendResult): Promise<number | undefined> {
    // Whoever tests sees what is wrong now; a test that arrives hours later only astonishes.
    if (claim.message.type === 'test') return undefined;
    const tries = { attempts: claim.attempts + 1, now };
    if (outcome === 'retry') return nextTry({ ...tries, firstAt: claim.firstAt, retryAfterMs }, this.random);
    if (outcome !== 'rest') return undefined;
    const firstAt = (await this.#restSince(claim)) ?? now;
    return nextTry({ ...tries, firstAt, giveUpAfterMs: GIVE_UP_REST_AFTER_MS }, this.random);
  }

  /** Since when some have it, ms since 1970; undefined: nobody had it before. */
  async #restSince({ id }: Claim): Promise<number | undefined> {
    const [row] = await this.db.query<{ at: number | string | null }>(
      `SELECT MIN(at) AS at FROM outbox_attempts WHERE delivery_id = $id AND outcome = 'rest'`,
      { type: QueryTypes.SELECT, bind: { id } },
    );
    return timeOf(row?.at);
  }
}

function stateAfter({ outcome }: SendResult, nextAt: number | undefined): DeliveryState {
  if (outcome === 'delivered' || outcome === 'cancelled') return outcome;
  if (outcome === 'final') return 'failed';
  if (nextAt !== undefined) return 'waiting';
  return outcome === 'rest' ? 'delivered' : 'dead';
}

const errorOf = ({ error }: SendResult): string | null => error?.slice(0, MAX_ERROR) ?? null;

/** Bounded by the carrier (MAX_LOGGED_CHARS); its word is not enough for what is kept. */
function partText({ line, headers, body }: ExchangePart): string {
  const bounded = Object.entries(headers).slice(0, MAX_HEADERS);
  return JSON.stringify({
    line: line.slice(0, MAX_PART_LINE),
    headers: Object.fromEntries(bounded.map(([name, value]) => [name.slice(0, 200), String(value).slice(0, 2_000)])),
    body: body.slice(0, MAX_LOGGED_CHARS),
  });
}

const MAX_HEADERS = 60;
const MAX_PART_LINE = 2_000;

const timeOf = (ms: number | string | null | undefined): number | undefined =>
  ms === null || ms === undefined ? undefined : Number(ms);
