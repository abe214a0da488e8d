// The roles of deploy/postgresql/roles.sql on a real server: what each of them may do, and what it may not.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import { openAccounts } from '#src/accounts/open.js';
import { readIngestKeys } from '#src/accounts/ingest-keys.js';
import { ALL } from '#src/query/ast.js';
import { readKeptSettings } from '#src/settings/read-kept.js';
import { readSources } from '#src/sources/read-sources.js';
import { DAY, EVER, makeEvent, NOON, put } from '../../../test/contract/samples.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';
import { startPostgres, type PostgresServer } from '../../../test/helpers/postgres.js';
import { openPostgresReader, openPostgresStore } from './open.js';
import { keepPolicy } from './policy.js';
import type { PostgresEventStore } from './store.js';

const ROLES = readFileSync(new URL('../../../deploy/postgresql/roles.sql', import.meta.url), 'utf8');
const NAMES = ['lanwarden', 'lanwarden_collector', 'lanwarden_reader'] as const;

let server: PostgresServer;
let admin: string;
let dir: string;

const as = (role: (typeof NAMES)[number]): string => admin.replace(/\/\/[^@]*@/, `//${role}:p@`);
const configOf = (url: string) => configSchema.parse({ data: { dir }, database: { url } });
const clock = new FakeClock(NOON);
const open = (url: string): Promise<PostgresEventStore> =>
  openPostgresStore({ url, clock, events: { segment: { rows: 1_000 } } });

async function run(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(sql)).rows as Record<string, unknown>[];
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  server = await startPostgres();
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-roles-'));
  admin = await server.freshDatabase();
  await run(admin, ROLES);
  for (const name of NAMES) await run(admin, `alter role ${name} password 'p'`);
}, 60_000);

afterAll(async () => {
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
});

beforeEach(async () => {
  admin = await server.freshDatabase();
  await run(admin, ROLES);
});

describe('events', () => {
  it.each([
    ['the portal', 'lanwarden', 'lanwarden_collector'],
    ['the collector', 'lanwarden_collector', 'lanwarden'],
  ] as const)('are stored, sealed and dropped by both when %s comes first', async (_, first, second) => {
    const [a, b] = [await open(as(first)), await open(as(second))];
    const keyed = (store: PostgresEventStore, dedupeKey: string) =>
      store.append({ kind: 'live', events: [{ event: makeEvent({ message: dedupeKey }), dedupeKey }] });
    await keyed(a, 'of the first');
    await keyed(b, 'of the second');
    await keyed(b, 'of the first');
    expect(await b.count({ query: ALL, range: EVER })).toBe(2);
    // Both may ask the server for it.
    const [made, ...others] = await run(admin, 'select distinct era from lanwarden_events.segment');
    expect([made?.['era'], others]).toEqual([expect.stringMatching(/^\d+\.00000001$/), []]);
    await a.close();
    clock.advance(DAY);
    await b.sealClosed();
    const policy = { days: 365, bytes: 0, classes: {} };
    await keepPolicy(as('lanwarden'), policy);
    expect(await b.retention()).toEqual(policy);
    const segments = await b.segments();
    expect(segments.map(({ rows, sealed }) => [rows, sealed])).toEqual([
      [1, true],
      [1, true],
    ]);
    for (const { id } of segments) await b.dropSegment(id);
    const left = await run(admin, "select relname from pg_class where relname ~ '^(event|facet|rollup|keys)_'");
    expect(left).toEqual([]);
    await b.close();
    clock.advance(-DAY);
  });

  it('are read by the reader, also those of later, and by it alone not changed', async () => {
    const store = await open(as('lanwarden_collector'));
    await put(store, [makeEvent({ message: 'a' })]);
    const reader = openPostgresReader({ url: as('lanwarden_reader') });
    expect(await reader.count({ query: ALL, range: EVER })).toBe(1);
    await put(store, [makeEvent({ '@timestamp': NOON + DAY, 'event.ingested': NOON + DAY, message: 'b' })]);
    expect((await reader.search({ query: ALL, range: EVER, limit: 10 })).events).toHaveLength(2);
    await expect(run(as('lanwarden_reader'), 'delete from lanwarden_events.segment')).rejects.toThrow(/denied/);
    await expect(open(as('lanwarden_reader'))).rejects.toMatchObject({
      code: 'STORE_WRITE',
      message: expect.stringMatching(/lanwarden_reader may not store events.*GRANT "lanwarden_events" TO/),
    });
    await Promise.all([reader.close(), store.close()]);
  });

  it('of a role from before are taken over', async () => {
    await run(admin, 'drop schema lanwarden_events');
    const before = await open(admin);
    await put(before, [makeEvent({ message: 'before' })]);
    await before.close();
    await expect(open(as('lanwarden_collector'))).rejects.toMatchObject({ code: 'STORE_WRITE' });
    await run(admin, ROLES);
    const store = await open(as('lanwarden_collector'));
    await put(store, [makeEvent({ message: 'after' })]);
    expect((await store.segments()).map(({ rows }) => rows)).toEqual([2]);
    await store.close();
  });
});

describe('metadata', () => {
  it('are read by a collector as far as it needs them', async () => {
    const collector = configOf(as('lanwarden_collector'));
    const accounts = await openAccounts(configOf(as('lanwarden')));
    await accounts.tokens.create({ name: 'admin', role: 'admin', createdBy: 'test' });
    await accounts.tokens.create({ name: 'key', role: 'ingest', source: 'web', createdBy: 'test' });
    await run(
      as('lanwarden'),
      `insert into settings (path, value, updated_at, updated_by) values
         ('log.level', '"debug"', 0, 'test'), ('oidc.clientSecret', 'sealed:abc', 0, 'test')`,
    );
    await expect(readSources(collector)).rejects.toMatchObject({
      code: 'DATABASE_REFUSED',
      message: expect.stringMatching(/lanwarden_collector may not read .*roles\.sql/),
    });
    await run(admin, ROLES);
    expect(await readSources(collector)).toEqual([]);
    expect(await readKeptSettings(collector)).toEqual({ 'log.level': 'debug' });
    const keys = await readIngestKeys(collector, Date.now());
    expect(keys).toEqual(await accounts.tokens.listIngestKeyHashes());
    expect(keys).toHaveLength(1);
    const tables = await run(
      admin,
      "select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace",
    );
    const secret = tables.map(({ name }) => String(name)).filter((name) => !['settings', 'sources', 'tokens', 'nodes'].includes(name)); // prettier-ignore
    expect(secret).toEqual(expect.arrayContaining(['users', 'sessions', 'outbox_messages']));
    for (const table of [...secret, 'tokens'])
      await expect(run(as('lanwarden_collector'), `select * from ${table}`)).rejects.toThrow(/denied/);
    expect(await run(as('lanwarden_collector'), 'select role from tokens')).toEqual([{ role: 'ingest' }]);
    for (const table of ['settings', 'sources', 'tokens', 'nodes', 'users'])
      await expect(run(as('lanwarden_collector'), `delete from ${table}`)).rejects.toThrow(/denied/);
    await expect(run(as('lanwarden_collector'), 'create table mine (x int)')).rejects.toThrow(/denied/);
    await expect(run(as('lanwarden_reader'), 'select path from settings')).rejects.toThrow(/denied/);
    await accounts.close();
  });
});
