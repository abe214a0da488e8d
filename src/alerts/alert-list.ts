// Lists of alerts, newest last event first, and how many there are. Everything is asked with bound values.

import type { Sequelize } from 'sequelize';
import { ALERT_STATES, type AlertState, type Severity, SEVERITIES } from './alert.js';
import { listed, noIndex } from '#src/store/metadata/dialect.js';
import { rowsOf } from './context.js';
import { folded, type NameKind } from './entity-names.js';
import { type AlertRow, type KeptAlert, severityLevel, severityOf, toAlert } from './kept-alert.js';

/** What is left out is not asked for. */
export interface AlertFilter {
  readonly states?: readonly AlertState[];
  readonly severities?: readonly Severity[];
  readonly ruleId?: string;
  /** Of the rule: `threshold`, `absence`, ... */
  readonly ruleKind?: string;
  readonly source?: string;
  /** Of any kind when `kind` is left out. Case of a-z does not matter. */
  readonly entity?: { readonly kind?: NameKind; readonly name: string };
  /** '' for those assigned to nobody. */
  readonly assignee?: string;
  /** Somewhere in title, summary or the rule's name; case of a-z does not matter. */
  readonly text?: string;
  /** With an event from here (ms, included) ... */
  readonly from?: number;
  /** ... to here (not included). */
  readonly to?: number;
  /** Found by our clock after that (ms). */
  readonly raisedAfter?: number;
  readonly eventId?: string;
  readonly isTest?: boolean;
}

export interface AlertPage {
  readonly alerts: readonly KeptAlert[];
  /** Where to go on; undefined at the end. */
  readonly next: string | undefined;
}

export interface AlertCounts {
  readonly states: Readonly<Record<AlertState, number>>;
  /** Of those that are not closed. */
  readonly severities: Readonly<Record<Severity, number>>;
}

export const MAX_LISTED = 500;

/** @param after `next` of the page before; what is none begins at the top */
export async function listAlerts(
  db: Sequelize,
  filter: AlertFilter,
  after: string | undefined,
  limit: number,
): Promise<AlertPage> {
  const wanted = Math.min(Math.max(1, limit), MAX_LISTED);
  const rows = await newestAlerts(db, filter, readCursor(after), wanted + 1);
  const alerts = rows.slice(0, wanted).map(toAlert);
  const end = alerts.at(-1);
  return { alerts, next: rows.length > wanted && end !== undefined ? `${end.last}_${end.id}` : undefined };
}

interface ListCursor {
  readonly last: number;
  readonly id: string;
}

function readCursor(text: string | undefined): ListCursor | undefined {
  const [, last, id] = /^(-?\d{1,16})_(al_[0-9a-z]{19})$/.exec(text ?? '') ?? [];
  return last === undefined || id === undefined ? undefined : { last: Number(last), id };
}

/** Each state's newest are read from its own index in order and merged: however many closed ones there are, the open ones cost the same. */
export async function newestAlerts(
  db: Sequelize,
  filter: AlertFilter,
  cursor: ListCursor | undefined,
  limit: number,
): Promise<readonly AlertRow[]> {
  const { conditions, values } = conditionsOf(db, filter);
  if (cursor !== undefined) {
    conditions.push('(last, id) < ($cursorLast, $cursorId)');
    Object.assign(values, { cursorLast: cursor.last, cursorId: cursor.id });
  }
  const order = `ORDER BY last DESC, id DESC LIMIT ${limit}`;
  if (isSelective(filter)) return rowsOf(db, `SELECT * FROM alerts ${where(conditions)} ${order}`, values);
  const parts = partsOf(filter).map(
    (part) => `SELECT * FROM (SELECT * FROM alerts ${where([part, ...conditions])} ${order}) AS part`,
  );
  return rowsOf(db, `${parts.join(' UNION ALL ')} ${order}`, values);
}

/** Leading columns of the index alerts_state. */
function partsOf({ isTest, states = ALERT_STATES }: AlertFilter): readonly string[] {
  const tests = isTest === undefined ? [false, true] : [isTest];
  return tests.flatMap((test) => states.map((state) => `is_test = ${test} AND state = '${state}'`));
}

/** Few alerts have it, and an index finds those: the others are then not to be asked for by state. */
function isSelective({ entity, eventId, ruleId, raisedAfter }: AlertFilter): boolean {
  return [entity, eventId, ruleId, raisedAfter].some((each) => each !== undefined);
}

/** Without regard to `filter.states`. */
export async function countAlerts(db: Sequelize, filter: AlertFilter): Promise<AlertCounts> {
  const { conditions, values } = conditionsOf(db, { ...filter, states: ALERT_STATES });
  const rows = await rowsOf<{ state: AlertState; severity: number; n: number }>(
    db,
    `SELECT state, severity, count(*) AS n FROM alerts ${where(conditions)} GROUP BY state, severity`,
    values,
  );
  const counts = {
    states: { open: 0, acknowledged: 0, closed: 0 },
    severities: Object.fromEntries(SEVERITIES.map((severity) => [severity, 0])) as Record<Severity, number>,
  };
  for (const { state, severity, n } of rows) {
    counts.states[state] += Number(n);
    if (state !== 'closed') counts.severities[severityOf(severity)] += Number(n);
  }
  return counts;
}

/** Alerts raised since, by rule; tests too. */
export async function countByRule(db: Sequelize, raisedSince: number): Promise<ReadonlyMap<string, number>> {
  const rows = await rowsOf<{ rule_id: string; n: number }>(
    db,
    `SELECT rule_id, count(*) AS n FROM alerts WHERE raised_at >= $raisedSince GROUP BY ${noIndex(db)}rule_id`,
    { raisedSince },
  );
  return new Map(rows.map(({ rule_id, n }) => [rule_id, Number(n)]));
}

export interface AlertHistogram {
  readonly intervalMs: number;
  /** Ascending, empty buckets left out; `key` is the severity. */
  readonly buckets: readonly { readonly time: number; readonly key: string; readonly count: number }[];
}

/** Alerts raised in [from, to), those of tests left out. Buckets start at multiples of the interval since 1970. */
export async function alertHistogram(
  db: Sequelize,
  { from, to }: { readonly from: number; readonly to: number },
  intervalMs: number,
): Promise<AlertHistogram> {
  const rows = await rowsOf<{ slot: number; severity: number; n: number }>(
    db,
    `SELECT raised_at / ${intervalMs} AS slot, severity, count(*) AS n FROM alerts
     WHERE raised_at >= $from AND raised_at < $to AND NOT is_test GROUP BY slot, severity ORDER BY slot, severity`,
    { from, to },
  );
  const buckets = rows.map(({ slot, severity, n }) => ({
    time: Number(slot) * intervalMs,
    key: severityOf(severity),
    count: Number(n),
  }));
  return { intervalMs, buckets };
}

interface Conditions {
  readonly conditions: string[];
  readonly values: Record<string, unknown>;
}

function conditionsOf(db: Sequelize, filter: AlertFilter): Conditions {
  const conditions: string[] = [];
  const values: Record<string, unknown> = {};
  const ask = (condition: string, given: Readonly<Record<string, unknown>> | undefined): void => {
    if (given === undefined) return;
    conditions.push(condition);
    Object.assign(values, given);
  };
  const { states, severities, ruleId, ruleKind, source, entity, assignee, text, from, to, isTest } = filter;
  const plus = isSelective(filter) ? noIndex(db) : '';
  const list = (items: readonly unknown[]): string => JSON.stringify(items);
  ask(`${plus}state IN (${listed(db, 'states')})`, states && { states: list(states) });
  ask(`severity IN (${listed(db, 'severities', 'integer')})`, severities && { severities: list(severities.map(severityLevel)) }); // prettier-ignore
  ask(`${plus}is_test = $isTest`, isTest === undefined ? undefined : { isTest });
  ask('rule_id = $ruleId', ruleId === undefined ? undefined : { ruleId });
  ask('rule_kind = $ruleKind', ruleKind === undefined ? undefined : { ruleKind });
  ask('source = $source', source === undefined ? undefined : { source });
  if (assignee === '') conditions.push('assignee IS NULL');
  ask('assignee = $assignee', assignee === undefined || assignee === '' ? undefined : { assignee });
  ask('last >= $from', from === undefined ? undefined : { from });
  ask('first < $to', to === undefined ? undefined : { to });
  ask('raised_at > $raisedAfter', filter.raisedAfter === undefined ? undefined : { raisedAfter: filter.raisedAfter });
  ask(`(${['title', 'summary', 'rule_name'].map(contains).join(' OR ')})`, text === undefined || text === '' ? undefined : { text: pattern(text) }); // prettier-ignore
  ask('id IN (SELECT alert_id FROM alert_events WHERE event_id = $eventId)', filter.eventId === undefined ? undefined : { eventId: filter.eventId }); // prettier-ignore
  if (entity !== undefined) {
    const kinds = entity.kind === undefined ? ['user', 'ip', 'host', 'domain', 'source'] : [entity.kind];
    ask(`id IN (SELECT alert_id FROM alert_entities WHERE kind IN (${listed(db, 'kinds')}) AND folded = $name)`, {
      kinds: list(kinds),
      name: folded(entity.name),
    });
  }
  return { conditions, values };
}

function where(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
}

const contains = (column: string): string => `LOWER(${column}) LIKE LOWER($text) ESCAPE '!'`;

/** `%` and `_` stand for themselves. */
function pattern(text: string): string {
  return `%${text.replace(/[!%_]/g, '!$&')}%`;
}
