// Columns for tables that are in use: rows stay, and a migration that stopped half way can run again.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import { AccountsService } from '#src/accounts/accounts.service.js';
import { migrateMetadata } from '../migrate.js';
import { openMetadata } from '../open.js';
import { addColumns } from './add-columns.js';
import { coreMigrations } from './index.js';
import { FakeClock } from '../../../../test/helpers/fake-clock.js';

it('keeps the accounts of a database from before the second factor, also after a crash half way', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'lanwarden-columns-'));
  const db = await openMetadata(configSchema.parse({ data: { dir } }));
  const { migrations } = coreMigrations;
  await migrateMetadata(db, [{ owner: 'core', migrations: migrations.slice(0, 3) }]);
  await db.query("INSERT INTO users (name, role, password_hash, created_at) VALUES ('old', 'admin', 'x', 1)");
  await addColumns(db, 'users', { totp_secret: { type: 'TEXT' } });
  await migrateMetadata(db, [coreMigrations]);
  const accounts = new AccountsService(db, new FakeClock(2));
  expect(await accounts.list()).toEqual([
    {
      id: 1,
      name: 'old',
      role: 'admin',
      disabled: false,
      createdAt: 1,
      lastLoginAt: null,
      hasPassword: true,
      secondFactorSince: null,
    },
  ]);
  await db.close();
  rmSync(dir, { recursive: true, force: true });
});
