// The metadata database for commands that look and change nothing: read when there is one, never made, never migrated.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '#config/schema.js';
import { messageOf } from '#src/faults.js';
import { openDatabase } from '../sqlite/driver.js';

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
    if (isMissingTable(error)) return [];
    throw error;
  } finally {
    await db.close();
  }
}

const isMissingTable = (error: unknown): boolean =>
  (error as { readonly parent?: { readonly code?: string } }).parent?.code === '42P01';
