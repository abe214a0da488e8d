// What became more severe after a person closed it is another alert: who closed the first one judged something less, and is told of this as
// of any new one. The first one stays closed, and its history names the other.

import type { Transaction } from 'sequelize';
import type { AlertGrowth, NewAlert } from './alert.js';
import { listed } from '#src/store/metadata/dialect.js';
import { type AlertContext, rowsOf } from './context.js';
import { addHistory } from './history-table.js';
import { type AlertRow, type KeptAlert, severityLevel, toAlert } from './kept-alert.js';
import { raiseAlerts } from './raise.js';

/** Answers with the ids of the new alerts by those of the closed ones; the other growths are left to whoever asks. */
export async function raiseAnew(
  context: AlertContext,
  growths: readonly AlertGrowth[],
  transaction: Transaction,
): Promise<ReadonlyMap<string, string>> {
  const closed = await closedOf(context, growths, transaction);
  const worse = growths.flatMap((growth) => {
    const before = closed.get(growth.id);
    return before !== undefined && isWorse(growth, before) ? [{ growth, before }] : [];
  });
  const ids = await raiseAlerts(
    context,
    worse.map(({ growth, before }) => alertOf(growth, before)),
    transaction,
  );
  const at = context.clock.now();
  await addHistory(
    context.db,
    worse.map(({ before }, i) => ({ alertId: before.id, at, action: 'worsened' as const, text: ids[i] as string })),
    transaction,
  );
  return new Map(worse.map(({ before }, i) => [before.id, ids[i] as string]));
}

/** Of those that may become more severe the closed ones, by id. */
async function closedOf(
  { db }: AlertContext,
  growths: readonly AlertGrowth[],
  transaction: Transaction,
): Promise<ReadonlyMap<string, KeptAlert>> {
  const ids = growths.flatMap(({ id, severity }) => (severity === undefined ? [] : [id]));
  if (ids.length === 0) return new Map();
  const rows = await rowsOf<AlertRow>(
    db,
    `SELECT * FROM alerts WHERE state = 'closed' AND id IN (${listed(db, 'ids')})`,
    { ids: JSON.stringify(ids) },
    transaction,
  );
  return new Map(rows.map((row) => [String(row['id']), toAlert(row)]));
}

function isWorse({ severity }: AlertGrowth, before: KeptAlert): boolean {
  return severity !== undefined && severityLevel(severity) > severityLevel(before.severity);
}

/** What came since, and of the closed one what is the same for both. */
function alertOf(growth: AlertGrowth, before: KeptAlert): NewAlert {
  const { rule, key, query, tags, advice } = before;
  const { title, summary, entity, reasons, severity, score, isTest } = { ...before, ...growth };
  const { count, first, last, events, source } = growth;
  return {
    rule,
    key,
    query,
    tags,
    isTest,
    title,
    summary,
    entity,
    reasons,
    severity,
    count,
    first,
    last,
    events,
    ...(advice !== undefined && { advice }),
    ...(score !== undefined && { score }),
    ...(source !== undefined && { source }),
  };
}
