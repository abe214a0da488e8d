// Brings the metadata database up to date: files of each owner in order, owners in load order, each recorded once as
// `<owner>/<name>`. Forward only. A database that knows more than this program is refused, so that an old version cannot spoil it.

import { QueryTypes, type Sequelize } from 'sequelize';
import type { UmzugStorage } from 'umzug';
import { Fault, messageOf } from '#src/faults.js';
import type { Migration } from '#src/plugin/module.js';
import { isPostgres } from './dialect.js';
import { takeTurn } from './turn.js';

export interface MigrationOwner {
  /** `core` or a module's id. */
  readonly owner: string;
  readonly migrations: readonly Migration[];
}

/**
 * Applies what is missing and returns the names applied, in order. Records of owners that are not given (a plugin that is switched off) are left alone.
 * @throws Fault DATABASE_NEWER, DATABASE_CORRUPT (a migration failed)
 */
export async function migrateMetadata(db: Sequelize, owners: readonly MigrationOwner[]): Promise<readonly string[]> {
  if (!isPostgres(db)) return applyMissing(db, owners);
  // Several portals may start at once: one migrates, the others wait and find it done. A large table may take its time: no statement of
  // it is ended for that, nor the turn, whose connection waits idly for the others.
  const { withoutTimeouts } = await import('./postgres/open.js');
  const patient = withoutTimeouts(db);
  try {
    return await patient.transaction(async (transaction) => {
      await takeTurn(patient, 'migrations', transaction);
      return applyMissing(patient, owners);
    });
  } finally {
    await patient.close();
  }
}

async function applyMissing(db: Sequelize, owners: readonly MigrationOwner[]): Promise<readonly string[]> {
  await db.query(
    'CREATE TABLE IF NOT EXISTS migrations (name VARCHAR(200) PRIMARY KEY, applied_at VARCHAR(30) NOT NULL)',
  );
  const done = await recorded(db);
  refuseNewer(done, owners);
  const isPending = ({ owner, migrations }: MigrationOwner): boolean =>
    migrations.some(({ name }) => !done.includes(`${owner}/${name}`));
  if (!owners.some(isPending)) return [];
  // Loaded only when there is work: it takes 5 MB of memory that most starts never need.
  const { Umzug } = await import('umzug');
  const umzug = new Umzug<Sequelize>({
    migrations: owners.flatMap(({ owner, migrations }) =>
      migrations.map(({ name, up }) => ({ name: `${owner}/${name}`, up: ({ context }) => up(context) })),
    ),
    context: db,
    storage: migrationsTable(db),
    logger: undefined,
  });
  try {
    return (await umzug.up()).map(({ name }) => name);
  } catch (cause) {
    throw new Fault(
      'DATABASE_CORRUPT',
      `A migration of the metadata database failed: ${messageOf(cause)}. Put back a backup of it, or report this.`,
      { cause },
    );
  }
}

function refuseNewer(done: readonly string[], owners: readonly MigrationOwner[]): void {
  const unknown = done.filter((name) => {
    const [owner, file] = name.split('/', 2);
    const known = owners.find((candidate) => candidate.owner === owner);
    return known !== undefined && !known.migrations.some((migration) => migration.name === file);
  });
  if (unknown.length === 0) return;
  throw new Fault(
    'DATABASE_NEWER',
    `The metadata database was used by a newer Lanwarden (it has ${unknown.join(', ')}). Start that version again, or put back the backup made before the upgrade.`,
    { details: { unknown } },
  );
}

function migrationsTable(db: Sequelize): UmzugStorage<Sequelize> {
  return {
    logMigration: async ({ name }) => {
      await db.query('INSERT INTO migrations (name, applied_at) VALUES (:name, :at)', {
        replacements: { name, at: new Date().toISOString() },
      });
    },
    unlogMigration: async ({ name }) => {
      await db.query('DELETE FROM migrations WHERE name = :name', { replacements: { name } });
    },
    executed: () => recorded(db),
  };
}

async function recorded(db: Sequelize): Promise<string[]> {
  const rows = await db.query<{ name: string }>('SELECT name FROM migrations ORDER BY name', {
    type: QueryTypes.SELECT,
  });
  return rows.map(({ name }) => name);
}
