// What waits for a channel: one row an alert with how many messages it stands for, so that a storm of messages stays a bounded table.
// Beyond MAX_ALERTS of a channel alerts are only counted, by rule, and beyond MAX_ROWS only in all.

import { QueryTypes, type Sequelize, type Transaction } from 'sequelize';
import { SEVERITIES, type Severity } from '#src/alerts/alert.js';
import { isGoodNews, type MessageType, type OutboxMessage } from '#src/outbox/message.js';
import { takeTurn } from '#src/store/metadata/turn.js';
import type { Circumstances, HoldReason } from './decide.js';

export interface HeldRow {
  readonly reason: HoldReason;
  /** '' for what is counted in all. */
  readonly ruleId: string;
  readonly rule: string;
  /** '' for what is counted by rule. */
  readonly alertId: string;
  /** Of the newest message; of what is counted the worst of them, see `together`. */
  readonly type: MessageType;
  readonly severity: Severity;
  /** It ended because nobody looks any more. */
  readonly isUnwatched: boolean;
  /** May hold log text. */
  readonly title: string;
  readonly url: string;
  readonly messages: number;
  /** Of the alert, as its newest message says. */
  readonly events: number;
  /** ms since 1970: when the first and the last message came. */
  readonly first: number;
  readonly last: number;
}

/** One that waits, with where. */
export interface HeldOf extends HeldRow {
  readonly channel: string;
}

export interface HeldSummary {
  readonly channel: string;
  readonly reason: HoldReason;
  readonly messages: number;
  readonly since: number;
}

export interface HeldFilter {
  readonly channel?: string | undefined;
  readonly alertId?: string | undefined;
}

const MAX_ALERTS = 300;
const MAX_ROWS = 500;

export class Held {
  constructor(private readonly db: Sequelize) {}

  async add(
    channel: string,
    reason: HoldReason,
    message: OutboxMessage,
    now: number,
    transaction: Transaction,
  ): Promise<void> {
    const row = rowOf(message);
    await this.#takeTurn(transaction);
    if (await this.#grow(channel, row, now, transaction)) return;
    const rows = await this.#count(channel, transaction);
    if (rows < MAX_ALERTS) return this.#insert(channel, reason, row, now, transaction);
    const ofRule = { ...row, alertId: '', title: `More alerts of ${row.rule}`, url: '', events: 0 };
    if (await this.#growCounted(channel, ofRule, now, transaction)) return;
    if (rows < MAX_ROWS) return this.#insert(channel, reason, ofRule, now, transaction);
    const rest = { ...ofRule, ruleId: '', rule: '', title: 'More alerts of other rules' };
    if (await this.#growCounted(channel, rest, now, transaction)) return;
    await this.#insert(channel, reason, rest, now, transaction);
  }

  /** By channel. */
  async summaries(transaction?: Transaction): Promise<readonly HeldSummary[]> {
    const rows = await this.db.query<Record<string, unknown>>(
      `SELECT channel, MAX(reason) AS reason, SUM(messages) AS messages, MIN(first_at) AS since
       FROM channels_held GROUP BY channel ORDER BY channel`,
      { type: QueryTypes.SELECT, ...(transaction && { transaction }) },
    );
    return rows.map(({ channel, reason, messages, since }) => ({
      channel: String(channel),
      reason: reason as HoldReason,
      messages: Number(messages),
      since: Number(since),
    }));
  }

  /** What waits, newest first, at most `limit`; of one channel, about one alert. */
  async list({ channel = '', alertId = '' }: HeldFilter, limit: number): Promise<readonly HeldOf[]> {
    const rows = await this.db.query<Record<string, unknown>>(
      `SELECT * FROM channels_held WHERE ($channel = '' OR channel = $channel) AND ($alertId = '' OR alert_id = $alertId)
       ORDER BY last_at DESC, id DESC LIMIT ${Math.trunc(limit)}`,
      { type: QueryTypes.SELECT, bind: { channel, alertId } },
    );
    return rows.map((row) => ({ ...toHeld(row), channel: String(row['channel']) }));
  }

  /** All of a channel, the worst and then the largest first; they are gone when the transaction commits. */
  async take(channel: string, transaction: Transaction): Promise<readonly HeldRow[]> {
    await this.#takeTurn(transaction);
    // In one statement: what comes meanwhile waits for the next time, and of two who take at once one gets it all.
    const rows = await this.db.query<Record<string, unknown>>(
      'DELETE FROM channels_held WHERE channel = $channel RETURNING *',
      { type: QueryTypes.SELECT, bind: { channel }, transaction },
    );
    return rows.map(toHeld).toSorted((a, b) => rank(b.severity) - rank(a.severity) || b.messages - a.messages);
  }

  /** All of a channel, or what of it is of the alert of a message. */
  async drop(channel: string, transaction: Transaction, of?: OutboxMessage): Promise<void> {
    await this.#takeTurn(transaction);
    await this.db.query(
      `DELETE FROM channels_held WHERE channel = $channel${of === undefined ? '' : ` AND ${IS_OF_ALERT}`}`,
      { bind: { channel, ...(of && alertOf(of)) }, transaction },
    );
  }

  /** Whether something waits for a channel, and whether something of the alert of a message does. */
  async holds(
    channel: string,
    message: OutboxMessage,
    transaction: Transaction,
  ): Promise<Pick<Circumstances, 'isHolding' | 'isWaiting'>> {
    const [row] = await this.db.query<{ own: number | null }>(
      `SELECT MAX(CASE WHEN ${IS_OF_ALERT} THEN 1 ELSE 0 END) AS own FROM channels_held WHERE channel = $channel`,
      { type: QueryTypes.SELECT, bind: { channel, ...alertOf(message) }, transaction },
    );
    const own = row?.own ?? undefined;
    return { isHolding: own !== undefined, isWaiting: own === 1 };
  }

  /**
   * One for all channels: a transaction routes many messages to many channels, and two that held them in another order would wait for
   * each other for ever.
   */
  #takeTurn(transaction: Transaction): Promise<void> {
    return takeTurn(this.db, 'held messages', transaction);
  }

  async #grow(channel: string, row: Row, now: number, transaction: Transaction): Promise<boolean> {
    const [changed] = await this.db.query(
      `UPDATE channels_held SET messages = messages + 1, events = $events, type = $type, severity = $severity,
         is_unwatched = $isUnwatched, title = $title, last_at = $now
       WHERE channel = $channel AND ${IS_OF_ALERT} RETURNING id`,
      {
        bind: {
          channel,
          now,
          ruleId: row.ruleId,
          alertId: row.alertId,
          events: row.events,
          type: row.type,
          severity: row.severity,
          title: row.title,
          isUnwatched: row.isUnwatched,
        },
        transaction,
      },
    );
    return changed.length > 0;
  }

  /** The same for a row that stands for many alerts. */
  async #growCounted(channel: string, row: Row, now: number, transaction: Transaction): Promise<boolean> {
    const [kept] = await this.db.query<{ type: MessageType; severity: Severity }>(
      `SELECT type, severity FROM channels_held WHERE channel = $channel AND rule_id = $ruleId AND alert_id = ''`,
      { type: QueryTypes.SELECT, bind: { channel, ruleId: row.ruleId }, transaction },
    );
    return kept !== undefined && this.#grow(channel, { ...row, ...together(kept, row) }, now, transaction);
  }

  async #insert(channel: string, reason: HoldReason, row: Row, now: number, transaction: Transaction): Promise<void> {
    await this.db.query(
      `INSERT INTO channels_held
         (channel, reason, rule_id, rule, alert_id, type, severity, is_unwatched, title, url, messages, events, first_at, last_at)
       VALUES ($channel, $reason, $ruleId, $rule, $alertId, $type, $severity, $isUnwatched, $title, $url, 1, $events, $now, $now)`,
      { bind: { channel, reason, now, ...row }, transaction },
    );
  }

  async #count(channel: string, transaction: Transaction): Promise<number> {
    const [row] = await this.db.query<{ n: number }>(
      'SELECT COUNT(*) AS n FROM channels_held WHERE channel = $channel',
      {
        type: QueryTypes.SELECT,
        bind: { channel },
        transaction,
      },
    );
    return Number(row?.n ?? 0);
  }
}

const IS_OF_ALERT = 'rule_id = $ruleId AND alert_id = $alertId';

type Row = Omit<HeldRow, 'reason' | 'messages' | 'first' | 'last'>;

type Told = Pick<HeldRow, 'type' | 'severity'>;

/** Of two alerts in one row the one that goes on, and of two that do, or do not, the worse. */
function together(a: Told, b: Told): Told {
  const [isOver, isOtherOver] = [isGoodNews(a.type), isGoodNews(b.type)];
  if (isOver !== isOtherOver) return isOver ? b : a;
  return { type: b.type, severity: rank(a.severity) > rank(b.severity) ? a.severity : b.severity };
}

/** A message that names no alert waits under the name of its source. */
function alertOf({ facts }: OutboxMessage): Pick<Row, 'ruleId' | 'alertId'> {
  return {
    ruleId: (facts.ruleId ?? '-').slice(0, 100),
    alertId: (facts.alertId ?? facts.source ?? '-').slice(0, 100) || '-',
  };
}

function rowOf(message: OutboxMessage): Row {
  const { type, facts, body } = message;
  const { ruleId, alertId } = alertOf(message);
  const alert = (body['alert'] ?? {}) as Record<string, unknown>;
  const rule = (alert['rule'] ?? {}) as Record<string, unknown>;
  const closed = (alert['closed'] ?? {}) as Record<string, unknown>;
  const text = (value: unknown, max: number): string => (typeof value === 'string' ? value.slice(0, max) : '');
  return {
    ruleId,
    rule: text(rule['name'], 200) || ruleId,
    alertId,
    // A person closed it: whether it is back nobody knows.
    type: type === 'source.back' && closed['by'] !== undefined ? 'alert.closed' : type,
    severity: facts.severity ?? 'informational',
    isUnwatched: closed['isUnwatched'] === true,
    title: text(alert['title'], 300) || facts.source?.slice(0, 300) || type,
    url: text(alert['url'], 2_000),
    events: typeof alert['count'] === 'number' ? alert['count'] : 0,
  };
}

function toHeld(row: Record<string, unknown>): HeldRow {
  return {
    reason: row['reason'] as HoldReason,
    ruleId: String(row['rule_id']),
    rule: String(row['rule']),
    alertId: String(row['alert_id']),
    type: row['type'] as MessageType,
    severity: row['severity'] as Severity,
    isUnwatched: Boolean(row['is_unwatched']),
    title: String(row['title']),
    url: String(row['url']),
    messages: Number(row['messages']),
    events: Number(row['events']),
    first: Number(row['first_at']),
    last: Number(row['last_at']),
  };
}

const rank = (severity: Severity): number => SEVERITIES.indexOf(severity);
