// For the project `postgres`: specs that open a metadata database in a folder get one on a real PostgreSQL server instead, one a folder, so
// that what is said of SQLite there is said of PostgreSQL, too.

import { vi } from 'vitest';
import type { Config } from '#config/schema.js';
import { freshDatabase } from './fresh-database.js';

const urls = new Map<string, Promise<string>>();

/** As the spec has it, with the address of the folder's database. */
async function onServer<T extends Pick<Config, 'data' | 'database'>>(config: T): Promise<T> {
  if (config.database.url !== undefined) return config;
  const { dir } = config.data;
  let url = urls.get(dir);
  if (url === undefined) urls.set(dir, (url = freshDatabase()));
  return { ...config, database: { ...config.database, url: await url } };
}

vi.mock('#src/store/metadata/open.js', async (original) => {
  const real = await original<typeof import('#src/store/metadata/open.js')>();
  return { openMetadata: async (config: Config) => real.openMetadata(await onServer(config)) };
});

vi.mock('#src/store/metadata/read.js', async (original) => {
  const real = await original<typeof import('#src/store/metadata/read.js')>();
  return { readMetadata: async (config: Config, sql: string) => real.readMetadata(await onServer(config), sql) };
});
