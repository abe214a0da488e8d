// How long events of a shared store are kept: as one portal said, whatever each collector is set to.

import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import { systemClock } from '#src/clock.js';
import { ClockGuard } from '#src/collector/clock-guard.js';
import { storeChores } from '#src/collector/store-chores.js';
import { createLog, type Log } from '#src/log.js';
import { DAY, makeEvent, put } from '../../../test/contract/samples.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';
import { startPostgres, type PostgresServer } from '../../../test/helpers/postgres.js';
import { openPostgresReader, openPostgresStore } from './open.js';
import { keepPolicy } from './policy.js';
import type { PostgresEventStore } from './store.js';

const kept = (days: number) => ({ days, bytes: 0, classes: {} });
const segment = { rows: 1_000 };
let server: PostgresServer;
let url: string;
let store: PostgresEventStore;
beforeAll(async () => void (server = await startPostgres()), 60_000);
afterAll(() => server.stop());
beforeEach(async () => {
  url = await server.freshDatabase();
  const clock = new FakeClock(Date.now() - 100 * DAY);
  const then = await openPostgresStore({ url, clock, events: { segment } });
  await put(then, [makeEvent({ '@timestamp': clock.now(), 'event.ingested': clock.now(), message: 'old' })]);
  await then.close();
  store = await openPostgresStore({ url, clock: systemClock, events: { segment } });
});
afterEach(() => store.close());

/** Of a collector that is set to keep them for a day. Answers with how many segments are left. */
async function maintain(): Promise<number> {
  const config = configSchema.parse({ events: { retention: { days: 1, bytes: 1 } } });
  const chores = storeChores(store, new ClockGuard(store), () => config, createLog('collector', 'silent'));
  for (const { run } of chores) await run();
  return (await store.segments()).length;
}

it('nothing is dropped before a portal has said it, then by its word', async () => {
  expect(await store.retention()).toBeUndefined();
  expect(await maintain()).toBe(1);
  await keepPolicy(url, kept(365));
  expect(await maintain()).toBe(1);
  await keepPolicy(url, { ...kept(365), classes: { default: { days: 30 } } });
  expect(await maintain()).toBe(0);
});

it('what a version says that this one cannot read drops nothing, nor does a schema of before', async () => {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(`update lanwarden_events.meta set retention = '{"days": "1 week"}'`);
  expect(await maintain()).toBe(1);
  await client.query('alter table lanwarden_events.meta drop column retention');
  expect(await maintain()).toBe(1);
  await client.end();
  await (await openPostgresStore({ url, events: { segment } })).close();
  await keepPolicy(url, kept(365));
  expect(await store.retention()).toEqual(kept(365));
});

it('that nothing is dropped is said once', async () => {
  const warned: unknown[] = [];
  const log = { info: () => undefined, error: () => undefined, warn: (what: unknown) => void warned.push(what) };
  const chores = storeChores(store, new ClockGuard(store), () => configSchema.parse({}), log as unknown as Log);
  const maintained = async (): Promise<number> => {
    for (const { run } of chores) await run();
    return warned.length;
  };
  expect(await maintained()).toBe(1);
  expect(await maintained()).toBe(1);
  await keepPolicy(url, kept(365));
  expect(await maintained()).toBe(1);
});

it('a portal that only reads needs one right more to say it', async () => {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(`create role portal login password 'p';
    grant usage on schema lanwarden_events to portal; grant select on all tables in schema lanwarden_events to portal`);
  const own = url.replace(/\/\/[^@]*@/, '//portal:p@');
  await expect(keepPolicy(own, kept(30))).rejects.toThrow('permission denied');
  await client.query('grant update (retention) on lanwarden_events.meta to portal');
  await keepPolicy(own, kept(30));
  expect(await store.retention()).toEqual(kept(30));
  await client.query('drop owned by portal; drop role portal');
  await client.end();
});

it('a portal that comes before its collector knows of none', async () => {
  const reader = openPostgresReader({ url: await server.freshDatabase() });
  expect(await reader.retention?.()).toBeUndefined();
  await reader.close();
});
