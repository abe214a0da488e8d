// What was wrong is over: the alert closes by itself, and whoever was told of it hears that.

import type { Transaction } from 'sequelize';
import { tellClosed } from './alert-message.js';
import { boundedSentence } from './bounded.js';
import { type AlertContext, rowsOf } from './context.js';
import { eventsOf } from './events-table.js';
import { addHistory } from './history-table.js';
import { type AlertRow, toAlert } from './kept-alert.js';

export interface AlertEnd {
  readonly id: string;
  /** ms since 1970 */
  readonly at: number;
  /** A sentence. */
  readonly summary: string;
  /** Nobody looks any more (its rule is off, its source is gone): whether what was wrong is over is not known. */
  readonly isUnwatched?: boolean;
}

/** One that a person has closed stays as that person left it, and its history says that it ended. Nothing where there is no such alert. */
export async function recoverAlert(
  context: AlertContext,
  { id, at, summary, isUnwatched = false }: AlertEnd,
  transaction: Transaction,
): Promise<void> {
  const { db } = context;
  const text = boundedSentence(summary);
  const how = isUnwatched ? 'unwatched' : 'recovered';
  const [row] = await rowsOf<AlertRow>(
    db,
    `UPDATE alerts SET state = 'closed', reason = $how, note = $text, state_at = $at, state_by = NULL, has_continued = false,
       version = version + 1
     WHERE id = $id AND state <> 'closed' RETURNING *`,
    { id, at, text, how },
    transaction,
  );
  if (row === undefined && (await rowsOf(db, 'SELECT 1 FROM alerts WHERE id = $id', { id }, transaction)).length === 0)
    return;
  await addHistory(db, [{ alertId: id, at, action: how, text }], transaction);
  if (row === undefined) return;
  const alert = toAlert(row);
  const events = (await eventsOf(db, [id], transaction)).get(id) ?? [];
  await tellClosed(context, alert, events, transaction);
}
