// What takes long in a store: it keeps nobody else waiting, and ends when the store is closed.

import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import pg from 'pg';
import { ALL } from '#src/query/ast.js';
import { DAY, EVER, makeEvent, NOON, put } from '../../../test/contract/samples.js';
import { cuttingProxy } from '../../../test/helpers/cutting-proxy.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';
import { startPostgres, type PostgresServer } from '../../../test/helpers/postgres.js';
import { eventually } from '../../../test/helpers/eventually.js';
import { openPostgresStore } from './open.js';
import type { PostgresEventStore } from './store.js';

const SEGMENT = '20261120-default-live-0';
const EVENTS = `lanwarden_events."event_${SEGMENT}"`;
/** Longer than a test may take: closing waited for none of it. */
const NEVER_MS = 3_600_000;

let server: PostgresServer;
let url: string;
let clock: FakeClock;
/** Holds locks, in a transaction; the other one looks, outside of one. */
let admin: pg.Client;
let watcher: pg.Client;

beforeAll(async () => {
  server = await startPostgres();
}, 60_000);

afterAll(() => server.stop());

beforeEach(async () => {
  url = await server.freshDatabase();
  clock = new FakeClock(NOON);
  [admin, watcher] = [new pg.Client(url), new pg.Client(url)];
  await Promise.all([admin.connect(), watcher.connect()]);
});

afterEach(() => Promise.all([admin.end(), watcher.end()]));

const open = (its = url): Promise<PostgresEventStore> =>
  openPostgresStore({ url: its, clock, events: { segment: { rows: 1_000 } } });

const waitingFor = (statement: string): Promise<unknown> =>
  eventually(async () => {
    const { rowCount } = await watcher.query(
      "select 1 from pg_stat_activity where wait_event_type = 'Lock' and query ilike $1",
      [`${statement}%`],
    );
    expect(rowCount).toBe(1);
  });

it('closes while a segment is being vacuumed', async () => {
  const store = await open();
  await put(store, [makeEvent({ message: 'a' })]);
  clock.advance(DAY);
  await admin.query(`begin; lock table ${EVENTS} in share update exclusive mode`);
  const sealing = store.sealClosed();
  await waitingFor('vacuum');
  await Promise.all([store.close(), expect(sealing).rejects.toMatchObject({ code: 'STORE_WRITE' })]);
  await admin.query('rollback'); // until here the vacuum could not go on
  const again = await open();
  expect((await again.segments()).map(({ sealed }) => sealed)).toEqual([true]);
  await again.close();
});

it('closes when nothing comes back any more, with its reads', async () => {
  const proxy = await cuttingProxy(url);
  const store = await open(proxy.url);
  await put(store, [makeEvent({ message: 'a' })]);
  expect(await store.count({ query: ALL, range: EVER })).toBe(1);
  proxy.swallow();
  const reading = expect(store.count({ query: ALL, range: EVER, deadlineMs: NEVER_MS })).rejects.toMatchObject({
    code: 'STORE_READ',
  });
  await Promise.all([store.close(), reading]);
  proxy.close();
});

it('stores on while a segment that is to go is still read, and drops it then', async () => {
  const store = await open();
  await put(store, [makeEvent({ message: 'old' })]);
  await admin.query('begin');
  await admin.query(`select count(*) from ${EVENTS}`);
  let isDropped = false;
  const dropping = store.dropSegment(SEGMENT).finally(() => (isDropped = true));
  await waitingFor('drop table');
  const today = { '@timestamp': NOON + DAY, 'event.ingested': NOON + DAY };
  for (let n = 0; n < 20; n += 1) await put(store, [makeEvent({ ...today, message: `new ${n}` })]);
  expect(isDropped).toBe(false);
  await admin.query('commit');
  await dropping;
  expect((await store.segments()).map(({ id }) => id)).toEqual(['20261121-default-live-0']);
  await store.close();
});

it('makes the table of keys once, of many that need it at the same moment', async () => {
  const stores = await Promise.all(Array.from({ length: 8 }, () => open()));
  // Connected, each with a part of its own.
  for (const store of stores) await put(store, [makeEvent()]);
  const event = makeEvent({ message: 'keyed' });
  const results = await Promise.all(
    stores.map((store) => store.append({ kind: 'live', events: [{ event, dedupeKey: 'k' }] })),
  );
  expect(results.flatMap(({ ids }) => ids).filter((id) => id !== undefined)).toHaveLength(1);
  await Promise.all(stores.map((store) => store.close()));
});
