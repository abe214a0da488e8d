// The sources of the portal for commands that look and change nothing.

import type { Config, SourceConfig } from '#config/schema.js';
import { readMetadata } from '#src/store/metadata/read.js';
import { readKeptSource } from './kept-source.js';

/** In matching order. @throws Fault DATABASE_CORRUPT, STORE_READ */
export async function readSources(config: Pick<Config, 'data' | 'database'>): Promise<readonly SourceConfig[]> {
  const sql = 'SELECT name, config FROM sources ORDER BY position, id';
  const rows = await readMetadata<{ name: string; config: string }>(config, sql);
  return rows.map(({ name, config: kept }) => readKeptSource(name, kept));
}
