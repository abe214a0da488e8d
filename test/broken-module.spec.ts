// A portal with modules that cannot be started.

import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { definePortalModule, type PortalModule } from '#src/plugin/module.js';
import { type LoadedModule, startedWithout, type Working } from '#src/portal/working-modules.js';
import { broken } from './fixtures/modules/broken.js';
import { sample } from './fixtures/modules/sample/index.js';
import audit from '../modules/audit/index.js';
import system from '../modules/system/index.js';
import { FIXTURE_MODULES, startPortal } from './helpers/portal.js';

const other = { ...broken, id: 'other-broken', nav: [], permissions: [] };
const halfMigrated = definePortalModule({
  id: 'half-migrated',
  title: 'Half migrated',
  contract: '^1.0.0',
  portal: () => Promise.reject(new Error('BUG')),
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
      'half-migrated',
      'broken',
      'other-broken',
    ]);
  } finally {
    await portal.close();
  }
});

describe('a portal that could not be started', () => {
  const empty = class {};
  const [one, two, bad] = ['one', 'two', 'bad'].map((id) => ({ ...sample, id }));

  /** The ids of each try; `!` behind those of apps that were closed. */
  async function starts(modules: readonly PortalModule[], faultOf: (ids: string) => unknown): Promise<string[]> {
    const seen: string[] = [];
    const start = async ({ modules: given, problems }: Working<LoadedModule>): Promise<{ close(): Promise<void> }> => {
      const ids = [...given.map(({ module }) => module.id), ...problems.map(({ id }) => `-${id}`)].join(' ');
      const at = seen.push(ids) - 1;
      const fault = faultOf(ids);
      if (fault !== undefined) throw fault;
      return { close: async () => void (seen[at] += '!') };
    };
    const all = { modules: modules.map((module) => ({ module, type: empty })), problems: [] };
    try {
      await startedWithout(all, start, pino({ enabled: false }));
    } catch (error) {
      seen.push(String(error));
    }
    return seen;
  }

  const ofBad = (ids: string): unknown => (/(^| )bad/.test(ids) ? new Error('no room') : undefined);

  it('is started without plugins, then with one more each time, and stays as it is with the last', async () => {
    const found = await starts([system, bad!, audit, one!, two!], ofBad);
    expect(found).toEqual([
      'system bad audit one two',
      'system audit!',
      'system bad audit',
      'system audit one -bad!',
      'system audit one two -bad',
    ]);
  });

  it('with one plugin is started twice more', async () => {
    expect(await starts([system, bad!], ofBad)).toEqual(['system bad', 'system!', 'system -bad']);
  });

  it('by a module of its own ends with what that said', async () => {
    const ofAudit = (ids: string): unknown => new Error(ids.includes('one') ? 'first' : 'audit');
    expect(await starts([audit, one!], ofAudit)).toEqual(['audit one', 'audit', 'Error: audit']);
    expect(await starts([audit], ofAudit)).toEqual(['audit', 'Error: audit']);
  });

  it('for what its database says ends with that, also without plugins', async () => {
    const busy = (): Error => new Error('SQLITE_BUSY: database is locked');
    expect(await starts([audit, one!], busy)).toEqual(['audit one', 'audit', 'Error: SQLITE_BUSY: database is locked']);
    const refused = (ids: string): unknown => ofBad(ids) && new Error('connect ECONNREFUSED 10.0.0.5:443');
    expect(await starts([audit, bad!], refused)).toHaveLength(3);
  });
});

it('does not start when a migration of one of its own modules fails', async () => {
  const migrations = [{ name: '0001-never', up: () => Promise.reject(new Error('no table for it')) }];
  await expect(startPortal({ modules: [{ ...audit, migrations }] })).rejects.toMatchObject({
    code: 'DATABASE_CORRUPT',
  });
});
