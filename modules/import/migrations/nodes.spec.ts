import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataTypes } from 'sequelize';
import { expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import { openMetadata } from '#src/store/metadata/open.js';
import { importNodes } from './0002-nodes.js';

it('goes on where it was stopped half way', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'lanwarden-import-nodes-'));
  const db = await openMetadata(configSchema.parse({ data: { dir } }));
  const tables = db.getQueryInterface();
  await tables.createTable('import_files', { id: { type: DataTypes.STRING(24), primaryKey: true } });
  await tables.addColumn('import_files', 'node', { type: DataTypes.STRING(16), allowNull: true });
  await importNodes.up(db);
  expect(Object.keys(await tables.describeTable('import_files'))).toEqual(['id', 'node', 'node_name']);
  await db.close();
  rmSync(dir, { recursive: true, force: true });
});
