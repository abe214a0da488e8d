// A metadata database that is up to date, for tests that are not about migrations: the files run once a test process, later ones get a copy.
// On a server (the project `postgres`) the copy is not looked at, and the migrations run as ever.

import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sequelize } from 'sequelize';
import { configSchema } from '#config/schema.js';
import type { Migration } from '#src/plugin/module.js';
import { openSqliteFile } from '#src/store/metadata/driver.js';
import { type MigrationOwner, migrateMetadata } from '#src/store/metadata/migrate.js';
import { coreMigrations } from '#src/store/metadata/migrations/index.js';
import { openMetadata } from '#src/store/metadata/open.js';

interface Template {
  readonly migrations: readonly Migration[];
  /** Where the file is; undefined: one of the migrations fails, which is for whoever opens the database to say. */
  readonly path: Promise<string | undefined>;
}

const templates: Template[] = [];

/** The database of the core and these owners in this folder, or on this server. */
export async function openMigrated(
  place: string | { readonly dir: string; readonly url: string | undefined },
  ...owners: readonly MigrationOwner[]
): Promise<Sequelize> {
  const { dir, url } = typeof place === 'string' ? { dir: place, url: undefined } : place;
  if (url === undefined) await layMigrated(dir, owners);
  const db = await openMetadata(configSchema.parse({ data: { dir }, database: { url } }));
  await migrateMetadata(db, [coreMigrations, ...owners]);
  return db;
}

/** Puts `metadata.sqlite` into the folder, unless it has one. */
export async function layMigrated(dir: string, owners: readonly MigrationOwner[]): Promise<void> {
  const file = join(dir, 'metadata.sqlite');
  if (existsSync(file)) return;
  const template = await templateOf([coreMigrations, ...owners]);
  if (template === undefined) return;
  await mkdir(dir, { recursive: true });
  await copyFile(template, file);
}

/** Known by what the migrations are, not by their names: a test may have its own. */
function templateOf(owners: readonly MigrationOwner[]): Promise<string | undefined> {
  const migrations = owners.flatMap((owner) => owner.migrations);
  const known = templates.find(
    (each) =>
      each.migrations.length === migrations.length && migrations.every((one, at) => each.migrations[at] === one),
  );
  if (known !== undefined) return known.path;
  const path = make(owners).catch(() => undefined);
  templates.push({ migrations, path });
  return path;
}

async function make(owners: readonly MigrationOwner[]): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'lanwarden-migrated-'));
  const path = join(dir, 'metadata.sqlite');
  const db = await openSqliteFile(path);
  try {
    await migrateMetadata(db, owners);
  } finally {
    await db.close();
  }
  return path;
}
