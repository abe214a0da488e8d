// How the channels do, from the delivery log.

import { QueryTypes, type Sequelize } from 'sequelize';
import { someHaveIt } from './claims.js';
import type { DeliveryState } from './delivery.js';

export interface ChannelStats {
  /** Of those that ended in the last 24 hours. */
  readonly delivered: number;
  readonly failed: number;
  /** Now, with those that are being sent. */
  readonly waiting: number;
  /** ms since 1970; undefined: never, as far as is kept. */
  readonly lastDeliveredAt: number | undefined;
  /** Of the newest delivery. */
  readonly lastState: DeliveryState;
  readonly lastError: string | undefined;
  /** Of the last 24 hours' successful tries (the newest 100). */
  readonly medianMs: number | undefined;
  /** Since when nothing gets through though something was tried, ms since 1970; undefined: it works, or nothing is known. */
  readonly failingSince: number | undefined;
  /** Dead and failed, and not sent again, in the last 7 days. */
  readonly givenUp: number;
}

const DAY_MS = 86_400_000;

type Ms = number | string | null;
interface CountsRow {
  readonly channel: string;
  readonly delivered: number;
  readonly failed: number;
  readonly waiting: number;
  readonly last_delivered: Ms;
  readonly failing_since: Ms;
  readonly last_id: number;
}

/** `givenUp`: the condition on delivery `d`, with `$weekAgo`. */
export async function channelStats(
  db: Sequelize,
  now: number,
  givenUp: string,
): Promise<ReadonlyMap<string, ChannelStats>> {
  const select = <Row extends object>(sql: string, bind: Record<string, unknown>): Promise<Row[]> =>
    db.query<Row>(sql, { type: QueryTypes.SELECT, bind });
  const dayAgo = now - DAY_MS;
  const [counts, dead, last, durations] = await Promise.all([
    select<CountsRow>(COUNTS, { dayAgo }),
    select<{ channel: string; n: number }>(
      `SELECT d.channel AS channel, COUNT(*) AS n FROM outbox_deliveries d WHERE ${givenUp} GROUP BY d.channel`,
      { weekAgo: now - 7 * DAY_MS },
    ),
    select<{ channel: string; state: DeliveryState; last_error: string | null }>(
      `SELECT channel, state, last_error FROM outbox_deliveries WHERE id IN (SELECT MAX(id) FROM outbox_deliveries GROUP BY channel)`,
      {},
    ),
    select<{ channel: string; duration_ms: number }>(DURATIONS, { dayAgo }),
  ]);
  const deadOf = new Map(dead.map(({ channel, n }) => [channel, Number(n)]));
  const lastOf = new Map(last.map((row) => [row.channel, row]));
  const durationsOf = (channel: string): number[] =>
    durations.filter((row) => row.channel === channel).map(({ duration_ms: ms }) => ms);
  return new Map(
    counts.map((row) => [
      row.channel,
      {
        delivered: Number(row.delivered),
        failed: Number(row.failed),
        waiting: Number(row.waiting),
        lastDeliveredAt: time(row.last_delivered),
        lastState: lastOf.get(row.channel)!.state,
        lastError: lastOf.get(row.channel)!.last_error ?? undefined,
        medianMs: median(durationsOf(row.channel).slice(0, 100)),
        failingSince: failingSince(time(row.failing_since), time(row.last_delivered)),
        givenUp: deadOf.get(row.channel) ?? 0,
      },
    ]),
  );
}

const COUNTS = `
  SELECT channel,
    SUM(CASE WHEN state = 'delivered' AND ended_at > $dayAgo THEN 1 ELSE 0 END) AS delivered,
    SUM(CASE WHEN state IN ('failed', 'dead') AND ended_at > $dayAgo THEN 1 ELSE 0 END) AS failed,
    SUM(CASE WHEN state IN ('waiting', 'sending') THEN 1 ELSE 0 END) AS waiting,
    MAX(CASE WHEN state = 'delivered' THEN ended_at END) AS last_delivered,
    MIN(CASE WHEN state IN ('waiting', 'sending') AND attempts > 0 AND NOT ${someHaveIt('d')} THEN first_at END) AS failing_since
  FROM outbox_deliveries d GROUP BY channel`;

const DURATIONS = `
  SELECT d.channel AS channel, a.duration_ms AS duration_ms
  FROM outbox_deliveries d JOIN outbox_attempts a ON a.delivery_id = d.id
  WHERE d.state = 'delivered' AND d.ended_at > $dayAgo AND a.outcome = 'delivered' ORDER BY d.ended_at DESC LIMIT 2000`;

/** A channel that brought out something since is not the one that fails. */
function failingSince(oldest: number | undefined, lastDelivered: number | undefined): number | undefined {
  if (oldest === undefined) return undefined;
  return lastDelivered !== undefined && lastDelivered > oldest ? undefined : oldest;
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

const time = (ms: Ms): number | undefined => (ms === null ? undefined : Number(ms));
