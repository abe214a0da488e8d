// A server that has become what it was an hour ago, without saying so: here by a copy of the database that takes its place.

import { afterAll, beforeAll, expect, it } from 'vitest';
import pg from 'pg';
import { ALL } from '#src/query/ast.js';
import { DAY, EVER, makeEvent, NOON, put } from '../../../test/contract/samples.js';
import { eventually } from '../../../test/helpers/eventually.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';
import { freshDatabase } from '../../../test/helpers/fresh-database.js';
import { openPostgresStore } from './open.js';

let admin: pg.Client;

beforeAll(async () => {
  admin = new pg.Client(await freshDatabase());
  await admin.connect();
}, 60_000);

afterAll(async () => {
  await admin.end();
});

async function makeCopy(database: string): Promise<void> {
  await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [database]);
  await eventually(() => admin.query(`create database earlier template ${database}`));
}

async function putBack(database: string): Promise<void> {
  await admin.query(`drop database ${database} with (force)`);
  await admin.query(`alter database earlier rename to ${database}`);
}

const from = (message: string, at = NOON): ReturnType<typeof makeEvent> =>
  makeEvent({ '@timestamp': at, 'event.ingested': at, message });

it('gives what was known of lost rows to nothing else, as long as who wrote them runs', async () => {
  const url = await freshDatabase();
  const database = new URL(url).pathname.slice(1);
  const store = await openPostgresStore({ url, clock: new FakeClock(NOON), events: { segment: { rows: 1_000 } } });
  await put(store, [from('kept')]);
  await makeCopy(database);
  const lost = await eventually(() => put(store, [from('lost'), from('lost with its part', NOON + DAY)]));
  const seen = await store.position();
  await putBack(database);
  const stored = await eventually(() => put(store, [from('new'), from('next', NOON + DAY)]));

  expect(stored.filter((id) => lost.includes(id))).toEqual([]);
  const { events } = await store.search({ query: ALL, range: EVER, limit: 9 });
  expect(events.map(({ message }) => message).toSorted()).toEqual(['kept', 'new', 'next']);
  const behind: unknown[] = [];
  for await (const batch of store.scan({ order: 'arrival', range: EVER, after: seen }))
    behind.push(...batch.events.map(({ message }) => message));
  expect(behind).toEqual(['new', 'next']);
  await store.close();
});
