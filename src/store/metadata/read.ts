// The metadata database for commands that look and change nothing: read when there is one, never made, never migrated.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '#config/schema.js';
import { Fault, messageOf } from '#src/faults.js';
import { openDatabase } from '../sqlite/driver.js';
import { readAddress } from './postgres/address.js';

/**
 * The rows of a query without parameters. None before the first start, and for a database of a version without the table.
 * @throws Fault DATABASE_CORRUPT, STORE_READ; CONFIG_INVALID, DATABASE_AWAY, DATABASE_REFUSED (database.url)
 */
export async function readMetadata<Row extends object>(
  { data, database }: Pick<Config, 'data' | 'database'>,
  sql: string,
): Promise<readonly Row[]> {
  if (database.url !== undefined) return readPostgres<Row>({ ...database, url: database.url }, sql);
  const path = join(data.dir, 'metadata.sqlite');
  if (!existsSync(path)) return [];
  const db = await openDatabase(path, 'read');
  try {
    return await db.all<Row>(sql);
  } catch (error) {
    if (messageOf(error).includes('no such table')) return [];
    throw error;
  } finally {
    await db.close();
  }
}

async function readPostgres<Row extends object>(
  database: Config['database'] & { readonly url: string },
  sql: string,
): Promise<readonly Row[]> {
  // Most installations have none, and need not load it.
  const { openPostgres } = await import('./postgres/open.js');
  const db = await openPostgres({ ...database, use: 'read' });
  try {
    return (await db.query(sql))[0] as Row[];
  } catch (error) {
    const code = stateOf(error);
    if (code === MISSING_TABLE) return [];
    throw code === NOT_PERMITTED ? mayNotRead(error, database.url) : error;
  } finally {
    await db.close();
  }
}

const MISSING_TABLE = '42P01';
const NOT_PERMITTED = '42501';

function stateOf(error: unknown): string | undefined {
  return (error as { readonly parent?: { readonly code?: string } }).parent?.code;
}

function mayNotRead(cause: unknown, url: string): Fault {
  const { user, shown } = readAddress(url);
  return new Fault(
    'DATABASE_REFUSED',
    `The role ${user} may not read what a collector needs at ${shown}: ${messageOf(cause)}. As an administrator run deploy/postgresql/roles.sql there (once more after an upgrade), and use its role lanwarden_collector in database.url.`,
    { cause },
  );
}
