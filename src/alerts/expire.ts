// Alerts do not stay for ever: closed ones go when their days are over. What is open stays, unless there are more than ever can be
// looked at; then those that have been quiet longest go, closed ones first.

import type { Sequelize } from 'sequelize';
import { forUpdate, listed } from '#src/store/metadata/dialect.js';
import { rowsOf } from './context.js';

export interface AlertRetention {
  /** Days after its last event that a closed alert is kept. */
  readonly closedDays: number;
  /** Alerts that are kept at all. */
  readonly atMost: number;
}

const DAY_MS = 86_400_000;
/** Short transactions: detection writes to the same database. */
const BATCH = 500;

/** Answers with how many went, and how many of them were not closed. */
export async function expireAlerts(
  db: Sequelize,
  now: number,
  { closedDays, atMost }: AlertRetention,
): Promise<{ readonly gone: number; readonly unclosed: number }> {
  const before = now - closedDays * DAY_MS;
  const old = await removeBatches(
    db,
    `state = 'closed' AND last < $before AND state_at < $before`,
    { before },
    Infinity,
  );
  const [row] = await rowsOf<{ n: number }>(db, 'SELECT count(*) AS n FROM alerts', {});
  const excess = Number(row?.n ?? 0) - atMost;
  if (excess <= 0) return { gone: old, unclosed: 0 };
  const closed = await removeBatches(db, `state = 'closed'`, {}, excess);
  const unclosed = await removeBatches(db, 'true', {}, excess - closed);
  return { gone: old + closed + unclosed, unclosed };
}

async function removeBatches(
  db: Sequelize,
  condition: string,
  values: Readonly<Record<string, unknown>>,
  atMost: number,
): Promise<number> {
  let gone = 0;
  while (gone < atMost) {
    const limit = Math.min(BATCH, atMost - gone);
    const removed = await removeBatch(db, condition, values, limit);
    if (removed === 0) break;
    gone += removed;
  }
  return gone;
}

/** The alerts first, and held: whoever grows or triages one at this moment comes before or finds none. */
async function removeBatch(
  db: Sequelize,
  condition: string,
  values: Readonly<Record<string, unknown>>,
  limit: number,
): Promise<number> {
  return db.transaction(async (transaction) => {
    const found = await rowsOf<{ id: string }>(
      db,
      `SELECT id FROM alerts WHERE ${condition} ORDER BY last, id LIMIT ${limit} ${forUpdate(db)}`,
      values,
      transaction,
    );
    if (found.length === 0) return 0;
    const bind = { ids: JSON.stringify(found.map(({ id }) => id)) };
    for (const table of ['alert_events', 'alert_entities', 'alert_history'])
      await db.query(`DELETE FROM ${table} WHERE alert_id IN (${listed(db, 'ids')})`, {
        bind,
        transaction,
      });
    await db.query(`DELETE FROM alerts WHERE id IN (${listed(db, 'ids')})`, { bind, transaction });
    return found.length;
  });
}
