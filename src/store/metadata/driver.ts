// The one place where the metadata database meets its SQLite driver (sqlite3 is archived upstream: see versions.md, trap 1).

import { Sequelize, Transaction } from 'sequelize';
import { oneAtATime, takeTurns } from './turns.js';

const BUSY_TIMEOUT_MS = 5_000;

/** Opens (or makes) a SQLite file in WAL mode. Rejects with the driver's own error when the file is no database. */
export async function openSqliteFile(path: string): Promise<Sequelize> {
  const db = new Sequelize({
    dialect: 'sqlite',
    storage: path,
    logging: false,
    retry: { match: [/SQLITE_BUSY/], max: 5 },
    // One that reads before it writes would fail when another wrote meanwhile; begun as a writer it waits for its turn.
    transactionType: Transaction.TYPES.IMMEDIATE,
  });
  try {
    await db.query('PRAGMA journal_mode = WAL');
    await db.query(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    await db.query('PRAGMA synchronous = NORMAL');
    await oneAtATime(db);
    takeTurns(db);
    return db;
  } catch (error) {
    await db.close();
    throw error;
  }
}
