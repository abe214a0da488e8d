// `lanwarden migrate`: brings the metadata database up to date and says what was applied. `serve` does the same at its start.
// `lanwarden migrate --to postgres://...`: moves an installation from SQLite to PostgreSQL (migrate-to.ts).

import type { Command } from 'commander';
import type { Config } from '#config/schema.js';
import { coreMigrations } from '#src/store/metadata/migrations/index.js';
import { migrateMetadata, type MigrationOwner } from '#src/store/metadata/migrate.js';
import { openMetadata } from '#src/store/metadata/open.js';
import { discoverModules } from '#src/plugin/discovery.js';
import { loadCommandConfig } from './command-config.js';
import { moveTo, targetOf, type MoveOptions } from './migrate-to.js';

export default function migrate(command: Command): void {
  command
    .option('--to <address>', 'move metadata and events from SQLite to this PostgreSQL database (see --to-file)')
    .option('--to-file <file>', 'the same, the address in a file: one on the command line is seen by every user (ps)')
    .option('--dry-run', 'with --to: say what would be moved, and change nothing')
    .option('--verify', 'with --to: copy nothing, only compare what is on both sides')
    .action(async (options: MoveOptions, self: Command) => {
      const { config } = loadCommandConfig(self);
      const owners = await migrationOwners(config);
      const url = targetOf(options);
      if (url === undefined) await bringUpToDate(config, owners);
      else await moveTo(url, options, config, owners);
    });
}

async function migrationOwners(config: Config): Promise<readonly MigrationOwner[]> {
  const { plugins } = await discoverModules(config.plugins);
  return [coreMigrations, ...plugins.map(({ id, migrations }) => ({ owner: id, migrations: migrations ?? [] }))];
}

async function bringUpToDate(config: Config, owners: readonly MigrationOwner[]): Promise<void> {
  const db = await openMetadata(config);
  try {
    const applied = await migrateMetadata(db, owners);
    for (const name of applied) console.log(`applied ${name}`);
    if (applied.length === 0) console.log('the metadata database is up to date');
  } finally {
    await db.close();
  }
}
