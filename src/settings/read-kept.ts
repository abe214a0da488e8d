// The portal's settings for commands that look and change nothing: read from the metadata database when there is one, never made.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '#config/schema.js';
import { messageOf } from '#src/faults.js';
import { SecretBox } from '#src/secrets/secret-box.js';
import { openDatabase } from '#src/store/sqlite/driver.js';
import type { Settings } from './kept-settings.js';
import { readSettings } from './settings-store.js';

/** Empty before the first start, and for a database of a version that kept none. @throws Fault DATABASE_CORRUPT, STORE_READ */
export async function readKeptSettings({ data }: Pick<Config, 'data'>): Promise<Settings> {
  const path = join(data.dir, 'metadata.sqlite');
  if (!existsSync(path)) return {};
  const db = await openDatabase(path, 'read');
  try {
    const rows = await db.all<{ path: string; value: string }>('SELECT path, value FROM settings ORDER BY path');
    return readSettings(rows, new SecretBox(data.dir));
  } catch (error) {
    if (messageOf(error).includes('no such table')) return {};
    throw error;
  } finally {
    await db.close();
  }
}
