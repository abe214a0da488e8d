// A new alert: its row, its events, who it is about, the first line of its history, and the message that tells of it.

import type { Transaction } from 'sequelize';
import type { NewAlert } from './alert.js';
import { newAlertId } from './alert-id.js';
import { tell } from './alert-message.js';
import { boundedAlert } from './bounded.js';
import type { AlertContext } from './context.js';
import { entityNames, folded } from './entity-names.js';
import { addEvents } from './events-table.js';
import { addHistory } from './history-table.js';
import { type AlertRow, severityLevel, toAlert } from './kept-alert.js';

export async function raiseAlert(context: AlertContext, given: NewAlert, transaction: Transaction): Promise<string> {
  const alert = boundedAlert(given);
  const now = context.clock.now();
  const id = newAlertId(now);
  const row = await insert(context, id, alert, now, transaction);
  await addEntities(context, id, alert, transaction);
  await addEvents(context.db, [{ id, events: alert.events }], transaction);
  await addHistory(context.db, [{ alertId: id, at: now, action: 'raised', text: String(alert.count) }], transaction);
  await tell(context, alert.messageType ?? 'alert.raised', toAlert(row), alert.events, transaction);
  return id;
}

async function insert(
  { db }: AlertContext,
  id: string,
  alert: NewAlert,
  now: number,
  transaction: Transaction,
): Promise<AlertRow> {
  const values = {
    id,
    ...{ rule_id: alert.rule.id, rule_name: alert.rule.name, rule_kind: alert.rule.kind, rule_key: alert.key },
    ...{ severity: severityLevel(alert.severity), title: alert.title, summary: alert.summary },
    advice: alert.advice ?? null,
    ...{ entity: JSON.stringify(alert.entity), reasons: JSON.stringify(alert.reasons) },
    ...{ tags: JSON.stringify(alert.tags), query: alert.query, score: alert.score ?? null },
    source: alert.source ?? null,
    ...{ count: alert.count, first: alert.first, last: alert.last, next_update: nextTenfold(alert.count, alert.count) },
    ...{ kept_events: alert.events.length, is_test: alert.isTest, message_type: alert.messageType ?? null },
    ...{ raised_at: now, state: 'open', reason: null, note: '', state_at: now, state_by: null },
    ...{ assignee: null, has_continued: false, version: 1 },
  };
  const names = Object.keys(values);
  await db.query(`INSERT INTO alerts (${names.join(', ')}) VALUES (${names.map((name) => `$${name}`).join(', ')})`, {
    bind: values,
    transaction,
  });
  return values;
}

async function addEntities({ db }: AlertContext, id: string, alert: NewAlert, transaction: Transaction): Promise<void> {
  const names = entityNames(alert.entity).map(({ kind, name }) => ({ kind, name, folded: folded(name) }));
  if (names.length === 0) return;
  await db.query(
    `INSERT INTO alert_entities (alert_id, kind, folded, name)
     SELECT $id, value ->> 'kind', value ->> 'folded', value ->> 'name' FROM json_each($names)`,
    { bind: { id, names: JSON.stringify(names) }, transaction },
  );
}

/** The first of raised * 10, * 100, ... that is above `count`. */
export function nextTenfold(raised: number, count: number): number {
  let next = Math.max(1, raised) * 10;
  while (next <= count) next *= 10;
  return next;
}
