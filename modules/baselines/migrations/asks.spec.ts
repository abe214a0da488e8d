import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataTypes } from 'sequelize';
import { expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import { openMetadata } from '#src/store/metadata/open.js';
import { trainingAsks } from './0003-asks.js';

it('goes on where it was stopped half way', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'lanwarden-baselines-asks-'));
  const db = await openMetadata(configSchema.parse({ data: { dir } }));
  const tables = db.getQueryInterface();
  await tables.createTable('baselines_runs', { id: { type: DataTypes.STRING(24), primaryKey: true } });
  await tables.addColumn('baselines_runs', 'progress', { type: DataTypes.TEXT, allowNull: true });
  await trainingAsks.up(db);
  expect(Object.keys(await tables.describeTable('baselines_asks'))).toContain('answer');
  await db.close();
  rmSync(dir, { recursive: true, force: true });
});
