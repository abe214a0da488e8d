// The sources of the portal for commands that look and change nothing: read from the metadata database when there is one, never made.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config, SourceConfig } from '#config/schema.js';
import { messageOf } from '#src/faults.js';
import { openDatabase } from '#src/store/sqlite/driver.js';
import { readKeptSource } from './kept-source.js';

/** In matching order. Empty before the first start, and for a database of a version without them. @throws Fault DATABASE_CORRUPT, STORE_READ */
export async function readSources({ data }: Pick<Config, 'data'>): Promise<readonly SourceConfig[]> {
  const path = join(data.dir, 'metadata.sqlite');
  if (!existsSync(path)) return [];
  const db = await openDatabase(path, 'read');
  try {
    const rows = await db.all<{ name: string; config: string }>(
      'SELECT name, config FROM sources ORDER BY position, id',
    );
    return rows.map(({ name, config }) => readKeptSource(name, config));
  } catch (error) {
    if (messageOf(error).includes('no such table')) return [];
    throw error;
  } finally {
    await db.close();
  }
}
