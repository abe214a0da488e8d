// What must not happen twice at once, whichever process does it: a named turn, which ends with the transaction.

import type { Sequelize, Transaction } from 'sequelize';
import { isPostgres } from './dialect.js';

/** Of all turns; the name's own number is beside it. */
const LANWARDEN = 0x6c77;

/**
 * Waits until no other transaction has the turn `name`, and has it until this one ends. SQLite's transactions take turns anyway: nothing
 * happens there. On PostgreSQL at most four fifths of `database.statementTimeoutMs` (`lock_timeout`).
 */
export async function takeTurn(db: Sequelize, name: string, transaction: Transaction): Promise<void> {
  if (!isPostgres(db)) return;
  await db.query(`SELECT pg_advisory_xact_lock(${LANWARDEN}, hashtext($name))`, { bind: { name }, transaction });
}
