// What the outbox forgets: deliveries that are long over, with their tries, and messages that nobody waits for any more.

import type { Sequelize } from 'sequelize';

const DAY_MS = 86_400_000;
const DELIVERED_DAYS = 30;
/** Failed, dead and cancelled: for whoever looks what went wrong. */
const UNDELIVERED_DAYS = 90;
/** What waited so long (while notifications are switched off) is no longer news. */
const WAITING_DAYS = 7;
/** Deliveries; with 20 an hour a channel makes 14,400 a month. */
const MAX_DELIVERIES = 50_000;
/** In one statement, so that nobody else waits long. */
const BATCH = 2_000;

export async function expireOutbox(db: Sequelize, now: number, maxDeliveries = MAX_DELIVERIES): Promise<void> {
  await db.query(
    `UPDATE outbox_deliveries SET state = 'dead', next_at = NULL, ended_at = $now, last_error = $why
     WHERE state = 'waiting' AND created_at < $before`,
    {
      bind: {
        now,
        before: now - WAITING_DAYS * DAY_MS,
        why: `Not sent: it waited for more than ${WAITING_DAYS} days.`,
      },
    },
  );
  // As the router leaves them out; while the channels are switched off it does not look.
  await repeat(
    db,
    `DELETE FROM outbox_messages WHERE number IN (
      SELECT number FROM outbox_messages WHERE routed_at IS NULL AND created_at < $before LIMIT ${BATCH}) RETURNING number`,
    { before: now - WAITING_DAYS * DAY_MS },
  );
  await forget(db, `state = 'delivered' AND ended_at < $before`, { before: now - DELIVERED_DAYS * DAY_MS });
  await forget(db, 'ended_at < $before', { before: now - UNDELIVERED_DAYS * DAY_MS });
  await forgetBeyond(db, maxDeliveries);
  await repeat(
    db,
    `DELETE FROM outbox_messages WHERE number IN (
      SELECT number FROM outbox_messages m WHERE routed_at < $before
        AND NOT EXISTS (SELECT 1 FROM outbox_deliveries d WHERE d.message_id = m.id) LIMIT ${BATCH}) RETURNING number`,
    {
      before: now - DAY_MS,
    },
  );
}

/** ms since 1970: the log still has each delivery of what happened since. */
export async function keptSince(db: Sequelize, now: number, maxDeliveries = MAX_DELIVERIES): Promise<number> {
  const [[oldest]] = (await db.query(
    `SELECT created_at FROM outbox_deliveries WHERE ended_at IS NOT NULL ORDER BY id DESC LIMIT 1 OFFSET ${maxDeliveries - 1}`,
  )) as [{ created_at: number | string }[], unknown];
  return Math.max(now - DELIVERED_DAYS * DAY_MS, Number(oldest?.created_at ?? 0));
}

/** The oldest that have ended, when there are too many. */
async function forgetBeyond(db: Sequelize, max: number): Promise<void> {
  const [[border]] = (await db.query(
    `SELECT id FROM outbox_deliveries WHERE ended_at IS NOT NULL ORDER BY id DESC LIMIT 1 OFFSET ${max}`,
  )) as [{ id: number }[], unknown];
  if (border !== undefined) await forget(db, 'ended_at IS NOT NULL AND id <= $border', { border: border.id });
}

async function forget(db: Sequelize, which: string, bind: Record<string, number>): Promise<void> {
  const some = `SELECT id FROM outbox_deliveries WHERE ${which} ORDER BY id LIMIT ${BATCH}`;
  // Tries first: a crash between the two leaves deliveries without tries, not tries that nobody finds.
  await repeat(
    db,
    `DELETE FROM outbox_deliveries WHERE id IN (${some}) RETURNING id`,
    bind,
    `DELETE FROM outbox_attempts WHERE delivery_id IN (${some})`,
  );
}

/** Until there is nothing left to delete. */
async function repeat(db: Sequelize, sql: string, bind: Record<string, number>, before?: string): Promise<void> {
  for (;;) {
    if (before !== undefined) await db.query(before, { bind });
    const [gone] = await db.query(sql, { bind });
    if (gone.length < BATCH) return;
  }
}
