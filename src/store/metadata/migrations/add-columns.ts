// Adds columns to a table of an earlier migration; those that are there already (a crash half way) are left alone.

import type { ModelAttributeColumnOptions, Sequelize, Transaction } from 'sequelize';
import { BRIEF_LOCK_MS, withBriefLocks } from '../../brief-locks.js';
import { isPostgres } from '../dialect.js';

export async function addColumns(
  db: Sequelize,
  table: string,
  columns: Readonly<Record<string, ModelAttributeColumnOptions>>,
): Promise<void> {
  const tables = db.getQueryInterface();
  const known = await tables.describeTable(table);
  for (const [name, column] of Object.entries(columns))
    if (!(name in known)) await briefly(db, (transaction) => tables.addColumn(table, name, column, { transaction }));
}

/** @param change what needs the table for itself (see brief-locks.ts) */
function briefly(db: Sequelize, change: (transaction?: Transaction) => Promise<void>): Promise<void> {
  if (!isPostgres(db)) return change();
  const attempt = (): Promise<void> =>
    db.transaction(async (transaction) => {
      await db.query(`SET LOCAL lock_timeout = ${BRIEF_LOCK_MS}`, { transaction });
      await change(transaction);
    });
  return withBriefLocks(attempt, { isLocked });
}

function isLocked(error: unknown): boolean {
  return (error as { parent?: { code?: unknown } }).parent?.code === LOCK_NOT_AVAILABLE;
}

const LOCK_NOT_AVAILABLE = '55P03';
