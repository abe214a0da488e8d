// Alerts that go on. However many grow at once, it is a handful of statements: one for the counts, one for the events, and more only for
// those that have reached ten times what was last told, or have become more severe.

import type { Sequelize, Transaction } from 'sequelize';
import type { AlertEvent, AlertGrowth } from './alert.js';
import { tell } from './alert-message.js';
import { boundedEvents, boundedReasons, boundedSentence, boundedTitle } from './bounded.js';
import {
  type Columns,
  forUpdate,
  isPostgres,
  jsonRows,
  larger,
  listed,
  smaller,
  unfolded,
} from '#src/store/metadata/dialect.js';
import { type AlertContext, rowsOf } from './context.js';
import { addEvents, eventsOf, trimEvents } from './events-table.js';
import { addHistory, type NewHistory } from './history-table.js';
import { type AlertRow, type KeptAlert, severityLevel, severityOf, toAlert } from './kept-alert.js';
import { nextTenfold } from './raise.js';
import { raiseAnew } from './raise-anew.js';

/** What is asked again of an alert that grew: whole rows are read only for those that are told of. */
interface GrownRow {
  readonly id: string;
  readonly count: number | string;
  readonly kept_events: number | string;
  readonly next_update: number | string;
  readonly severity: number | string;
  readonly state: string;
  readonly has_continued: number | boolean;
}

/** Where more grow at once, each brings only so many of its newest events: they are pushed out again by the next ones. */
const MANY_GROW = 100;
const FEW_EVENTS = 3;

export interface GrownAlerts {
  /** Ids of what is not there (any more): left out. */
  readonly gone: readonly string[];
  /** Ids of the alerts that were raised in place of closed ones, by the ids of those (raise-anew.ts). */
  readonly anew: ReadonlyMap<string, string>;
}

export async function growAlerts(
  context: AlertContext,
  given: readonly AlertGrowth[],
  transaction: Transaction,
): Promise<GrownAlerts> {
  const all = mergedById(given);
  if (all.length === 0) return { gone: [], anew: new Map() };
  await hold(context.db, all, transaction);
  const anew = await raiseAnew(context, all, transaction);
  const growths = all.filter(({ id }) => !anew.has(id));
  const before = await levelsOf(context.db, growths, transaction);
  const rows = await addCounts(context, growths, transaction);
  const known = new Set(rows.map(({ id }) => id));
  await addEvents(
    context.db,
    growths.filter(({ id }) => known.has(id)),
    transaction,
  );
  await trimEvents(context.db, new Map(rows.map(({ id, kept_events: kept }) => [id, Number(kept)])), transaction);
  await noteContinued(context, rows, transaction);
  const silent = new Set(growths.flatMap(({ id, isTest }) => (isTest === true ? [id] : [])));
  await tellNews(context, rows, before, silent, transaction);
  return { gone: growths.flatMap(({ id }) => (known.has(id) ? [] : [id])), anew };
}

function mergedById(given: readonly AlertGrowth[]): readonly AlertGrowth[] {
  const byId = new Map<string, AlertGrowth>();
  for (const growth of given) {
    const before = byId.get(growth.id);
    byId.set(growth.id, before === undefined ? growth : merged(before, growth));
  }
  const all = [...byId.values()];
  const held = (events: readonly AlertEvent[]): readonly AlertEvent[] =>
    all.length > MANY_GROW ? events.slice(-FEW_EVENTS) : events;
  return all.map((growth) => ({ ...growth, events: boundedEvents(held(growth.events)) }));
}

function merged(before: AlertGrowth, growth: AlertGrowth): AlertGrowth {
  return {
    ...before,
    ...growth,
    count: before.count + growth.count,
    first: Math.min(before.first, growth.first),
    last: Math.max(before.last, growth.last),
    events: [...before.events, ...growth.events],
  };
}

/** In one order for everybody, so that two who grow the same alerts wait for each other and not for ever; a person who triages one waits, too. */
async function hold(db: Sequelize, growths: readonly AlertGrowth[], transaction: Transaction): Promise<void> {
  if (!isPostgres(db)) return;
  await rowsOf(
    db,
    `SELECT id FROM alerts WHERE id IN (${listed(db, 'ids')}) ORDER BY id ${forUpdate(db)}`,
    { ids: idsOf(growths) },
    transaction,
  );
}

/** 1..5 by id, of those that may become more severe. */
async function levelsOf(
  db: Sequelize,
  growths: readonly AlertGrowth[],
  transaction: Transaction,
): Promise<ReadonlyMap<string, number>> {
  const ids = growths.flatMap(({ id, severity }) => (severity === undefined ? [] : [id]));
  if (ids.length === 0) return new Map();
  const rows = await rowsOf<AlertRow>(
    db,
    `SELECT id, severity FROM alerts WHERE id IN (${listed(db, 'ids')})`,
    { ids: JSON.stringify(ids) },
    transaction,
  );
  return new Map(rows.map(({ id, severity }) => [String(id), Number(severity)]));
}

async function addCounts(
  { db }: AlertContext,
  growths: readonly AlertGrowth[],
  transaction: Transaction,
): Promise<readonly GrownRow[]> {
  const values = growths.map(({ id, count, first, last, events, severity, score, title, summary, reasons }) => [
    id,
    count,
    first,
    last,
    events.length,
    summary === undefined ? null : boundedSentence(summary),
    reasons === undefined ? null : JSON.stringify(boundedReasons(reasons)),
    score ?? null,
    title === undefined ? null : boundedTitle(title),
    severity === undefined ? 0 : severityLevel(severity),
  ]);
  return rowsOf<GrownRow>(
    db,
    `UPDATE alerts SET
       count = alerts.count + grown.count,
       first = ${smaller(db, 'alerts.first', 'grown.first')},
       last = ${larger(db, 'alerts.last', 'grown.last')},
       kept_events = alerts.kept_events + grown.events,
       score = coalesce(grown.score, alerts.score),
       title = coalesce(grown.title, alerts.title),
       severity = ${larger(db, 'alerts.severity', 'grown.severity')},
       summary = coalesce(grown.summary, alerts.summary),
       reasons = coalesce(grown.reasons, alerts.reasons)
     FROM ${unfolded(db, 'values', GROWN)} AS grown
     WHERE alerts.id = grown.id
     RETURNING alerts.id AS id, alerts.count AS count, kept_events, next_update, alerts.severity AS severity, state, has_continued`,
    { values: jsonRows(db, values) },
    transaction,
  );
}

const GROWN: Columns = {
  id: 'text',
  count: 'integer',
  first: 'integer',
  last: 'integer',
  events: 'integer',
  summary: 'text',
  reasons: 'text',
  score: 'real',
  title: 'text',
  severity: 'integer',
};

/** A closed alert stays closed; its history says once that it went on. (What became more severe is another one: raise-anew.ts.) */
async function noteContinued(
  { db, clock }: AlertContext,
  rows: readonly GrownRow[],
  transaction: Transaction,
): Promise<void> {
  const alerts = rows.filter(({ state, has_continued: hasContinued }) => state === 'closed' && !hasContinued);
  if (alerts.length === 0) return;
  await db.query(`UPDATE alerts SET has_continued = true WHERE id IN (${listed(db, 'ids')})`, {
    bind: { ids: idsOf(alerts) },
    transaction,
  });
  const line = ({ id, count }: GrownRow): NewHistory => ({
    alertId: id,
    at: clock.now(),
    action: 'continued',
    text: String(count),
  });
  await addHistory(db, alerts.map(line), transaction);
}

/**
 * `alert.updated` for what is ten times as much as before, or more severe; once where it is both.
 * @param before levels by id, of those that may have become more severe
 * @param silent ids of those of which nobody is told
 */
async function tellNews(
  context: AlertContext,
  rows: readonly GrownRow[],
  before: ReadonlyMap<string, number>,
  silent: ReadonlySet<string>,
  transaction: Transaction,
): Promise<void> {
  const reached = rows.filter(({ count, next_update: next }) => Number(count) >= Number(next));
  const risen = rows.filter(({ id, severity }) => Number(severity) > (before.get(id) ?? Infinity));
  if (reached.length + risen.length === 0) return;
  const { db, clock } = context;
  await setNext(db, reached, transaction);
  const line = (action: 'grew' | 'rose', id: string, text: string): NewHistory => ({
    alertId: id,
    at: clock.now(),
    action,
    text,
  });
  const history = [
    ...reached.map(({ id, count }) => line('grew', id, String(Number(count)))),
    ...risen.map(({ id, severity }) => line('rose', id, severityOf(Number(severity)))),
  ];
  await addHistory(db, history, transaction);
  const hasRisen = new Set(risen.map(({ id }) => id));
  const all = await wholeAlerts(db, [...new Set([...reached, ...risen])], transaction);
  const told = all.filter(({ id, state, isTest }) => state !== 'closed' && !isTest && !silent.has(id));
  const ids = told.map(({ id }) => id);
  const events = await eventsOf(db, ids, transaction);
  for (const alert of told) {
    const was = hasRisen.has(alert.id) ? severityOf(before.get(alert.id) ?? 1) : undefined;
    await tell(context, 'alert.updated', alert, events.get(alert.id) ?? [], transaction, was);
  }
}

/** As they are now, in the order of the rows. */
async function wholeAlerts(
  db: Sequelize,
  rows: readonly GrownRow[],
  transaction: Transaction,
): Promise<readonly KeptAlert[]> {
  const read = await rowsOf<AlertRow>(
    db,
    `SELECT * FROM alerts WHERE id IN (${listed(db, 'ids')})`,
    { ids: idsOf(rows) },
    transaction,
  );
  const byId = new Map(read.map((row) => [String(row['id']), row]));
  return rows.flatMap(({ id }) => {
    const row = byId.get(id);
    return row === undefined ? [] : [toAlert(row)];
  });
}

async function setNext(db: Sequelize, reached: readonly GrownRow[], transaction: Transaction): Promise<void> {
  if (reached.length === 0) return;
  const next = reached.map(({ id, next_update, count }) => [id, nextTenfold(Number(next_update) / 10, Number(count))]);
  await db.query(
    `UPDATE alerts SET next_update = told.next
     FROM ${unfolded(db, 'next', { id: 'text', next: 'integer' })} AS told WHERE alerts.id = told.id`,
    { bind: { next: JSON.stringify(next) }, transaction },
  );
}

function idsOf(alerts: readonly { readonly id: string }[]): string {
  return JSON.stringify(alerts.map(({ id }) => id));
}
