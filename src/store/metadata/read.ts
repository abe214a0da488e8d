// The metadata database for commands that look and change nothing: read when there is one, never made, never migrated.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '#config/schema.js';
import { messageOf } from '#src/faults.js';
import { openDatabase } from '../sqlite/driver.js';

/** The rows of a query without parameters. None before the first start, and for a database of a version without the table. @throws Fault DATABASE_CORRUPT, STORE_READ */
export async function readMetadata<Row extends object>(
  { data }: Pick<Config, 'data'>,
  sql: string,
): Promise<readonly Row[]> {
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
