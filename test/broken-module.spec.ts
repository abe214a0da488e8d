// A portal with modules that cannot be started.

import { expect, it } from 'vitest';
import { definePortalModule } from '#src/plugin/module.js';
import { broken } from './fixtures/modules/broken.js';
import { sample } from './fixtures/modules/sample/index.js';
import audit from '../modules/audit/index.js';
import system from '../modules/system/index.js';
import { FIXTURE_MODULES, startPortal } from './helpers/portal.js';

const other = { ...broken, id: 'other-broken', nav: [], permissions: [] };
const halfMigrated = definePortalModule({
  ...{
    id: 'half-migrated',
    title: 'Half migrated',
    contract: '^1.0.0',
    portal: () => Promise.reject(new Error('BUG')),
  },
  migrations: [{ name: '0001-never', up: () => Promise.reject(new Error('no table for it')) }],
});

it('starts without them, and says on the plugins page and in the log which they are and why', async () => {
  const modules = [system, halfMigrated, broken, audit, sample, other];
  const portal = await startPortal({ modules, moduleDirs: [FIXTURE_MODULES] });
  try {
    const admin = await portal.setUp();
    expect((await admin.get('/sample')).status).toBe(200);
    expect((await admin.get('/audit')).status).toBe(200);
    const { text } = await admin.get('/system/plugins');
    for (const id of ['half-migrated', 'broken', 'other-broken']) expect(text).toContain(`modules/${id}`);
    expect(text).toContain('no room at the inn');
    expect(text).toContain('no table for it');
    expect(text).not.toContain('href="/broken"');
    const off = portal.logged.filter((line) => line.includes('and is off'));
    expect(off.map((line) => (JSON.parse(line) as { module: string }).module)).toEqual([
      ...['half-migrated', 'broken', 'other-broken'],
    ]);
  } finally {
    await portal.close();
  }
});

it('does not start when a migration of one of its own modules fails', async () => {
  const migrations = [{ name: '0001-never', up: () => Promise.reject(new Error('no table for it')) }];
  await expect(startPortal({ modules: [{ ...audit, migrations }] })).rejects.toMatchObject({
    code: 'DATABASE_CORRUPT',
  });
});
