// The settings of a collector for commands that do what it does: the configuration with what was set and made in the portal. Reads the
// metadata database when there is one, and makes none.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Config } from '#config/schema.js';
import type { CollectorSettings } from '../link/messages.js';
import { loadWithPortal } from './command-config.js';
import { visible } from './terminal.js';

/** As `serve` gives them to its collector, but for the API keys. @throws Fault CONFIG_INVALID, DATABASE_CORRUPT, STORE_READ */
export async function collectorSettings(command: Command): Promise<CollectorSettings> {
  const { loaded, leftOut } = await loadWithPortal(command);
  for (const { path, why } of leftOut)
    process.stderr.write(`lanwarden: ${path}, set in the portal, is left out: ${visible(why)}\n`);
  // Loaded here, because most commands need no database.
  const { readSources } = await import('../sources/read-sources.js');
  return {
    ...{ config: loaded.config, modules: loaded.modules },
    ...{ sources: await readSources(loaded.config), ingestKeys: [] },
  };
}

/** @throws Fault DATABASE_CORRUPT, DATABASE_NEWER, DATA_DIR */
export async function ingestKeysOf(config: Config): Promise<CollectorSettings['ingestKeys']> {
  if (config.database.url === undefined && !existsSync(join(config.data.dir, 'metadata.sqlite'))) return [];
  const { openAccounts } = await import('../accounts/open.js');
  const accounts = await openAccounts(config);
  try {
    return await accounts.tokens.listIngestKeyHashes();
  } finally {
    await accounts.close();
  }
}
