// What segments take on a server's disk: all that belongs to them, asked for no more often than needed.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { DAY, makeEvent, NOON } from '../../../test/contract/samples.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';
import { startPostgres, type PostgresServer } from '../../../test/helpers/postgres.js';
import type { Bind, Database } from './driver.js';
import { openPostgresStore } from './open.js';
import { Session } from './session.js';
import { Sizes } from './sizes.js';
import { readStates } from './state.js';

let server: PostgresServer;
beforeAll(async () => void (server = await startPostgres()), 60_000);
afterAll(() => server.stop());

it('has the dedupe keys of a series shared by its parts, and asks again only for what grows', async () => {
  const url = await server.freshDatabase();
  const clock = new FakeClock(NOON);
  const store = await openPostgresStore({ url, clock, events: { segment: { rows: 1_000 } } });
  const append = (n: number, from = 0) =>
    store.append({
      kind: 'live',
      events: Array.from({ length: n }, (_, i) => ({
        event: makeEvent({ '@timestamp': clock.now(), 'event.ingested': clock.now(), message: `line ${i}` }),
        dedupeKey: `a key that is as long as they are: ${from + i}`,
      })),
    });
  await append(1_000);
  await append(500, 1_000);
  clock.advance(DAY);
  await append(10, 2_000);
  await store.sealClosed();
  const session = await Session.open(url);
  const asked: string[][] = [];
  const db: Database = {
    all: <T>(sql: string, bind: readonly Bind[] = []) => {
      asked.push(bind[0] as string[]);
      return session.all<T>(sql, bind);
    },
  };
  const sizes = new Sizes();
  const bytes = async (): Promise<ReadonlyMap<string, number>> => sizes.of(db, await readStates(session));
  const first = await bytes();
  expect([...first.keys()].toSorted()).toEqual([
    '20261120-default-live-0',
    '20261120-default-live-1',
    '20261121-default-live-0',
  ]);
  const [row] = await session.all<{ bytes: number }>(
    `select sum(pg_total_relation_size(oid))::bigint as bytes from pg_class
     where relnamespace = 'lanwarden_events'::regnamespace and relkind = 'r' and relname ~ '^(event|facet|rollup|keys)_'`,
  );
  const total = [...first.values()].reduce((sum, each) => sum + each, 0);
  expect(Math.abs(total - row!.bytes)).toBeLessThan(3); // shares are rounded
  expect(asked.splice(0)[0]).toHaveLength(11);
  expect(await bytes()).toEqual(first);
  const open = '20261121-default-live';
  expect(asked.splice(0)).toEqual([[`keys_${open}`, `event_${open}-0`, `facet_${open}-0`, `rollup_${open}-0`]]);
  await store.dropSegment('20261120-default-live-0');
  expect((await bytes()).get('20261120-default-live-1')).toBeGreaterThan(first.get('20261120-default-live-1')!);
  await session.close();
  await store.close();
});
