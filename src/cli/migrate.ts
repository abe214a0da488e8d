// `lanwarden migrate`: brings the metadata database up to date and says what was applied. `serve` does the same at its start.

import type { Command } from 'commander';
import { coreMigrations } from '#src/store/metadata/migrations/index.js';
import { migrateMetadata } from '#src/store/metadata/migrate.js';
import { openMetadata } from '#src/store/metadata/open.js';
import { discoverModules } from '#src/plugin/discovery.js';
import { loadCommandConfig } from './command-config.js';

export default function migrate(command: Command): void {
  command.action(async (_options: unknown, self: Command) => {
    const { config } = loadCommandConfig(self);
    const { plugins } = await discoverModules(config.plugins);
    const modules = plugins.map(({ id, migrations }) => ({ owner: id, migrations: migrations ?? [] }));
    const db = await openMetadata(config);
    try {
      const applied = await migrateMetadata(db, [coreMigrations, ...modules]);
      for (const name of applied) console.log(`applied ${name}`);
      if (applied.length === 0) console.log('the metadata database is up to date');
    } finally {
      await db.close();
    }
  });
}
