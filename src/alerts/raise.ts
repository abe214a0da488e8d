// New alerts: their rows, their events, who they are about, the first line of their history, and the messages that tell of them.

import type { Sequelize, Transaction } from 'sequelize';
import type { NewAlert } from './alert.js';
import { newAlertId } from './alert-id.js';
import { tell } from './alert-message.js';
import { boundedAlert } from './bounded.js';
import type { AlertContext } from './context.js';
import { entityNames, folded } from './entity-names.js';
import { type ColumnKind, jsonRows, unfolded } from '#src/store/metadata/dialect.js';
import { addEvents } from './events-table.js';
import { addHistory } from './history-table.js';
import { type AlertRow, severityLevel, toAlert } from './kept-alert.js';

/** However many begin at once, one statement a table; answers with their ids, in order. */
export async function raiseAlerts(
  context: AlertContext,
  given: readonly NewAlert[],
  transaction: Transaction,
): Promise<readonly string[]> {
  if (given.length === 0) return [];
  const { db } = context;
  const now = context.clock.now();
  const raised = given.map((each): Raised => {
    const alert = boundedAlert(each);
    const id = newAlertId(now);
    return { id, alert, row: rowOf(id, alert, now) };
  });
  await insert(db, raised, transaction);
  await addEntities(db, raised, transaction);
  await addEvents(
    db,
    raised.map(({ id, alert }) => ({ id, events: alert.events })),
    transaction,
  );
  const lines = raised.map(({ id, alert }) => ({
    alertId: id,
    at: now,
    action: 'raised' as const,
    text: String(alert.count),
  }));
  await addHistory(db, lines, transaction);
  for (const { alert, row } of raised)
    await tell(context, alert.messageType ?? 'alert.raised', toAlert(row), alert.events, transaction);
  return raised.map(({ id }) => id);
}

interface Raised {
  readonly id: string;
  readonly alert: NewAlert;
  readonly row: AlertRow;
}

function rowOf(id: string, alert: NewAlert, now: number): AlertRow {
  return {
    id,
    rule_id: alert.rule.id,
    rule_name: alert.rule.name,
    rule_kind: alert.rule.kind,
    rule_key: alert.key,
    severity: severityLevel(alert.severity),
    title: alert.title,
    summary: alert.summary,
    advice: alert.advice ?? null,
    entity: JSON.stringify(alert.entity),
    reasons: JSON.stringify(alert.reasons),
    tags: JSON.stringify(alert.tags),
    query: alert.query,
    score: alert.score ?? null,
    source: alert.source ?? null,
    count: alert.count,
    first: alert.first,
    last: alert.last,
    next_update: nextTenfold(alert.count, alert.count),
    kept_events: alert.events.length,
    is_test: alert.isTest,
    message_type: alert.messageType ?? null,
    raised_at: now,
    state: 'open',
    reason: null,
    note: '',
    state_at: now,
    state_by: null,
    assignee: null,
    has_continued: false,
    version: 1,
  };
}

async function insert(db: Sequelize, raised: readonly Raised[], transaction: Transaction): Promise<void> {
  const names = Object.keys((raised[0] as Raised).row);
  const rows = unfolded(db, 'rows', Object.fromEntries(names.map((name) => [name, KINDS[name] ?? 'text'])));
  await db.query(`INSERT INTO alerts (${names.join(', ')}) SELECT ${names.join(', ')} FROM ${rows} AS raised`, {
    bind: { rows: jsonRows(db, raised.map(({ row }) => names.map((name) => whole(row[name])))) }, // prettier-ignore
    transaction,
  });
}

/** Columns that are no text. */
const KINDS: Readonly<Record<string, ColumnKind>> = {
  severity: 'integer',
  count: 'integer',
  first: 'integer',
  last: 'integer',
  next_update: 'integer',
  kept_events: 'integer',
  raised_at: 'integer',
  state_at: 'integer',
  version: 'integer',
  score: 'real',
  is_test: 'flag',
  has_continued: 'flag',
};

/** Half a surrogate pair would come out of JSON as bytes that are no text. */
function whole(value: AlertRow[string] | undefined): AlertRow[string] | undefined {
  return typeof value === 'string' ? value.toWellFormed() : value;
}

async function addEntities(db: Sequelize, raised: readonly Raised[], transaction: Transaction): Promise<void> {
  const names = raised.flatMap(({ id, alert }) =>
    entityNames(alert.entity).map(({ kind, name }) => [id, kind, folded(name), name]),
  );
  if (names.length === 0) return;
  await db.query(
    `INSERT INTO alert_entities (alert_id, kind, folded, name)
     SELECT alert_id, kind, folded, name FROM ${unfolded(db, 'names', NAME_COLUMNS)} AS named`,
    { bind: { names: jsonRows(db, names) }, transaction },
  );
}

const NAME_COLUMNS = { alert_id: 'text', kind: 'text', folded: 'text', name: 'text' } as const;

/** The first of raised * 10, * 100, ... that is above `count`. */
export function nextTenfold(raised: number, count: number): number {
  let next = Math.max(1, raised) * 10;
  while (next <= count) next *= 10;
  return next;
}
