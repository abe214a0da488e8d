// The portal's settings for commands that look and change nothing.

import type { Config } from '#config/schema.js';
import { SecretBox } from '#src/secrets/secret-box.js';
import { readMetadata } from '#src/store/metadata/read.js';
import type { Settings } from './kept-settings.js';
import { readSettings } from './settings-store.js';

/** By dotted path. @throws Fault DATABASE_CORRUPT, STORE_READ */
export async function readKeptSettings(config: Pick<Config, 'data' | 'database' | 'secrets'>): Promise<Settings> {
  const sql = 'SELECT path, value FROM settings ORDER BY path';
  const rows = await readMetadata<{ path: string; value: string }>(config, sql);
  return readSettings(rows, SecretBox.of(config));
}
