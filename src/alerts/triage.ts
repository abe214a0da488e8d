// What people do with alerts: one transaction for all that is done at once, with its history and the message that one is closed.

import type { Transaction } from 'sequelize';
import { Fault } from '#src/faults.js';
import type { AlertState, CloseReason } from './alert.js';
import { tellClosed } from './alert-message.js';
import { type Columns, forUpdate, jsonRows, listed, unfolded } from '#src/store/metadata/dialect.js';
import { type AlertContext, rowsOf } from './context.js';
import { eventsOf } from './events-table.js';
import { addHistory, type NewHistory } from './history-table.js';
import { type AlertRow, type KeptAlert, toAlert } from './kept-alert.js';

export type PersonsReason = Exclude<CloseReason, 'recovered' | 'unwatched'>;

export type TriageStep =
  | { readonly kind: 'open' }
  | { readonly kind: 'acknowledge' }
  | { readonly kind: 'close'; readonly reason: PersonsReason; readonly note: string }
  /** Undefined: nobody. */
  | { readonly kind: 'assign'; readonly to: string | undefined }
  | { readonly kind: 'comment'; readonly text: string };

export interface Triaged {
  /** As they are now; those for which nothing was to be done are not among them. */
  readonly changed: readonly KeptAlert[];
  /** Ids of which there is no alert. */
  readonly missing: readonly string[];
}

const MAX_TRIAGED = 500;
export const MAX_NOTE_CHARS = 2_000;
export const MAX_COMMENT_CHARS = 4_000;

/**
 * @param expected the version that was read, when it is about one alert
 * @throws Fault CONFLICT (somebody else changed it meanwhile), TOO_LARGE (more than MAX_TRIAGED at once)
 */
export async function triageAlerts(
  context: AlertContext,
  ids: readonly string[],
  steps: readonly TriageStep[],
  who: string,
  expected: number | undefined,
  transaction: Transaction,
): Promise<Triaged> {
  const wanted = [...new Set(ids)];
  if (wanted.length > MAX_TRIAGED)
    throw new Fault('TOO_LARGE', `${wanted.length} alerts at once; at most ${MAX_TRIAGED} can be changed together.`);
  const found = await rowsOf<AlertRow>(
    context.db,
    `SELECT * FROM alerts WHERE id IN (${listed(context.db, 'ids')}) ORDER BY id ${forUpdate(context.db)}`,
    { ids: JSON.stringify(wanted) },
    transaction,
  );
  const before = found.map(toAlert);
  if (expected !== undefined) for (const alert of before) refuseOlder(alert, expected);
  const outcomes = before.map((alert) => applied(alert, steps, who, context.clock.now()));
  const touched = outcomes.filter(({ history }) => history.length > 0);
  await write(context, touched.map(({ alert }) => alert), transaction); // prettier-ignore
  await addHistory(context.db, touched.flatMap(({ history }) => history), transaction); // prettier-ignore
  await tellAllClosed(context, touched.filter(({ isNewlyClosed }) => isNewlyClosed).map(({ alert }) => alert), transaction); // prettier-ignore
  const known = new Set(before.map(({ id }) => id));
  return { changed: touched.map(({ alert }) => alert), missing: wanted.filter((id) => !known.has(id)) };
}

function refuseOlder(alert: KeptAlert, expected: number): void {
  const { version, state, assignee } = alert;
  if (version === expected) return;
  throw new Fault(
    'CONFLICT',
    `${happened(alert)}: it is ${state} and assigned to ${assignee ?? 'nobody'}. Nothing was changed now: look at it again, then decide.`,
    { details: { version, state, assignee: assignee ?? null } },
  );
}

function happened({ state, stateBy, reason }: KeptAlert): string {
  if (stateBy !== undefined || state !== 'closed') return `${stateBy ?? 'Somebody'} changed this alert meanwhile`;
  return reason === 'unwatched' ? 'This alert is no longer watched' : 'This alert ended by itself meanwhile';
}

interface Outcome {
  readonly alert: KeptAlert;
  readonly history: readonly NewHistory[];
  readonly isNewlyClosed: boolean;
}

function applied(before: KeptAlert, steps: readonly TriageStep[], who: string, at: number): Outcome {
  let alert = before;
  const history: NewHistory[] = [];
  for (const step of steps) {
    const done = oneStep(alert, step, who, at);
    if (done === undefined) continue;
    // A comment changes nothing that another person could have decided by.
    alert = { ...done.alert, version: before.version + (step.kind === 'comment' ? alert.version - before.version : 1) };
    history.push({ alertId: alert.id, at, who, ...done.line });
  }
  return { alert, history, isNewlyClosed: before.state !== 'closed' && alert.state === 'closed' };
}

interface Step {
  readonly alert: KeptAlert;
  readonly line: Pick<NewHistory, 'action' | 'text'>;
}

/** Undefined where it is so already. */
function oneStep(alert: KeptAlert, step: TriageStep, who: string, at: number): Step | undefined {
  switch (step.kind) {
    case 'open':
      return alert.state === 'open' ? undefined : { alert: inState(alert, 'open', who, at), line: line('opened') };
    case 'acknowledge':
      if (alert.state === 'acknowledged') return undefined;
      return { alert: inState(alert, 'acknowledged', who, at), line: line('acknowledged') };
    case 'close':
      return closed(alert, step.reason, step.note.slice(0, MAX_NOTE_CHARS), who, at);
    case 'assign':
      if (alert.assignee === step.to) return undefined;
      return { alert: { ...alert, assignee: step.to }, line: line('assigned', step.to) };
    case 'comment':
      return step.text === '' ? undefined : { alert, line: line('commented', step.text.slice(0, MAX_COMMENT_CHARS)) };
  }
}

function closed(alert: KeptAlert, reason: PersonsReason, note: string, who: string, at: number): Step | undefined {
  if (alert.state === 'closed' && alert.reason === reason && alert.note === note) return undefined;
  return {
    alert: { ...inState(alert, 'closed', who, at), reason, note },
    line: line('closed', note === '' ? reason : `${reason}: ${note}`),
  };
}

function inState(alert: KeptAlert, state: AlertState, who: string, at: number): KeptAlert {
  return { ...alert, state, reason: undefined, note: '', stateAt: at, stateBy: who, hasContinued: false };
}

function line(action: NewHistory['action'], text = ''): Step['line'] {
  return { action, text };
}

async function write({ db }: AlertContext, alerts: readonly KeptAlert[], transaction: Transaction): Promise<void> {
  if (alerts.length === 0) return;
  const values = alerts.map(({ id, state, reason, note, stateAt, stateBy, assignee, hasContinued, version }) => [
    id,
    state,
    reason ?? null,
    note,
    stateAt,
    stateBy ?? null,
    assignee ?? null,
    hasContinued,
    version,
  ]);
  await db.query(
    `UPDATE alerts SET state = done.state, reason = done.reason, note = done.note, state_at = done.state_at,
       state_by = done.state_by, assignee = done.assignee, has_continued = done.has_continued, version = done.version
     FROM ${unfolded(db, 'values', DONE)} AS done
     WHERE alerts.id = done.id`,
    { bind: { values: jsonRows(db, values) }, transaction },
  );
}

const DONE: Columns = {
  id: 'text',
  state: 'text',
  reason: 'text',
  note: 'text',
  state_at: 'integer',
  state_by: 'text',
  assignee: 'text',
  has_continued: 'flag',
  version: 'integer',
};

async function tellAllClosed(
  context: AlertContext,
  alerts: readonly KeptAlert[],
  transaction: Transaction,
): Promise<void> {
  if (alerts.length === 0) return;
  const ids = alerts.map(({ id }) => id);
  const events = await eventsOf(context.db, ids, transaction);
  for (const alert of alerts) await tellClosed(context, alert, events.get(alert.id) ?? [], transaction);
}
