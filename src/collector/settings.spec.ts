import { describe, expect, it } from 'vitest';
import { knownPaths, says, schemaAt } from '#config/schema-tree.js';
import { configSchema } from '#config/schema.js';
import { fingerprintOf, withOwnPlaces } from './settings.js';

const fingerprint = (config: object): string =>
  fingerprintOf({ config: configSchema.parse(config), sources: [], modules: {}, ingestKeys: [] });

describe('the fingerprint of settings', () => {
  it.each([
    [{ senders: { unknown: 'refuse' } }],
    [{ plugins: { off: ['pihole'] } }],
    [{ events: { retention: { days: 7, bytes: 5, classes: { short: { days: 1 } } } } }],
    [{ log: { level: 'debug' } }],
    [{ portal: { port: 81 } }],
    [{ sources: [{ name: 'nas' }] }],
  ])('is the same for what a running collector takes over: %j', (config) => {
    expect(fingerprint(config)).toBe(fingerprint({}));
  });

  it.each([
    [{ listen: { udp: { port: 1 } } }],
    [{ events: { minFreeBytes: 1 } }],
    [{ time: { zone: 'Europe/Berlin' } }],
    [{ plugins: { dir: '/plugins' } }],
    [{ collector: { parserTimeoutMs: 500 } }],
  ])('is another for what needs a restart: %j', (config) => {
    expect(fingerprint(config)).not.toBe(fingerprint({}));
  });

  it('is another for another place of the events, wherever it is named, and the same for another one of the metadata', () => {
    const inPostgres = (events: object, url: string): string =>
      fingerprint({ events: { store: 'postgres', ...events }, database: { url } });
    expect(inPostgres({}, 'postgres://new/db')).not.toBe(inPostgres({}, 'postgres://old/db'));
    const events = { url: 'postgres://events/db' };
    expect(inPostgres(events, 'postgres://new/db')).toBe(inPostgres(events, 'postgres://old/db'));
  });

  it('is another for a collector without a portal, which runs no stages', () => {
    const settings = { config: configSchema.parse({}), sources: [], modules: {}, ingestKeys: [] };
    expect(fingerprintOf({ ...settings, isAlone: true })).not.toBe(fingerprintOf(settings));
  });
});

it('settings of the last run give way to whatever only the own configuration can say', () => {
  const own = configSchema.parse({
    data: { dir: '/moved' },
    node: { name: 'renamed' },
    secrets: { keyFile: '/key' },
    database: { url: 'postgres://new/db', pool: { max: 3 }, statementTimeoutMs: 5_000 },
    events: { store: 'postgres', url: 'postgres://new/events', readUrl: 'postgres://new/replica', minFreeBytes: 1 },
    sources: [{ name: 'nas' }],
    plugins: { dir: '/plugins', packages: ['one'] },
  });
  const last = configSchema.parse({ database: { url: 'postgres://old/db' }, events: { retention: { days: 7 } } });
  const { config } = withOwnPlaces({ config: last, sources: [], modules: {}, ingestKeys: [] }, own);
  const at = (path: string, root: object): unknown =>
    path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], root);
  const boot = knownPaths(configSchema).filter((path) => says(schemaAt(configSchema, path.split('.'))!, 'boot'));
  for (const path of boot) expect([path, at(path, config)]).toEqual([path, at(path, own)]);
  expect(config.events).toMatchObject({ retention: { days: 7 }, minFreeBytes: last.events.minFreeBytes });
});
