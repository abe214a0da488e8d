// The events that alerts keep: those that came first and those that came last in time. One statement for all alerts of a transaction.

import type { Sequelize, Transaction } from 'sequelize';
import { type AlertEvent, MAX_FIRST_EVENTS, MAX_LAST_EVENTS } from './alert.js';
import { jsonRows, listed, unfolded } from '#src/store/metadata/dialect.js';
import { rowsOf } from './context.js';

/** Beyond what is kept, before an alert is trimmed: not at each event. */
const SLACK_EVENTS = 100;
const KEPT_EVENTS = MAX_FIRST_EVENTS + MAX_LAST_EVENTS;

interface EventRow {
  readonly alert_id: string;
  readonly event_id: string;
  readonly time: number | string;
  readonly message: string;
}

/** Event ids that are there already stay as they are. */
export async function addEvents(
  db: Sequelize,
  added: readonly { readonly id: string; readonly events: readonly AlertEvent[] }[],
  transaction: Transaction,
): Promise<void> {
  const rows = added.flatMap(({ id, events }) => events.map((event) => [id, event.id, event.time, event.message]));
  if (rows.length === 0) return;
  await db.query(
    `INSERT INTO alert_events (alert_id, event_id, time, message)
     SELECT alert_id, event_id, time, message FROM ${unfolded(db, 'rows', COLUMNS)} AS added WHERE true
     ON CONFLICT (alert_id, event_id) DO NOTHING`,
    { bind: { rows: jsonRows(db, rows) }, transaction },
  );
}

const COLUMNS = { alert_id: 'text', event_id: 'text', time: 'integer', message: 'text' } as const;

/** @param keptEvents by alert, as counted while adding */
export async function trimEvents(
  db: Sequelize,
  keptEvents: ReadonlyMap<string, number>,
  transaction: Transaction,
): Promise<void> {
  const ids = [...keptEvents].filter(([, kept]) => kept > KEPT_EVENTS + SLACK_EVENTS).map(([id]) => id);
  if (ids.length === 0) return;
  const bind = { ids: JSON.stringify(ids) };
  await db.query(
    `DELETE FROM alert_events WHERE (alert_id, event_id) IN (
       SELECT alert_id, event_id FROM (
         SELECT alert_id, event_id,
                row_number() OVER (PARTITION BY alert_id ORDER BY time, event_id) AS up,
                row_number() OVER (PARTITION BY alert_id ORDER BY time DESC, event_id DESC) AS down
         FROM alert_events WHERE alert_id IN (${listed(db, 'ids')})) AS numbered
       WHERE up > ${MAX_FIRST_EVENTS} AND down > ${MAX_LAST_EVENTS})`,
    { bind, transaction },
  );
  await db.query(
    `UPDATE alerts SET kept_events = (SELECT count(*) FROM alert_events WHERE alert_id = alerts.id)
     WHERE id IN (${listed(db, 'ids')})`,
    { bind, transaction },
  );
}

/** By alert, oldest first. */
export async function eventsOf(
  db: Sequelize,
  ids: readonly string[],
  transaction?: Transaction,
): Promise<ReadonlyMap<string, readonly AlertEvent[]>> {
  const rows = await rowsOf<EventRow>(
    db,
    `SELECT alert_id, event_id, time, message FROM alert_events
     WHERE alert_id IN (${listed(db, 'ids')}) ORDER BY alert_id, time, event_id`,
    { ids: JSON.stringify(ids) },
    transaction,
  );
  const byAlert = new Map<string, AlertEvent[]>(ids.map((id) => [id, []]));
  for (const { alert_id, event_id, time, message } of rows)
    byAlert.get(alert_id)?.push({ id: event_id, time: Number(time), message });
  return new Map([...byAlert].map(([id, events]) => [id, firstAndLast(events)]));
}

function firstAndLast(events: readonly AlertEvent[]): readonly AlertEvent[] {
  if (events.length <= KEPT_EVENTS) return events;
  return [...events.slice(0, MAX_FIRST_EVENTS), ...events.slice(-MAX_LAST_EVENTS)];
}
