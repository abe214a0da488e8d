// Several collectors on one database.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import pg from 'pg';
import { ALL } from '#src/query/ast.js';
import { DAY, EVER, makeEvent, NOON, put } from '../../../test/contract/samples.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';
import { freshDatabase } from '../../../test/helpers/fresh-database.js';
import { eventually } from '../../../test/helpers/eventually.js';
import { openPostgresReader, openPostgresStore } from './open.js';
import type { PostgresEventStore } from './store.js';

let url: string;
let clock: FakeClock;
let a: PostgresEventStore;
let b: PostgresEventStore;

const open = (): Promise<PostgresEventStore> => openPostgresStore({ url, clock, events: { segment: { rows: 1_000 } } });
const at = (ms: number, message: string) => makeEvent({ '@timestamp': NOON + ms, 'event.ingested': NOON, message });

beforeEach(async () => {
  url = await freshDatabase();
  clock = new FakeClock(NOON);
  [a, b] = await Promise.all([open(), open()]);
});

afterEach(() => Promise.all([a.close(), b.close()]));

describe('two collectors', () => {
  it('have the planner know what a table holds once it has grown, without waiting for the autovacuum', async () => {
    const events = Array.from({ length: 10_000 }, (_, n) => ({ event: at(n, `line ${n}`) }));
    const big = await openPostgresStore({ url, clock, events: { segment: { rows: 100_000 } } });
    await big.append({ kind: 'live', events });
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const analyzed = async (): Promise<unknown[]> =>
      (await client.query('select relname from pg_stat_user_tables where last_analyze is not null')).rows;
    await eventually(async () => expect(await analyzed()).toHaveLength(1));
    await client.end();
    await big.close();
  });

  it('know how far their clock is from that of the server', async () => {
    const [ahead, expected] = [await a.clockAheadMs(), NOON - Date.now()];
    expect(Math.abs(ahead - expected)).toBeLessThan(5_000);
    clock.advance(DAY);
    expect((await a.clockAheadMs()) - ahead).toBeGreaterThan(DAY - 5_000);
  });

  it('are told when the other stored something between two of their appends', async () => {
    await a.position();
    const told: unknown[] = [];
    for (const [n, store] of [a, a, b, a, a].entries()) {
      const { withOthers } = await store.append({ kind: 'live', events: [{ event: at(n, `line ${n}`) }] });
      if (store === a) told.push(withOthers);
    }
    expect(told).toEqual([false, false, true, false]);
  });

  it('are told, too, when one goes on with the part of another that wrote to it', async () => {
    const lines = (n: number) => Array.from({ length: n }, (_, i) => ({ event: at(i, `line ${i}`) }));
    await a.append({ kind: 'live', events: lines(999) });
    await b.append({ kind: 'live', events: lines(3) });
    await a.append({ kind: 'live', events: lines(1) }); // its part is full now
    await b.append({ kind: 'live', events: lines(5) });
    await b.close();
    const { ids, withOthers } = await a.append({ kind: 'live', events: lines(2) });
    expect([ids[0]?.includes('-live-1-'), withOthers]).toEqual([true, true]);
    expect((await a.append({ kind: 'live', events: lines(2) })).withOthers).toBe(false);
  });

  it(
    'write at once, each into a part of its own, and a follower misses nothing of either',
    { timeout: 60_000 },
    async () => {
      const reader = openPostgresReader({ url });
      const found: string[] = [];
      let after: string | undefined;
      const follow = async (): Promise<void> => {
        for await (const batch of reader.scan({
          order: 'arrival',
          range: EVER,
          ...(after !== undefined && { after }),
        })) {
          found.push(...batch.events.map((event) => event.message as string));
          after = batch.position;
        }
      };
      let writing = 2;
      const write = async (store: PostgresEventStore, name: string): Promise<void> => {
        for (let n = 0; n < 40; n += 1)
          await put(
            store,
            Array.from({ length: 50 }, (_, i) => at(n * 50 + i, `${name} ${n} ${i}`)),
          );
        writing -= 1;
      };
      const written = Promise.all([write(a, 'a'), write(b, 'b')]);
      while (writing > 0) await follow();
      await written;
      await follow();
      expect(found).toHaveLength(4_000);
      expect(new Set(found).size).toBe(4_000);
      for (const name of ['a', 'b']) {
        const own = found.filter((message) => message.startsWith(name)).map((message) => Number(message.split(' ')[1]));
        expect(own).toEqual(own.toSorted((x, y) => x - y));
      }
      const { events } = await reader.search({ query: ALL, range: EVER, limit: 10_000 });
      expect(new Set(events.map((event) => event['event.id'])).size).toBe(4_000);
      expect(await reader.count({ query: ALL, range: EVER })).toBe(4_000);
      await reader.close();
    },
  );

  it('store what both were sent with one key once, also at the same moment', async () => {
    const batch = (store: PostgresEventStore) =>
      store.append({
        kind: 'live',
        events: Array.from({ length: 200 }, (_, n) => ({ event: at(n, `${n}`), dedupeKey: `k${n}` })),
      });
    const results = await Promise.all([batch(a), batch(b), batch(a), batch(b)]);
    expect(results.flatMap(({ ids }) => ids).filter((id) => id !== undefined)).toHaveLength(200);
    expect(await a.count({ query: ALL, range: EVER })).toBe(200);
  });

  it('go on with the part of one that is gone, and leave the parts of one that is there', async () => {
    await put(a, [at(0, 'a')]);
    await put(b, [at(1, 'b')]);
    await a.close();
    a = await open();
    await put(a, [at(2, 'a again')]);
    const rows = (await b.segments()).map(({ id, rows: n }) => [id, n]);
    expect(rows).toEqual([
      ['20261120-default-live-0', 2],
      ['20261120-default-live-1', 1],
    ]);
  });

  it('seal their own parts only, and drop those of the other too, who goes on in a new one', async () => {
    await put(a, [at(0, 'a')]);
    await put(b, [at(0, 'b')]);
    clock.advance(DAY);
    await a.sealClosed();
    expect((await b.segments()).map(({ sealed }) => sealed)).toEqual([true, false]);
    await a.dropSegment('20261120-default-live-1');
    await expect(put(b, [at(1, 'lost its part')])).rejects.toMatchObject({ code: 'STORE_WRITE' });
    await put(b, [at(1, 'goes on')]);
    expect((await a.segments()).map(({ id }) => id)).toEqual(['20261120-default-live-0', '20261120-default-live-2']);
  });

  it.each(['facets = 131073', 'facet_bytes = 64000001'])(
    'seal a part that is full by %s before its day is over',
    async (full) => {
      await put(a, [at(0, 'a')]);
      await a.close(); // which knows by itself what it stored
      const client = new pg.Client(url);
      await client.connect();
      await client.query(`update lanwarden_events.segment set ${full}`);
      await client.end();
      await b.sealClosed();
      a = await open();
      await put(a, [at(1, 'a')]);
      expect((await b.segments()).map(({ sealed }) => sealed)).toEqual([true, false]);
    },
  );

  it('of which one has a clock far ahead do not make their segments in the future', async () => {
    clock.advance(Date.now() - NOON + 365 * DAY);
    await put(a, [at(0, 'a')]);
    const [segment] = await b.segments();
    expect(segment?.createdAt).toBeLessThan(Date.now() + DAY);
  });

  it('agree on where the store stands', async () => {
    await put(a, [at(0, 'a')]);
    const { position } = await b.append({ kind: 'live', events: [{ event: at(1, 'b') }] });
    expect(await a.position()).toBe(position);
    await put(a, [at(2, 'later')]);
    const found: (string | undefined)[] = [];
    for await (const { events } of b.scan({ order: 'arrival', range: EVER, after: position }))
      found.push(...events.map(({ message }) => message));
    expect(found).toEqual(['later']);
  });
});

describe('a store whose connection is lost', () => {
  it('says so, stores nothing of that batch, and stores the next one', async () => {
    await put(a, [at(0, 'before')]);
    const admin = new pg.Client(url);
    await admin.connect();
    await admin.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()',
    );
    await admin.end();
    const ids = await put(a, [at(1, 'during')]).catch(() => undefined);
    await put(a, [at(2, 'after')]);
    expect(await a.count({ query: ALL, range: EVER })).toBe(ids === undefined ? 2 : 3);
    expect((await a.segments()).map(({ id }) => id)).toEqual(['20261120-default-live-0']);
  });
});
