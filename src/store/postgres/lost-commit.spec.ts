// A connection that ends between the commit and its answer: what was stored is not reported as lost, and not stored twice.

import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import pg from 'pg';
import { ALL } from '#src/query/ast.js';
import { EVER, makeEvent, NOON, put } from '../../../test/contract/samples.js';
import { cuttingProxy, type CuttingProxy } from '../../../test/helpers/cutting-proxy.js';
import { eventually } from '../../../test/helpers/eventually.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';
import { startPostgres, type PostgresServer } from '../../../test/helpers/postgres.js';
import { eraOf } from './era.js';
import { openPostgresStore } from './open.js';
import { Session } from './session.js';
import { wasCommitted } from './settle.js';
import type { PostgresEventStore } from './store.js';

let server: PostgresServer;
let direct: string;
let proxy: CuttingProxy;
let store: PostgresEventStore;

const open = (url: string): Promise<PostgresEventStore> =>
  openPostgresStore({ url, clock: new FakeClock(NOON), events: { segment: { rows: 1_000 } } });
const event = (message: string) => makeEvent({ message });

beforeAll(async () => {
  server = await startPostgres();
}, 60_000);

afterAll(() => server.stop());

beforeEach(async () => {
  direct = await server.freshDatabase();
  proxy = await cuttingProxy(direct);
  store = await open(proxy.url);
  await put(store, [event('before')]);
});

afterEach(async () => {
  await store.close();
  proxy.close();
});

async function messages(): Promise<readonly (string | undefined)[]> {
  const { events } = await store.search({ query: ALL, range: EVER, limit: 10 });
  return events.map(({ message }) => message).toSorted();
}

it('is asked what became of it', async () => {
  void proxy.atCommit('keep');
  const [id] = await put(store, [event('kept')]);
  expect((await store.get(id!))?.message).toBe('kept');
  void proxy.atCommit('lose');
  await expect(put(store, [event('lost')])).rejects.toMatchObject({ code: 'STORE_WRITE' });
  await put(store, [event('after')]);
  expect(await messages()).toEqual(['after', 'before', 'kept']);
});

it('is waited for while the server restarts, also when another collector goes on with the part', async () => {
  const isCut = proxy.atCommit('keep');
  let isOver = false;
  const storing = put(store, [event('kept')]).finally(() => (isOver = true));
  proxy.refuses = true;
  await isCut;
  await server.away(async () => undefined);
  const other = await open(direct);
  await put(other, [event('of the other')]);
  expect((await other.segments()).map(({ id }) => id)).toEqual(['20261120-default-live-0']);
  expect(isOver).toBe(false);
  proxy.refuses = false;
  const [id] = await storing;
  expect((await store.get(id!))?.message).toBe('kept');
  expect(await messages()).toEqual(['before', 'kept', 'of the other']);
  await other.close();
});

it('is ended on a server that does not know that the connection is gone', async () => {
  void proxy.atCommit('stray');
  await expect(put(store, [event('lost')])).rejects.toMatchObject({ code: 'STORE_WRITE' });
  await put(store, [event('after')]);
  expect(await messages()).toEqual(['after', 'before']);
  expect((await store.segments()).map(({ id }) => id)).toEqual(['20261120-default-live-0']);
});

async function connected(): Promise<pg.Client> {
  const client = new pg.Client(direct);
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

// The last one: nobody else's commits are answered meanwhile.
it('is waited for while the server waits for a synchronous replica', { timeout: 30_000 }, async () => {
  const before = await connected();
  await before.query("alter system set synchronous_standby_names = 'away'");
  await server.away(() => before.end());
  const [admin, other] = [await connected(), await connected()];
  const begun = await other.query<{ xid: string }>('begin; create table waits (); select pg_current_xact_id() as xid');
  const { xid } = (begun as unknown as pg.QueryResult<{ xid: string }>[])[2]!.rows[0]!;
  const committing = other.query('commit');
  const waiting = () => admin.query("select from pg_stat_activity where wait_event = 'SyncRep'");
  await eventually(async () => expect((await waiting()).rowCount).toBe(1));

  const session = await Session.open(direct);
  const era = await eraOf(session);
  await session.close();
  const giveUp = new AbortController();
  const asked = wasCommitted(direct, { xid, era }, () => Promise.resolve(true), giveUp.signal);
  setTimeout(() => giveUp.abort(), 1_000);
  await expect(asked).rejects.toThrow('goes on with a commit');
  expect((await waiting()).rowCount).toBe(1);

  // After a failover the number may be that of somebody else's long work.
  const elsewhere = wasCommitted(direct, { xid, era: 'another' }, () => Promise.resolve(false), giveUp.signal);
  expect(await elsewhere).toBe(false);

  // A collector that is to end does not wait.
  void proxy.atCommit('keep').then(() => setTimeout(() => store.giveUpWaiting(), 500));
  await expect(put(store, [event('late')])).rejects.toMatchObject({ code: 'STORE_WRITE' });

  const askedAgain = wasCommitted(direct, { xid, era }, () => Promise.resolve(true), new AbortController().signal);
  await admin.query('alter system reset synchronous_standby_names');
  await admin.query('select pg_reload_conf()');
  expect(await askedAgain).toBe(true);
  await committing;
  await Promise.all([admin.end(), other.end()]);
});
