// Opens the metadata database: users, sessions, tokens, audit and what modules keep. Events are never in here.

import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { QueryTypes, type Sequelize } from 'sequelize';
import type { Config } from '#config/schema.js';
import { Fault, messageOf } from '#src/faults.js';
import { openSqliteFile } from './driver.js';

/** Above this a full check at each start would be felt; SQLite still notices damage when it reads the page. */
const CHECK_UP_TO_BYTES = 64 * 1024 * 1024;

/**
 * Opens the server's database of `database.url`, or else `data.dir/metadata.sqlite`, making folder and file when they are missing. Does not
 * migrate: see migrate.ts.
 * @throws Fault DATABASE_CORRUPT, DATA_DIR; CONFIG_INVALID, DATABASE_AWAY, DATABASE_REFUSED (database.url)
 */
export async function openMetadata({ data, database }: Pick<Config, 'data' | 'database'>): Promise<Sequelize> {
  await makeDataDir(data.dir);
  const { url } = database;
  if (url === undefined) return openFile(data.dir);
  // Most installations have no such server, and need not load its driver.
  const { openPostgres } = await import('./postgres/open.js');
  return openPostgres({ ...database, url });
}

async function openFile(dir: string): Promise<Sequelize> {
  const path = join(dir, 'metadata.sqlite');
  const db = await open(path);
  try {
    if ((await sizeOf(path)) <= CHECK_UP_TO_BYTES) await check(db, path);
  } catch (error) {
    await db.close();
    throw error;
  }
  return db;
}

async function makeDataDir(dir: string): Promise<void> {
  try {
    await mkdir(dir, { recursive: true, mode: 0o750 });
  } catch (cause) {
    throw new Fault(
      'DATA_DIR',
      `Cannot make the data folder ${dir}: ${messageOf(cause)}. Change data.dir, or give this user write access.`,
      { cause },
    );
  }
}

async function open(path: string): Promise<Sequelize> {
  try {
    return await openSqliteFile(path);
  } catch (cause) {
    if (isDamage(cause)) throw corrupt(path, messageOf(cause), cause);
    throw new Fault(
      'DATA_DIR',
      `Cannot open ${path}: ${messageOf(cause)}. Check that this user may write there and that the disk is not full.`,
      { cause },
    );
  }
}

async function check(db: Sequelize, path: string): Promise<void> {
  let verdict: string;
  try {
    const rows = await db.query<{ quick_check: string }>('PRAGMA quick_check(1)', { type: QueryTypes.SELECT });
    verdict = rows[0]?.quick_check ?? 'no answer';
  } catch (cause) {
    throw corrupt(path, messageOf(cause), cause);
  }
  if (verdict !== 'ok') throw corrupt(path, verdict);
}

function isDamage(error: unknown): boolean {
  return /SQLITE_NOTADB|SQLITE_CORRUPT|malformed/.test(messageOf(error));
}

function corrupt(path: string, reason: string, cause?: unknown): Fault {
  return new Fault(
    'DATABASE_CORRUPT',
    `${path} is damaged (${reason}). Stop the program, move it and the -wal and -shm files beside it away, and put back a backup; without one, a new start makes an empty one (accounts are made anew, events are kept).`,
    { cause },
  );
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path)).size;
}
