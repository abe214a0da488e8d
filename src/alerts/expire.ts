// Alerts do not stay for ever: closed ones go when their days are over. What is open stays, unless there are more than ever can be
// looked at; then those that have been quiet longest go, closed ones first.

import type { Sequelize } from 'sequelize';
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
    const ids = await rowsOf<{ id: string }>(
      db,
      `SELECT id FROM alerts WHERE ${condition} ORDER BY last, id LIMIT ${limit}`,
      values,
    );
    if (ids.length === 0) break;
    await remove(db, ids.map(({ id }) => id)); // prettier-ignore
    gone += ids.length;
  }
  return gone;
}

async function remove(db: Sequelize, ids: readonly string[]): Promise<void> {
  await db.transaction(async (transaction) => {
    const bind = { ids: JSON.stringify(ids) };
    for (const table of ['alert_events', 'alert_entities', 'alert_history'])
      await db.query(`DELETE FROM ${table} WHERE alert_id IN (SELECT value FROM json_each($ids))`, {
        ...{ bind, transaction },
      });
    await db.query('DELETE FROM alerts WHERE id IN (SELECT value FROM json_each($ids))', { bind, transaction });
  });
}
