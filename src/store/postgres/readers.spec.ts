// The connections that read: how many there are at most, and how long the server lets a statement run whose process is gone.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { ReadBudget } from '../engine/read-budget.js';
import { EVER, makeEvent, put } from '../../../test/contract/samples.js';
import { eventually } from '../../../test/helpers/eventually.js';
import { freshDatabase } from '../../../test/helpers/fresh-database.js';
import { openPostgresStore } from './open.js';
import { PostgresReader } from './reader.js';
import { Readers } from './readers.js';

let readers: Readers;

beforeAll(async () => {
  readers = new Readers(await freshDatabase());
}, 60_000);

afterAll(async () => {
  await readers.close();
});

it('have a time-out on the server, above every deadline', async () => {
  for (const lane of ['page', 'count', 'follow'] as const) {
    const rows = await readers.use(new ReadBudget(), (db) => db.all('show statement_timeout'), lane);
    expect(rows).toEqual([{ statement_timeout: '2min' }]);
  }
});

it('are counted: what works, what is open, what waits', async () => {
  let end: () => void = () => undefined;
  const isOver = new Promise<void>((resolve) => (end = resolve));
  let begun = 0;
  const reads = Array.from({ length: 5 }, () => readers.use(new ReadBudget(), () => ((begun += 1), isOver)));
  while (begun < 3) await new Promise((resolve) => setImmediate(resolve));
  const [search, count, follow, cancel] = readers.pools();
  expect(search).toEqual({ name: 'search', limit: 3, open: 3, inUse: 3, waiting: 2 });
  expect([count, follow, cancel].map((pool) => [pool?.name, pool?.limit, pool?.inUse, pool?.waiting])).toEqual([
    ['count', 2, 0, 0],
    ['follow', 2, 0, 0],
    ['cancel', 1, 0, 0],
  ]);
  end();
  await Promise.all(reads);
  expect(readers.pools()[0]).toMatchObject({ open: 3, inUse: 0, waiting: 0 });
});

/** All connections for pages of events are at work. */
class Busy extends PostgresReader {
  slowSearches(until: Promise<void>): Promise<unknown> {
    return Promise.all([1, 2, 3].map(() => this.readers.use(new ReadBudget(), () => until)));
  }
}

it('leave one to followers that raise alerts while a live view takes long', async () => {
  let end: () => void = () => undefined;
  const view = readers.use(new ReadBudget(), () => new Promise<void>((resolve) => (end = resolve)), 'follow');
  await eventually(() => expect(readers.pools()[2]).toMatchObject({ name: 'follow', inUse: 1 }));
  await readers.use(new ReadBudget({ deadlineMs: 5_000 }), (db) => db.all('select 1'), 'follow');
  end();
  await view;
});

it('leave one to followers while searches take long', async () => {
  const url = await freshDatabase();
  const store = await openPostgresStore({ url, events: { segment: { rows: 1_000 } } });
  await put(store, [makeEvent({ message: 'followed' })]);
  await store.close();
  const reader = new Busy(url);
  let end: () => void = () => undefined;
  const searches = reader.slowSearches(new Promise<void>((resolve) => (end = resolve)));
  await eventually(() => expect(reader.server().connections[0]).toMatchObject({ name: 'search', inUse: 3 }));
  const found: unknown[] = [];
  for await (const { events } of reader.scan({ order: 'arrival', range: EVER }))
    found.push(...events.map(({ message }) => message));
  expect(found).toEqual(['followed']);
  end();
  await searches;
  await reader.close();
});
