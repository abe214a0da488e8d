// What becomes of dedupe keys when their segments go.

import { afterEach, beforeEach, expect, it } from 'vitest';
import pg from 'pg';
import { makeEvent, NOON } from '../../../test/contract/samples.js';
import { eventually } from '../../../test/helpers/eventually.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';
import { freshDatabase } from '../../../test/helpers/fresh-database.js';
import { openPostgresStore } from './open.js';
import type { PostgresEventStore } from './store.js';

let url: string;
let store: PostgresEventStore;
let admin: pg.Client;

beforeEach(async () => {
  url = await freshDatabase();
  store = await openPostgresStore({ url, clock: new FakeClock(NOON), events: { segment: { rows: 2 } } });
  admin = new pg.Client(url);
  await admin.connect();
});

afterEach(() => Promise.all([store.close(), admin.end()]));

/** How many of them were stored. */
async function append(kind: 'live' | 'import', keys: readonly string[]): Promise<number> {
  const events = keys.map((dedupeKey) => ({ event: makeEvent({ message: dedupeKey }), dedupeKey }));
  const { ids } = await store.append({ kind, events });
  return ids.filter((id) => id !== undefined).length;
}

const keysOf = async (kind: string): Promise<unknown[]> =>
  (await admin.query(`select part from lanwarden_events."keys_20261120-default-${kind}" order by part`)).rows;

it('of imported lines go with their part, so that these can be imported again', async () => {
  await append('import', ['a', 'b', 'c']);
  await store.dropSegment('20261120-default-import-0');
  expect(await keysOf('import')).toEqual([{ part: 1 }]);
  expect(await append('import', ['a', 'b', 'c'])).toBe(2);
});

it('of imported lines stay while a dump keeps their part, so that these are not imported twice', async () => {
  await append('import', ['a', 'b']);
  await admin.query('begin; select * from lanwarden_events."event_20261120-default-import-0"');
  const dropping = store.dropSegment('20261120-default-import-0');
  const waiting =
    'select from pg_locks where not granted and database = (select oid from pg_database where datname = current_database())';
  await eventually(async () => expect((await admin.query(waiting)).rowCount).toBe(1));
  expect(await append('import', ['a', 'b'])).toBe(0);
  await admin.query('commit');
  await dropping;
  expect(await append('import', ['a', 'b'])).toBe(2);
});

it('of live events stay until the whole day goes: nothing is looked for row by row while others wait', async () => {
  await append('live', ['a', 'b', 'c']);
  await admin.query('begin; select * from lanwarden_events."keys_20261120-default-live" for update');
  await store.dropSegment('20261120-default-live-0');
  await admin.query('rollback');
  expect(await keysOf('live')).toEqual([{ part: 0 }, { part: 0 }, { part: 1 }]);
  await store.dropSegment('20261120-default-live-1');
  await expect(keysOf('live')).rejects.toThrow('does not exist');
  expect(await append('live', ['a'])).toBe(1);
});
