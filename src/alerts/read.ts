// One alert with all that belongs to it, and what detection needs to know again after a restart.

import type { Sequelize } from 'sequelize';
import type { AlertState, OngoingAlert } from './alert.js';
import { isAlertId } from './alert-id.js';
import { rowsOf } from './context.js';
import { eventsOf } from './events-table.js';
import { historyOf } from './history-table.js';
import { type AlertRow, toAlert, type WholeAlert } from './kept-alert.js';

export async function readAlert(db: Sequelize, id: string): Promise<WholeAlert | undefined> {
  if (!isAlertId(id)) return undefined;
  const [[row], events, history] = await Promise.all([
    rowsOf<AlertRow>(db, 'SELECT * FROM alerts WHERE id = $id', { id }),
    eventsOf(db, [id]),
    historyOf(db, id),
  ]);
  return row === undefined ? undefined : { ...toAlert(row), events: events.get(id) ?? [], history };
}

export async function readOngoing(db: Sequelize, since: number): Promise<readonly OngoingAlert[]> {
  const rows = await rowsOf<AlertRow>(
    db,
    `SELECT id, rule_id, rule_key, state, is_test, score, count, first, last FROM alerts
     WHERE last >= $since OR state <> 'closed' ORDER BY last, id`,
    { since },
  );
  return rows.map(({ id, rule_id, rule_key, state, is_test, score, count, first, last }) => ({
    id: String(id),
    ruleId: String(rule_id),
    key: String(rule_key),
    state: state as AlertState,
    isTest: Boolean(is_test),
    ...(score !== null && { score: Number(score) }),
    count: Number(count),
    first: Number(first),
    last: Number(last),
  }));
}
