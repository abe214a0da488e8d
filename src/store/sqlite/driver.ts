// The one place where the event store meets its SQLite driver (sqlite3 is archived upstream: versions.md, trap 1).
// Promises: bound parameters only, and errors that are Faults.

import { QueryTypes, Sequelize } from 'sequelize';
import sqlite3 from 'sqlite3';
import { Fault, messageOf } from '../../faults.js';

/** What a statement can be given. Numbers above 2^31 arrive as REAL: cast them where SQLite cares (FTS5 row ids). */
export type Bind = string | number | Buffer;

export interface Database {
  readonly path: string;
  /** Rows of a SELECT or PRAGMA. `$1` is the first of `bind`; every one must occur in the text. */
  all<T>(sql: string, bind?: readonly Bind[]): Promise<T[]>;
  /** A statement without rows. */
  run(sql: string, bind?: readonly Bind[]): Promise<void>;
  /** For a statement without rows that runs often; see Prepared. */
  prepare(sql: string): Promise<Prepared>;
  /** Ends the statement that runs now; its promise rejects with QUERY_DEADLINE. */
  interrupt(): void;
  close(): Promise<void>;
}

/**
 * A statement that is compiled once, until the database is closed. With two of them, the one that was asked for second begins in
 * SQLite's thread when the first is done, however busy the event loop is; Sequelize asks for nothing before it has seen the first answer.
 */
export interface Prepared {
  /** Not again before it has answered. */
  run(bind: readonly Bind[]): Promise<void>;
}

const BUSY_TIMEOUT_MS = 5_000;

/** `write` makes the file where there is none. */
export type OpenMode = 'read' | 'change' | 'write';

const FLAGS: Readonly<Record<OpenMode, number>> = {
  read: sqlite3.OPEN_READONLY,
  change: sqlite3.OPEN_READWRITE,
  write: sqlite3.OPEN_READWRITE | sqlite3.OPEN_CREATE,
};

/** @throws Fault DATABASE_CORRUPT, STORE_READ, STORE_WRITE, DISK_FULL */
export async function openDatabase(path: string, mode: OpenMode): Promise<Database> {
  const sequelize = new Sequelize({
    dialect: 'sqlite',
    dialectModule: sqlite3,
    dialectOptions: { mode: FLAGS[mode] },
    storage: path,
    logging: false,
    // SQLite waits for a lock by itself; Sequelize would try five times, 25 s in all, before anybody hears of it.
    retry: { max: 1 },
  });
  const fail = (cause: unknown): never => {
    throw faultOf(cause, path, mode);
  };
  const connection = await rawConnection(sequelize).catch(fail);
  const all = <T>(sql: string, bind?: readonly Bind[]): Promise<T[]> =>
    sequelize
      .query(sql, { type: QueryTypes.SELECT, raw: true, ...(bind && { bind: [...bind] }) })
      .catch(fail) as Promise<T[]>;
  const run = async (sql: string, bind?: readonly Bind[]): Promise<void> => {
    await sequelize.query(sql, { type: QueryTypes.RAW, raw: true, ...(bind && { bind: [...bind] }) }).catch(fail);
  };
  const prepared: sqlite3.Statement[] = [];
  const prepare = async (sql: string): Promise<Prepared> => {
    const statement = await prepareStatement(connection, sql).catch(fail);
    prepared.push(statement);
    return { run: (bind) => runStatement(statement, bind).catch(fail) };
  };
  const close = async (): Promise<void> => {
    // SQLite closes nothing that has statements.
    await Promise.all(
      prepared.splice(0).map((statement) => new Promise<void>((done) => statement.finalize(() => done()))),
    );
    await sequelize.close();
  };
  try {
    await run(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}`);
    return { path, all, run, prepare, interrupt: () => connection.interrupt(), close };
  } catch (error) {
    await sequelize.close();
    throw error;
  }
}

function prepareStatement(connection: sqlite3.Database, sql: string): Promise<sqlite3.Statement> {
  return new Promise((resolve, reject) => {
    const statement = connection.prepare(sql, (error) => (error ? reject(error) : resolve(statement)));
  });
}

function runStatement(statement: sqlite3.Statement, bind: readonly Bind[]): Promise<void> {
  return new Promise((resolve, reject) => {
    statement.run(bind, (error) => (error ? reject(error) : resolve()));
  });
}

const OF_ONE_FILE = /SQLITE_(IOERR|CANTOPEN)/;

/** Whether a file is damaged, or the disk does not give it: that is of this file alone, and others are read on. */
export function isUnreadable(error: unknown): error is Fault {
  return error instanceof Fault && (error.code === 'DATABASE_CORRUPT' || isDenied(error));
}

/** What may pass: the disk, or whoever may read the file. */
export function isDenied(error: Fault): boolean {
  return (error.code === 'STORE_READ' || error.code === 'STORE_WRITE') && OF_ONE_FILE.test(error.message);
}

/** Denied at the opening, whatever was to be read. */
export function isClosed(error: Fault): boolean {
  return isDenied(error) && error.message.includes('SQLITE_CANTOPEN');
}

/** For `doctor` and the log. */
export const DRIVER = `sqlite3 (SQLite ${sqlite3.VERSION})`;

/** Sequelize keeps one connection under the name `default`; only it can interrupt, and keep statements. */
async function rawConnection(sequelize: Sequelize): Promise<sqlite3.Database> {
  const manager = sequelize.connectionManager as unknown as {
    getConnection(options: object): Promise<sqlite3.Database>;
  };
  return manager.getConnection({});
}

function faultOf(cause: unknown, path: string, mode: OpenMode): Fault {
  const text = messageOf(cause);
  if (text.includes('SQLITE_INTERRUPT'))
    return new Fault('QUERY_DEADLINE', `The query was stopped: ${path}`, { cause });
  if (/SQLITE_(NOTADB|CORRUPT)/.test(text)) {
    return new Fault(
      'DATABASE_CORRUPT',
      `${path} is damaged (${text}). Move the file away; the other segments are not affected.`,
      { cause },
    );
  }
  if (/SQLITE_FULL|ENOSPC/.test(text)) {
    return new Fault('DISK_FULL', `No space left for ${path}. Free some disk, or lower events.retention.`, { cause });
  }
  if (OF_ONE_FILE.test(text)) {
    const message = `${path} cannot be opened or read (${text}). Look at the disk, and at who may read the file; the other segments are not affected.`;
    return new Fault(mode === 'read' ? 'STORE_READ' : 'STORE_WRITE', message, { cause });
  }
  return new Fault(mode === 'read' ? 'STORE_READ' : 'STORE_WRITE', `${path}: ${text}`, { cause });
}
