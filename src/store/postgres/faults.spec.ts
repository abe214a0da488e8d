// What a server that cannot be used gets said, in one line that tells what to do and no password.

import { afterAll, beforeAll, expect, it } from 'vitest';
import pg from 'pg';
import type { Fault } from '#src/faults.js';
import { ALL } from '#src/query/ast.js';
import { EVER, makeEvent, put } from '../../../test/contract/samples.js';
import { eventually } from '../../../test/helpers/eventually.js';
import { startPostgres, type PostgresServer } from '../../../test/helpers/postgres.js';
import { openPostgresReader, openPostgresStore } from './open.js';

const events = { segment: { rows: 1_000 } };
let server: PostgresServer;

beforeAll(async () => {
  server = await startPostgres();
}, 60_000);

afterAll(() => server.stop());

async function asAdmin(url: string, ...statements: readonly string[]): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

async function faultOf(work: Promise<unknown>): Promise<Fault> {
  return work.then(
    () => Promise.reject(new Error('no fault')),
    (error: unknown) => error as Fault,
  );
}

it('says that nobody answers there', async () => {
  const url = 'postgres://somebody:hunter22@127.0.0.1:9/none';
  const write = await faultOf(openPostgresStore({ url, events }));
  expect([write.code, write.message]).toEqual(['STORE_WRITE', expect.stringMatching(/127\.0\.0\.1:9\/none is away/)]);
  const reader = openPostgresReader({ url });
  const read = await faultOf(reader.count({ query: ALL, range: EVER }));
  expect(read.code).toBe('STORE_READ');
  for (const { message } of [write, read]) expect(message).not.toMatch(/hunter22|\n/);
  await reader.close();
});

it('says what is wrong with the login, the database and the URL', async () => {
  const url = await server.freshDatabase();
  const wrong = async (its: string): Promise<string> =>
    (await faultOf(openPostgresStore({ url: its, events }))).message;
  expect(await wrong(url.replace(/:[^:@]*@/, ':wrong@'))).toMatch(/refused the login/);
  expect(await wrong(`${url}_not`)).toMatch(/no such database/);
  expect(await wrong('mysql://x')).toMatch(/postgres:\/\//);
});

it('says what to grant to who may not make tables, and to who may not read them', async () => {
  const url = await server.freshDatabase();
  await asAdmin(url, "create role plain login password 'p'");
  const plain = url.replace(/\/\/.*@/, '//plain:p@');
  const write = await faultOf(openPostgresStore({ url: plain, events }));
  expect([write.code, write.message]).toEqual(['STORE_WRITE', expect.stringMatching(/GRANT USAGE, CREATE ON SCHEMA/)]);
  const store = await openPostgresStore({ url, events });
  await put(store, [makeEvent()]);
  const reader = openPostgresReader({ url: plain });
  const read = await faultOf(reader.count({ query: ALL, range: EVER }));
  expect([read.code, read.message]).toEqual(['STORE_READ', expect.stringMatching(/GRANT SELECT ON ALL TABLES/)]);
  await asAdmin(
    url,
    'grant usage on schema lanwarden_events to plain',
    'grant select on all tables in schema lanwarden_events to plain',
  );
  expect(await reader.count({ query: ALL, range: EVER })).toBe(1);
  await Promise.all([reader.close(), store.close()]);
});

it('refuses what a later version wrote', async () => {
  const url = await server.freshDatabase();
  await (await openPostgresStore({ url, events })).close();
  await asAdmin(url, 'update lanwarden_events.meta set version = 99');
  expect((await faultOf(openPostgresStore({ url, events }))).code).toBe('DATABASE_NEWER');
});

it('goes on with what an earlier version wrote, in another part', async () => {
  const url = await server.freshDatabase();
  const before = await openPostgresStore({ url, events });
  await put(before, [makeEvent()]);
  await before.close();
  await asAdmin(url, 'alter table lanwarden_events.segment drop column era');
  const store = await openPostgresStore({ url, events });
  await put(store, [makeEvent()]);
  expect((await store.segments()).map(({ rows }) => rows)).toEqual([1, 1]);
  await store.close();
});

it('keeps nobody waiting while what an earlier version wrote is being dumped', async () => {
  const url = await server.freshDatabase();
  await (await openPostgresStore({ url, events })).close();
  await asAdmin(url, 'alter table lanwarden_events.segment drop column era');
  const dump = new pg.Client(url);
  await dump.connect();
  await dump.query('begin; select from lanwarden_events.segment');
  const opening = openPostgresStore({ url, events });
  await eventually(async () => expect((await dump.query('select from pg_locks where not granted')).rowCount).toBe(1));
  await asAdmin(url, 'select from lanwarden_events.segment');
  await dump.end();
  await (await opening).close();
});

it('has no events where nobody has stored any', async () => {
  const reader = openPostgresReader({ url: await server.freshDatabase() });
  expect(await reader.count({ query: ALL, range: EVER })).toBe(0);
  expect(await reader.stats()).toMatchObject({ segments: 0, rows: 0 });
  await reader.close();
});

it('stores what no index could take: names of 60,000 characters, words beyond number and length', async () => {
  const url = await server.freshDatabase();
  const store = await openPostgresStore({ url, events });
  const long = 'ü'.repeat(60_000);
  const many = 'again '.repeat(20_000);
  const stored = [
    makeEvent({ 'user.name': long, 'dns.question.name': long, 'host.name': long, message: long }),
    makeEvent({ message: `${many}tail` }),
    makeEvent({ message: `${'w'.repeat(5_000)} behind`, 'user.name': `${long}x` }),
  ];
  const ids = await put(store, stored);
  for (const [at, event] of stored.entries())
    expect(await store.get(ids[at]!)).toEqual({ ...event, 'event.id': ids[at] });
  const found = async (query: Parameters<typeof store.count>[0]['query']): Promise<number> =>
    store.count({ query, range: EVER });
  expect(await found({ kind: 'equals', field: 'user.name', value: long })).toBe(1);
  expect(await found({ kind: 'phrase', words: ['tail'], prefix: false })).toBe(1);
  expect(await found({ kind: 'phrase', words: ['again', 'tail'], prefix: false })).toBe(1);
  expect(await found({ kind: 'phrase', words: ['w'.repeat(5_000), 'behind'], prefix: false })).toBe(1);
  expect(await found({ kind: 'phrase', words: [long], prefix: false })).toBe(1);
  await store.close();
});
