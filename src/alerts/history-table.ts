// What happened to an alert, when and by whom. Append only.

import type { Sequelize, Transaction } from 'sequelize';
import { jsonRows, unfolded } from '#src/store/metadata/dialect.js';
import { rowsOf } from './context.js';
import { type HistoryAction, type HistoryEntry, MAX_HISTORY } from './kept-alert.js';

export interface NewHistory {
  readonly alertId: string;
  /** ms since 1970 */
  readonly at: number;
  /** Left out: the program itself. */
  readonly who?: string;
  readonly action: HistoryAction;
  readonly text: string;
}

const MAX_WHO_CHARS = 200;

export async function addHistory(
  db: Sequelize,
  entries: readonly NewHistory[],
  transaction: Transaction,
): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map(({ alertId, at, who, action, text }) => [
    alertId,
    at,
    who?.slice(0, MAX_WHO_CHARS) ?? null,
    action,
    text,
  ]);
  await db.query(
    `INSERT INTO alert_history (alert_id, at, who, action, text)
     SELECT alert_id, at, who, action, text FROM ${unfolded(db, 'rows', COLUMNS)} AS added`,
    { bind: { rows: jsonRows(db, rows) }, transaction },
  );
}

const COLUMNS = { alert_id: 'text', at: 'integer', who: 'text', action: 'text', text: 'text' } as const;

/** Oldest first, at most the newest MAX_HISTORY. */
export async function historyOf(db: Sequelize, alertId: string): Promise<readonly HistoryEntry[]> {
  const rows = await rowsOf<Omit<HistoryEntry, 'who' | 'at'> & { at: number | string; who: string | null }>(
    db,
    `SELECT id, at, who, action, text FROM alert_history WHERE alert_id = $alertId ORDER BY id DESC LIMIT ${MAX_HISTORY}`,
    { alertId },
  );
  return rows.map((row) => ({ ...row, at: Number(row.at), who: row.who ?? undefined })).toReversed();
}
