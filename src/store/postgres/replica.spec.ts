// Searches on a replica: a real second server that streams from the first one.

import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import pg from 'pg';
import { ALL } from '#src/query/ast.js';
import { EVER, makeEvent, NOON, put } from '../../../test/contract/samples.js';
import { cuttingProxy } from '../../../test/helpers/cutting-proxy.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';
import { startPostgres, type PostgresServer } from '../../../test/helpers/postgres.js';
import type { PostgresReplica } from '../../../test/helpers/postgres-replica.js';
import type { EventReader } from '../event-store.js';
import { eventually } from '../../../test/helpers/eventually.js';
import { openPostgresReader, openPostgresStore } from './open.js';
import type { PostgresEventStore } from './store.js';

let server: PostgresServer;
let replica: PostgresReplica;
let url: string;
let readUrl: string;
let store: PostgresEventStore;
let reader: EventReader;
let admin: pg.Client;
let onReplica: pg.Client;

beforeAll(async () => {
  server = await startPostgres();
  replica = await server.startReplica();
}, 60_000);

afterAll(async () => {
  await replica.stop();
  await server.stop();
});

const connected = async (its: string): Promise<pg.Client> => {
  const client = new pg.Client(its);
  client.on('error', () => undefined);
  await client.connect();
  return client;
};

beforeEach(async () => {
  url = await server.freshDatabase();
  readUrl = replica.urlOf(url);
  store = await openPostgresStore({ url, clock: new FakeClock(NOON), events: { segment: { rows: 1_000 } } });
  await put(store, [makeEvent({ message: 'a' })]);
  admin = await connected(url);
  await caughtUp();
  onReplica = await connected(readUrl);
  reader = openPostgresReader({ url, readUrl });
});

afterEach(async () => {
  await Promise.all([reader.close(), store.close(), admin.end(), onReplica.end()]);
});

/** The replica has replayed what is written. */
async function caughtUp(): Promise<void> {
  const { rows } = await admin.query<{ lsn: string }>('select pg_current_wal_lsn()::text as lsn');
  await eventually(async () => {
    const client = await connected(replica.urlOf(url));
    const { rows: found } = await client.query<{ is: boolean }>('select pg_last_wal_replay_lsn() >= $1::pg_lsn as is', [rows[0]!.lsn]); // prettier-ignore
    await client.end();
    expect(found[0]!.is).toBe(true);
  });
}

const count = (its = reader): Promise<number> => its.count({ query: ALL, range: EVER });
const scanned = async (): Promise<number> => {
  let n = 0;
  for await (const { events } of reader.scan({ order: 'arrival', range: EVER })) n += events.length;
  return n;
};
const state = () => reader.server!().replica!;

it('go there, and say how far it is behind; what may miss nothing does not', { timeout: 30_000 }, async () => {
  expect(await count()).toBe(1);
  expect(state()).toMatchObject({ isUsed: true, behindBytes: 0, behindMs: 0, fallbacks: 0 });
  await onReplica.query('select pg_wal_replay_pause()');
  const [id] = await put(store, [makeEvent({ message: 'b' })]);
  expect(await count()).toBe(1);
  expect((await reader.search({ query: ALL, range: EVER, limit: 10 })).events).toHaveLength(1);
  expect(await scanned()).toBe(2);
  expect((await reader.segments()).map(({ rows }) => rows)).toEqual([2]);
  expect((await reader.get(id!))?.message).toBe('b');
  await eventually(() => expect(state().behindBytes).toBeGreaterThan(0));
  expect(state().behindMs).toBeGreaterThan(0);
  await onReplica.query('select pg_wal_replay_resume()');
  await caughtUp();
  expect(await count()).toBe(2);
});

it(
  'go to the other server while it is away, which is said, and go there again when it is back',
  { timeout: 40_000 },
  async () => {
    expect(await count()).toBe(1);
    await replica.away(async () => {
      expect(await count()).toBe(1);
      expect(state()).toMatchObject({
        isUsed: false,
        why: expect.stringMatching(/is away.*events\.readUrl/),
        fallbacks: 1,
      });
      expect((await reader.search({ query: ALL, range: EVER, limit: 10 })).events).toHaveLength(1);
    });
    await eventually(() => expect(state().isUsed).toBe(true), 100);
    expect(await count()).toBe(1);
  },
);

it(
  'go to the other server in the middle of a read, when nothing comes back any more',
  { timeout: 30_000 },
  async () => {
    const proxy = await cuttingProxy(readUrl);
    const through = openPostgresReader({ url, readUrl: proxy.url });
    expect(await count(through)).toBe(1);
    proxy.swallow();
    expect(await through.count({ query: ALL, range: EVER, deadlineMs: 20_000 })).toBe(1);
    expect(through.server!().replica).toMatchObject({ isUsed: false });
    await through.close();
    proxy.close();
  },
);

it('that the replica breaks off are asked for once more on the other server', { timeout: 30_000 }, async () => {
  expect(await count()).toBe(1);
  // Replayed there, it makes the read wait.
  await admin.query('begin; lock table lanwarden_events.segment in access exclusive mode');
  await put(await otherStore(), [makeEvent({ message: 'in another database, so that the log is sent' })]);
  const counting = count();
  const pid = await eventually(async () => {
    const { rows } = await onReplica.query<{ pid: number }>(
      "select pid from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database() and pid <> pg_backend_pid()",
    );
    expect(rows).toHaveLength(1);
    return rows[0]!.pid;
  });
  await admin.query('rollback');
  await onReplica.query('select pg_cancel_backend($1)', [pid]);
  expect(await counting).toBe(1);
  expect(state().isUsed).toBe(true);
});

it('go there still when one of them could be answered by neither', async () => {
  expect(await count()).toBe(1);
  await admin.query('alter table lanwarden_events.segment rename column created to made');
  await caughtUp();
  await expect(count()).rejects.toMatchObject({ code: 'STORE_READ', details: { sqlState: '42703' } });
  expect(state().isUsed).toBe(true);
});

it('stay where they are when the address is no replica', async () => {
  const other = await startPostgres({ isItsOwn: true });
  const wrong = openPostgresReader({ url, readUrl: await other.freshDatabase() });
  expect(await count(wrong)).toBe(1);
  expect(wrong.server!().replica).toMatchObject({ isUsed: false, why: expect.stringMatching(/is no replica/) });
  await wrong.close();
  await other.stop();
});

it('stay where they are when the address is another database there', async () => {
  const other = await otherStore();
  await put(other, [makeEvent({ message: 'b' }), makeEvent({ message: 'c' })]);
  const wrong = openPostgresReader({ url, readUrl: replica.urlOf(otherUrl) });
  await caughtUp();
  expect(await count(wrong)).toBe(1);
  expect(wrong.server!().replica).toMatchObject({ isUsed: false, why: expect.stringMatching(/another database/) });
  await wrong.close();
});

it('go to the server itself when its own address is given', async () => {
  const itself = openPostgresReader({ url, readUrl: url });
  expect(await count(itself)).toBe(1);
  expect(itself.server!().replica).toMatchObject({ isUsed: true, behindBytes: 0 });
  await itself.close();
});

// The last one: it is no replica after that.
it('stay where they are when the replica was promoted', { timeout: 30_000 }, async () => {
  expect(await count()).toBe(1);
  expect(state().isUsed).toBe(true);
  await onReplica.query('select pg_promote()');
  await put(store, [makeEvent({ message: 'b' })]);
  await eventually(() => expect(state().isUsed).toBe(false), 100);
  expect(state().why).toMatch(/is no replica any more/);
  expect(await count()).toBe(2);
});

let otherUrl: string;
async function otherStore(): Promise<PostgresEventStore> {
  otherUrl = await server.freshDatabase();
  const its = await openPostgresStore({
    url: otherUrl,
    clock: new FakeClock(NOON),
    events: { segment: { rows: 1_000 } },
  });
  afterThis.push(() => its.close());
  return its;
}

const afterThis: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const undo of afterThis.splice(0)) await undo();
});
