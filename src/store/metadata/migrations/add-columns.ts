// Adds columns to a table of an earlier migration; those that are there already (a crash half way) are left alone.

import { setTimeout as sleep } from 'node:timers/promises';
import type { ModelAttributeColumnOptions, Sequelize, Transaction } from 'sequelize';
import { isPostgres } from '../dialect.js';

const TRY_MS = 200;
const AGAIN_MS = 500;

export async function addColumns(
  db: Sequelize,
  table: string,
  columns: Readonly<Record<string, ModelAttributeColumnOptions>>,
): Promise<void> {
  const tables = db.getQueryInterface();
  const known = await tables.describeTable(table);
  for (const [name, column] of Object.entries(columns))
    if (!(name in known))
      await withBriefLocks(db, (transaction) => tables.addColumn(table, name, column, { transaction }));
}

/** While a lock is waited for, whoever comes later waits behind it, and a dump reads for hours: so it is asked for briefly, and again. */
async function withBriefLocks(db: Sequelize, change: (transaction?: Transaction) => Promise<void>): Promise<void> {
  if (!isPostgres(db)) return change();
  for (;;) {
    try {
      return await db.transaction(async (transaction) => {
        await db.query(`SET LOCAL lock_timeout = ${TRY_MS}`, { transaction });
        await change(transaction);
      });
    } catch (error) {
      if ((error as { parent?: { code?: unknown } }).parent?.code !== LOCK_NOT_AVAILABLE) throw error;
      await sleep(AGAIN_MS);
    }
  }
}

const LOCK_NOT_AVAILABLE = '55P03';
