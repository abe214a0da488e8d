// Settings of the portal over a real configuration file and a real metadata database.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadConfig } from '#config/load.js';
import { knownPaths, says, schemaAt } from '#config/schema-tree.js';
import { configSchema } from '#config/schema.js';
import { type AccountsHandle, openAccounts } from '#src/accounts/open.js';
import { databaseText } from '../../test/helpers/database-text.js';
import { LiveConfig, collectorConfig, valueAt } from './live-config.js';
import { readKeptSettings } from './read-kept.js';

const moduleSchemas = {
  notes: z.strictObject({
    words: z.number().int().min(1).default(50).meta({ live: true }),
    secret: z.string().optional().meta({ secret: true }),
    channels: z.array(z.strictObject({ url: z.string(), key: z.string().meta({ secret: true }) })).default([]),
    labels: z.record(z.string(), z.string()).default({}),
  }),
};

let dir: string;
let accounts: AccountsHandle;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-settings-'));
  writeConfig('');
  accounts = await openAccounts(loadConfig({ file: join(dir, 'c.yaml'), env: {} }).config);
});
afterEach(async () => {
  await accounts.close();
  rmSync(dir, { recursive: true, force: true });
});

function writeConfig(text: string): void {
  writeFileSync(join(dir, 'c.yaml'), `data: { dir: ${JSON.stringify(dir)} }\n${text}`);
}

const open = (env: NodeJS.ProcessEnv = {}, set: readonly string[] = []): Promise<LiveConfig> =>
  LiveConfig.open({
    store: accounts.settings,
    load: (portal) => loadConfig({ file: join(dir, 'c.yaml'), env, set, portal, moduleSchemas }),
    moduleSchemas,
  });

describe('precedence', () => {
  it('lays the portal over defaults and under file, environment and command line, and says who set what', async () => {
    await accounts.settings.save(
      { 'portal.sessionHours': 5, 'portal.port': 1, 'listen.udp.port': 2, 'listen.tcp.port': 3 },
      'ann',
    );
    writeConfig('portal: { port: 8001 }');
    const live = await open({ LANWARDEN_LISTEN__UDP__PORT: '8002' }, ['listen.tcp.port=8003']);
    const { portal, listen } = live.config;
    expect([portal.sessionHours, portal.port, listen.udp.port, listen.tcp.port]).toEqual([5, 8001, 8002, 8003]);
    expect(live.originOf('portal.sessionHours')).toEqual({ origin: 'portal', where: 'settings of the portal' });
    expect(live.originOf('portal.port')).toEqual({ origin: 'file', where: `${join(dir, 'c.yaml')} line 2` });
    expect(live.originOf('listen.udp.port')).toEqual({
      origin: 'env',
      where: 'environment LANWARDEN_LISTEN__UDP__PORT',
    });
    expect(live.originOf('listen.tcp.port')).toMatchObject({ origin: 'cli' });
    expect(live.originOf('time.zone')).toEqual({ origin: 'default' });
  });

  it.each([
    ['portal.sessionHours', true],
    ['events.retention.classes', true],
    ['notes.words', true],
    ['portal.port', false], // the file says it
    ['notes.labels', false], // the file says a part of it
    ['data.dir', false], // boot
    ['sources', false], // boot
    ['portal', false], // a section
    ['events.retention.classes.short', false], // a part of a map
    ['portal.prot', false],
    ['__proto__.polluted', false],
    ['constructor', false],
  ])('lets the portal set %s: %s', async (path, isEditable) => {
    writeConfig('portal: { port: 8001 }\nnotes: { labels: { a: b } }');
    const live = await open();
    expect(live.isEditable(path)).toBe(isEditable);
    const tried = live.change({ [path]: live.isEditable(path) ? valueAt(live.loaded, path) : 'x' }, 'ann');
    if (isEditable) await tried;
    else await expect(tried).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('a change', () => {
  it('is in force at once, told to all, kept with who made it, and taken back by undefined', async () => {
    const live = await open();
    const told: unknown[] = [];
    live.onChange(({ config }) => told.push(config.log.level));
    await live.change({ 'log.level': 'debug', 'notes.words': 7 }, 'ann');
    expect([live.config.log.level, live.loaded.modules['notes']]).toMatchObject(['debug', { words: 7 }]);
    expect(await live.marks()).toMatchObject({ 'log.level': { by: 'ann', at: expect.any(Number) } });
    expect((await open()).config.log.level).toBe('debug');
    await live.change({ 'log.level': undefined }, 'ann');
    expect([live.config.log.level, told, (await open()).config.log.level]).toEqual(['info', ['debug', 'info'], 'info']);
  });

  it('takes a map as one value', async () => {
    const live = await open();
    await live.change({ 'events.retention.classes': { short: { days: 7 }, long: { days: 400 } } }, 'ann');
    await live.change({ 'events.retention.classes': { long: { days: 500 } } }, 'ann');
    expect(live.config.events.retention.classes).toEqual({ long: { days: 500 } });
    expect(live.originOf('events.retention.classes').origin).toBe('portal');
    expect((await open()).config.events.retention.classes).toEqual({ long: { days: 500 } });
    expect(collectorConfig(live).config.events.retention.classes).toEqual({ long: { days: 500 } });
  });

  it('is all or nothing and names each problem with its path', async () => {
    const live = await open();
    const before = live.loaded;
    const tried = live.change({ 'log.level': 'debug', 'portal.port': 70_000, 'notes.words': 'many' }, 'ann');
    await expect(tried).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      details: { problems: [{ path: 'portal.port' }, { path: 'notes.words' }] },
    });
    expect(live.loaded).toBe(before);
    expect(await accounts.settings.all()).toEqual({});
    await expect(live.change({ 'log.level': 'debug', 'plugins.dir': '/x' }, 'ann')).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('set it in the configuration file'),
    });
    expect(await accounts.settings.all()).toEqual({});
  });

  it('is not made when it cannot be kept', async () => {
    const live = await LiveConfig.open({
      store: { all: async () => ({}), save: () => Promise.reject(new Error('disk full')) },
      load: (portal) => loadConfig({ file: join(dir, 'c.yaml'), env: {}, portal }),
      moduleSchemas: {},
    });
    await expect(live.change({ 'log.level': 'debug' }, 'ann')).rejects.toThrow('disk full');
    expect(live.config.log.level).toBe('info');
  });

  it('waits for the one before it, and sees what that one did', async () => {
    const live = await open();
    const ids = Array.from({ length: 20 }, (_, i) => `p${i}`);
    const add = (id: string) =>
      live.change(({ config }) => ({ 'plugins.off': [...config.plugins.off, id] }), `user-${id}`);
    await Promise.all([...ids.map(add), live.change({ 'portal.port': -1 }, 'ann').catch(() => 'refused')]);
    expect(live.config.plugins.off).toEqual(ids);
    expect(await accounts.settings.all()).toEqual({ 'plugins.off': ids });
  });

  it('stands when a listener fails, and the other listeners hear of it', async () => {
    const live = await open();
    live.onChange(() => {
      throw new Error('deaf');
    });
    let heard = 0;
    const stop = live.onChange(() => (heard += 1));
    await expect(live.change({ 'log.level': 'warn' }, 'ann')).rejects.toThrow('deaf');
    expect([live.config.log.level, heard]).toEqual(['warn', 1]);
    stop();
    await live.change({ 'log.level': 'error' }, 'ann').catch(() => undefined);
    expect(heard).toBe(1);
  });
});

it('holds a module’s settings that are not live back until the next start, and gives the others at once', async () => {
  const live = await open();
  expect(live.modulesInForce).toEqual(live.loaded.modules);
  await live.change({ 'notes.words': 7, 'notes.labels': { a: 'b' }, 'notes.secret': 's' }, 'ann');
  for (const modules of [live.modulesInForce, collectorConfig(live).modules])
    expect(modules['notes']).toEqual({ words: 7, channels: [], labels: {} });
  expect((await open()).modulesInForce['notes']).toMatchObject({ words: 7, secret: 's', labels: { a: 'b' } });
});

describe('waiting', () => {
  it('names what is not live and was changed, maps and secrets too, until it is changed back', async () => {
    const live = await open();
    await live.change(
      { 'log.level': 'debug', 'portal.port': 8001, 'notes.secret': 's3cret', 'notes.labels': { a: 'b' } },
      'ann',
    );
    expect(live.waiting()).toEqual(['portal.port', 'notes.secret', 'notes.labels']);
    expect(collectorConfig(live).config).toMatchObject({ portal: { port: 8080 }, log: { level: 'debug' } });
    await live.change({ 'portal.port': undefined, 'notes.secret': undefined, 'notes.labels': {} }, 'ann');
    expect(live.waiting()).toEqual([]);
  });
});

describe('a kept setting that does not fit any more', () => {
  it.each([
    ['that is unknown', 'portal.colour', '"blue"', 'no such setting'],
    ['of a module that is gone', 'gone.words', '5', 'no such setting'],
    ['that became a boot key', 'data.dir', '"/elsewhere"', 'only from the file'],
    ['whose value is refused', 'notes.words', '0', 'found 0'],
    ['that fits no other', 'portal.port', '5514', 'which is portal.port already'],
    ['that somebody spoilt', 'portal.sessionHours', '{"a":', 'found'],
    ['of a hostile name', '__proto__.polluted', '1', 'no such setting'],
  ])('%s is left out, the rest is in force', async (_what, path, json, why) => {
    await accounts.settings.save({ 'log.level': 'warn', 'listen.udp.port': 9999 }, 'ann');
    await insertRaw(path, json);
    const live = await open();
    expect(live.leftOut).toEqual([{ path, why: expect.stringContaining(why) }]);
    expect([live.config.log.level, live.config.listen.udp.port]).toEqual(['warn', 9999]);
    expect(live.originOf(path).origin).not.toBe('portal');

    await live.change({ 'log.level': 'error' }, 'ann');
    expect(live.leftOut).toHaveLength(1);
    await live.change({ [path]: undefined }, 'ann');
    expect(live.leftOut).toEqual([]);
    expect(Object.keys(await accounts.settings.all())).toEqual(['listen.udp.port', 'log.level']);
  });

  it.each([
    ['with another', {}, 'listen: { http: { port: 8090 } }', ['portal.port']],
    ['besides half a pair', { 'listen.relp.cert': '/r.pem' }, 'portal: { port: 8090 }', ['listen.relp.cert']],
    ['and needs what is gone', { 'oidc.roleClaim': 'groups' }, 'portal: { port: 8090 }', ['oidc.roleClaim']],
  ])('takes none of those with it that hold only together: it clashes %s', async (_what, bad, file, paths) => {
    const pairs = {
      'listen.tls.cert': '/c.pem',
      'listen.tls.enabled': true,
      'listen.tls.key': '/k.pem',
      'oidc.clientId': 'x',
      'oidc.defaultRole': 'viewer',
      'oidc.issuer': 'https://sso.example',
    };
    await accounts.settings.save({ ...pairs, 'portal.port': 8090, 'log.level': 'warn', ...bad }, 'ann');
    writeConfig(file);
    const live = await open();
    expect(live.leftOut.map(({ path }) => path)).toEqual(paths);
    expect(live.config).toMatchObject({
      listen: { tls: { enabled: true, cert: '/c.pem', key: '/k.pem' } },
      oidc: { clientId: 'x', issuer: 'https://sso.example' },
      log: { level: 'warn' },
    });
  });

  it('leaves out what cannot be without it, and gives back what can', async () => {
    const tls = { 'listen.tls.cert': '/c.pem', 'listen.tls.enabled': true, 'listen.tls.port': 7000 };
    await accounts.settings.save(tls, 'ann');
    const live = await open();
    expect(live.leftOut).toEqual([
      { path: 'listen.tls.cert', why: expect.stringContaining('belong together') },
      { path: 'listen.tls.enabled', why: expect.stringContaining('without a certificate') },
    ]);
    expect(live.config.listen.tls).toMatchObject({ enabled: false, port: 7000 });
  });

  it('does not hide what is wrong in the file', async () => {
    await insertRaw('portal.colour', '"blue"');
    writeConfig('portal: { port: 99999 }');
    await expect(open()).rejects.toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringContaining('99999') });
  });

  it('is no matter when the file says it anyway', async () => {
    await insertRaw('notes.words', '0');
    writeConfig('notes: { words: 9 }');
    const live = await open();
    expect([live.leftOut, live.loaded.modules['notes']]).toMatchObject([[], { words: 9 }]);
  });
});

describe('a secret', () => {
  const secrets = {
    'oidc.clientSecret': 'top-s3cret',
    'notes.secret': 'top-s3cret',
    'notes.channels': [{ url: 'https://example.org', key: 'top-s3cret' }],
  };

  it('is sealed in the database, also one inside a list, and read again at the next start', async () => {
    const live = await open();
    await live.change({ ...secrets, 'log.level': 'warn' }, 'ann');
    const bytes = await databaseText(live.config);
    expect([bytes.includes('warn'), bytes.includes('top-s3cret')]).toEqual([true, false]);
    const next = await open();
    expect([next.config.oidc.clientSecret, next.loaded.modules['notes'], next.leftOut]).toMatchObject([
      'top-s3cret',
      { secret: 'top-s3cret', channels: [{ key: 'top-s3cret' }] },
      [],
    ]);
    expect(await readKeptSettings(next.config)).toEqual({ ...secrets, 'log.level': 'warn' });
  });

  it('that the key does not open is left out and said, the rest is in force, and it can be set anew', async () => {
    await (await open()).change({ 'oidc.clientSecret': 'old', 'log.level': 'warn' }, 'ann');
    await accounts.close();
    rmSync(join(dir, 'secret.key'));
    accounts = await openAccounts(loadConfig({ file: join(dir, 'c.yaml'), env: {} }).config);
    const live = await open();
    expect(live.leftOut).toEqual([
      { path: 'oidc.clientSecret', why: expect.stringContaining('secret.key is missing') },
    ]);
    expect([live.config.log.level, live.config.oidc.clientSecret]).toEqual(['warn', undefined]);
    await live.change({ 'log.level': 'debug' }, 'ann');
    await live.change({ 'oidc.clientSecret': 'new' }, 'ann');
    expect([live.leftOut, (await open()).config.oidc.clientSecret]).toEqual([[], 'new']);
  });

  const HOUSE = { 'oidc.issuer': 'https://sso.example.org/a', 'oidc.clientId': 'x', 'oidc.defaultRole': 'viewer' };
  const EVIL = 'https://evil.example.org';

  it('goes to no other issuer than it was given for, unless it is given again', async () => {
    const live = await open();
    await live.change({ ...HOUSE, 'oidc.clientSecret': 's' }, 'ann');
    await live.change({ 'oidc.issuer': 'https://sso.example.org/b' }, 'ann');
    const refused = (changes: object): Promise<void> =>
      expect(live.change({ ...changes }, 'ann')).rejects.toMatchObject({
        code: 'CONFIG_INVALID',
        details: { problems: [{ path: 'oidc.clientSecret', what: expect.stringContaining('enter it again') }] },
      });
    await refused({ 'oidc.issuer': EVIL });
    await refused({ 'oidc.allowInsecure': true });
    await live.change({ 'oidc.issuer': undefined, 'oidc.clientId': undefined }, 'ann');
    await refused({ 'oidc.issuer': EVIL, 'oidc.clientId': 'x' });
    await live.change({ 'oidc.issuer': EVIL, 'oidc.clientId': 'x', 'oidc.clientSecret': 's' }, 'ann');
    await live.change({ 'oidc.issuer': HOUSE['oidc.issuer'], 'oidc.clientSecret': undefined }, 'ann');
    expect(live.config.oidc).toMatchObject({ issuer: HOUSE['oidc.issuer'], clientId: 'x' });
  });

  it('that the portal does not hold goes to no issuer that the portal names', async () => {
    writeConfig(`oidc: { issuer: 'https://sso.example.org', clientId: x, defaultRole: viewer }`);
    const env = { LANWARDEN_OIDC__CLIENT_SECRET: 's' };
    await (await open(env)).change({ 'oidc.title': 'House' }, 'ann');
    writeConfig('');
    await expect((await open(env)).change(HOUSE, 'ann')).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      details: { problems: [{ path: 'oidc.issuer', what: expect.stringContaining('LANWARDEN_OIDC__CLIENT_SECRET') }] },
    });
  });

  it('opens in no other place than its own', async () => {
    await (await open()).change({ 'notes.secret': 'mine' }, 'ann');
    const { openMetadata } = await import('#src/store/metadata/open.js');
    const db = await openMetadata(loadConfig({ env: {}, overrides: { data: { dir } }, defaultFiles: [] }).config);
    await db.query("UPDATE settings SET path = 'oidc.title' WHERE path = 'notes.secret'");
    await db.close();
    const live = await open();
    expect(live.leftOut).toEqual([{ path: 'oidc.title', why: expect.stringContaining('does not open') }]);
  });
});

/** As another version, or a hand, wrote it. */
async function insertRaw(path: string, json: string): Promise<void> {
  const { openMetadata } = await import('#src/store/metadata/open.js');
  const db = await openMetadata(loadConfig({ env: {}, overrides: { data: { dir } }, defaultFiles: [] }).config);
  await db.query('INSERT INTO settings (path, value, updated_at, updated_by) VALUES ($1, $2, 1, $3)', {
    bind: [path, json, 'somebody'],
  });
  await db.close();
}

it('knows which keys are live: a new one of the collector belongs into collectorConfig too', () => {
  const live = knownPaths(configSchema).filter((path) => says(schemaAt(configSchema, path.split('.'))!, 'live'));
  expect(live).toEqual([
    'events.retention.days',
    'events.retention.bytes',
    'events.retention.classes',
    'geoip.asnPath',
    'networks.internal',
    'networks.names',
    'assets',
    'lists',
    'rdns.enabled',
    'rdns.external',
    'rdns.perSecond',
    'senders.unknown',
    'plugins.off',
    'audit.retentionDays',
    'metrics.public',
    'log.level',
  ]);
});
