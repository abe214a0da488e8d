// What a collector is told of the events that others store.

import { afterEach, beforeEach, expect, it } from 'vitest';
import pg from 'pg';
import { DAY, makeEvent, NOON, put } from '../../../test/contract/samples.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';
import { freshDatabase } from '../../../test/helpers/fresh-database.js';
import { openPostgresStore } from './open.js';
import type { PostgresEventStore } from './store.js';

let url: string;
let clock: FakeClock;
let a: PostgresEventStore;
let b: PostgresEventStore;

const open = (): Promise<PostgresEventStore> => openPostgresStore({ url, clock, events: { segment: { rows: 100 } } });
const events = (name: string, count: number) =>
  Array.from({ length: count }, (_, n) =>
    makeEvent({ '@timestamp': NOON + n, 'event.ingested': NOON, message: `${name}${n}` }),
  );

beforeEach(async () => {
  url = await freshDatabase();
  clock = new FakeClock(NOON);
  [a, b] = await Promise.all([open(), open()]);
});
afterEach(() => Promise.all([a.close(), b.close()]));

async function follow(store: PostgresEventStore, after: string): Promise<{ found: string[]; position: string }> {
  const found: string[] = [];
  let position = after;
  for await (const batch of store.others.scan(after, new AbortController().signal)) {
    found.push(...batch.events.map((event) => event.message as string));
    position = batch.position;
  }
  return { found, position };
}

it('those of others in their order, never its own, over many parts and a day’s end', async () => {
  await put(a, events('before', 3));
  let position = await a.others.position();
  const found: string[] = [];
  for (let round = 0; round < 4; round += 1) {
    await Promise.all([put(a, events(`own${round}-`, 70)), put(b, events(`b${round}-`, 70))]);
    expect(await a.others.behind(position)).toBe(70);
    const batch = await follow(a, position);
    position = batch.position;
    found.push(...batch.found);
    if (round !== 1) continue;
    clock.advance(DAY);
    await Promise.all([a.sealClosed(), b.sealClosed()]);
  }
  expect(found).toEqual([0, 1, 2, 3].flatMap((round) => events(`b${round}-`, 70).map(({ message }) => message)));
  expect(await a.others.behind(position)).toBe(0);
  expect((await follow(a, position)).found).toEqual([]);
});

it('imports are not among them', async () => {
  const position = await a.others.position();
  await b.append({ kind: 'import', events: events('old', 5).map((event) => ({ event })) });
  await put(b, events('b', 1));
  expect((await follow(a, position)).found).toEqual(['b0']);
});

it('a part that changes hands is theirs as far as they wrote it', async () => {
  const position = await a.others.position();
  await put(a, events('own', 5));
  const admin = new pg.Client(url);
  await admin.connect();
  await admin.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()',
  );
  await admin.end();
  // It goes on with the part that the first one lost.
  await put(b, events('b', 4)).catch(() => put(b, events('b', 4)));
  expect(await b.segments()).toHaveLength(1);
  const first = await follow(a, position);
  expect(first.found).toEqual(['b0', 'b1', 'b2', 'b3']);
  await b.close();
  await put(a, events('own again', 5)).catch(() => put(a, events('own again', 5)));
  expect(await a.segments()).toHaveLength(1);
  b = await open();
  await put(b, events('other', 2));
  expect((await follow(a, first.position)).found).toEqual(['other0', 'other1']);
});

it('a position of elsewhere is refused', async () => {
  await expect(a.others.behind('nonsense')).rejects.toMatchObject({ code: 'BAD_REQUEST' });
});
