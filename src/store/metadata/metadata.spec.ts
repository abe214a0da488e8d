// The metadata database: migrations run once and in order; newer and damaged files are refused with a way out.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sequelize } from 'sequelize';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configSchema, type Config } from '#config/schema.js';
import type { Migration } from '#src/plugin/module.js';
import { migrateMetadata, type MigrationOwner } from './migrate.js';
import { coreMigrations } from './migrations/index.js';
import { openMetadata } from './open.js';

describe('the metadata database', () => {
  let dir: string;
  let config: Config;
  let db: Sequelize | undefined;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'lanwarden-metadata-'));
    config = configSchema.parse({ data: { dir: join(dir, 'made', 'by', 'us') } });
  });
  afterEach(async () => {
    await db?.close();
    db = undefined;
    rmSync(dir, { recursive: true, force: true });
  });

  it('applies each migration once, owners in load order, files in their order', async () => {
    db = await openMetadata(config);
    const owners = [coreMigrations, owner('zebra', ['0001-a', '0002-b']), owner('ant', ['0001-a'])];
    const core = coreMigrations.migrations.map(({ name }) => `core/${name}`);
    expect(await migrateMetadata(db, owners)).toEqual([...core, 'zebra/0001-a', 'zebra/0002-b', 'ant/0001-a']);
    expect(await migrateMetadata(db, owners)).toEqual([]);
    expect(await migrateMetadata(db, [...owners, owner('new', ['0001-a'])])).toEqual(['new/0001-a']);
  });

  it('refuses a database that knows more than the code, and says what to do', async () => {
    db = await openMetadata(config);
    await migrateMetadata(db, [coreMigrations, owner('rules', ['0001-a', '0002-b'])]);
    await expect(migrateMetadata(db, [coreMigrations, owner('rules', ['0001-a'])])).rejects.toMatchObject({
      code: 'DATABASE_NEWER',
      message: expect.stringContaining('rules/0002-b'),
    });
  });

  it('leaves the records of a module that is switched off alone', async () => {
    db = await openMetadata(config);
    await migrateMetadata(db, [coreMigrations, owner('rules', ['0001-a'])]);
    expect(await migrateMetadata(db, [coreMigrations])).toEqual([]);
  });

  it('does not record a migration that failed', async () => {
    db = await openMetadata(config);
    const failing: Migration = { name: '0001-a', up: () => Promise.reject(new Error('no space')) };
    await expect(migrateMetadata(db, [{ owner: 'x', migrations: [failing] }])).rejects.toThrow('no space');
    expect(await migrateMetadata(db, [owner('x', ['0001-a'])])).toEqual(['x/0001-a']);
  });

  it('refuses a damaged file', async () => {
    config = configSchema.parse({ data: { dir } });
    writeFileSync(join(dir, 'metadata.sqlite'), 'this is not a database, it is a letter '.repeat(100));
    await expect(openMetadata(config)).rejects.toMatchObject({
      code: 'DATABASE_CORRUPT',
      message: expect.stringMatching(/move it and the -wal and -shm files .* away, and put back a backup/),
    });
  });

  it('says which folder it may not use', async () => {
    writeFileSync(join(dir, 'file'), '');
    const inFile = configSchema.parse({ data: { dir: join(dir, 'file', 'data') } });
    await expect(openMetadata(inFile)).rejects.toMatchObject({
      code: 'DATA_DIR',
      message: expect.stringContaining('data.dir'),
    });
  });
});

function owner(name: string, files: readonly string[]): MigrationOwner {
  return { owner: name, migrations: files.map((file) => ({ name: file, up: async () => undefined })) };
}
