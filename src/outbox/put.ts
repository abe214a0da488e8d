// Writes a message into the outbox.

import type { Sequelize, Transaction } from 'sequelize';
import { Fault } from '#src/faults.js';
import { jsonRows, unfolded } from '#src/store/metadata/dialect.js';
import { newMessageId } from './message-id.js';
import type { NewMessage } from './message.js';

/** Of the body's JSON. */
const MAX_BODY_BYTES = 262_144;
const MAX_ABOUT = 300;

/** Answers with the message's id. @throws Fault TOO_LARGE */
export async function putMessage(
  db: Sequelize,
  message: NewMessage,
  nowMs: number,
  transaction: Transaction,
): Promise<string> {
  const body = JSON.stringify(message.body);
  const bytes = Buffer.byteLength(body);
  if (bytes > MAX_BODY_BYTES)
    throw new Fault(
      'TOO_LARGE',
      `A message ${message.type} has ${bytes} bytes, more than the ${MAX_BODY_BYTES} that the outbox takes. Put fewer events into it.`,
    );
  const id = newMessageId(nowMs);
  await db.query(
    `INSERT INTO outbox_messages (id, type, at, about, alert_id, facts, body, channel, created_at, routed_at)
     VALUES ($id, $type, $at, $about, $alertId, $facts, $body, $channel, $nowMs, NULL)`,
    {
      bind: {
        id,
        type: message.type,
        at: message.at,
        about: aboutOf(message),
        body,
        nowMs,
        facts: JSON.stringify(message.facts),
        alertId: message.facts.alertId ?? null,
        channel: message.channel ?? null,
      },
      transaction,
    },
  );
  if (message.alertIds !== undefined) await putAlerts(db, id, message.alertIds, transaction);
  return id;
}

async function putAlerts(
  db: Sequelize,
  id: string,
  alertIds: readonly string[],
  transaction: Transaction,
): Promise<void> {
  await db.query(
    `INSERT INTO outbox_message_alerts (message_id, alert_id)
     SELECT $id, told.alert_id FROM ${unfolded(db, 'rows', { alert_id: 'text' })} AS told`,
    {
      bind: {
        id,
        rows: jsonRows(
          db,
          [...new Set(alertIds)].map((alertId) => [alertId]),
        ),
      },
      transaction,
    },
  );
}

/** One line for the delivery log, by which it is also found: the alert's title, or what else the body says of itself. May hold log text. */
function aboutOf({ type, body, facts }: NewMessage): string {
  const parts = [body['alert'], body['source'], body['digest']].filter((part) => typeof part === 'object');
  for (const part of parts as (Record<string, unknown> | null)[])
    for (const name of ['title', 'name', 'summary'])
      if (typeof part?.[name] === 'string' && part[name] !== '') return part[name].slice(0, MAX_ABOUT);
  return (facts.source ?? facts.ruleId ?? type).slice(0, MAX_ABOUT);
}
