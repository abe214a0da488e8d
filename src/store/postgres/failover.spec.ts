// A replica takes the primary's place and does not have its last commits. A real second server, one failover.

import { afterAll, beforeAll, expect, it } from 'vitest';
import pg from 'pg';
import type { LogEvent } from '#src/event/event.js';
import { ALL } from '#src/query/ast.js';
import { DAY, EVER, makeEvent, NOON, put } from '../../../test/contract/samples.js';
import { cuttingProxy, type CuttingProxy } from '../../../test/helpers/cutting-proxy.js';
import { eventually } from '../../../test/helpers/eventually.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';
import { type PostgresServer, startPostgres } from '../../../test/helpers/postgres.js';
import type { PostgresReplica } from '../../../test/helpers/postgres-replica.js';
import type { EventReader } from '../event-store.js';
import { openPostgresReader, openPostgresStore } from './open.js';
import { wasCommitted } from './settle.js';
import type { PostgresEventStore } from './store.js';

let server: PostgresServer;
let replica: PostgresReplica;
let url: string;
let proxy: CuttingProxy;
let store: PostgresEventStore;
let reader: EventReader;
let endOutage: () => void = () => undefined;
let outage: Promise<void> | undefined;

beforeAll(async () => {
  server = await startPostgres();
  replica = await server.startReplica();
  url = await server.freshDatabase();
  proxy = await cuttingProxy(url);
  store = await openPostgresStore({ url: proxy.url, clock: new FakeClock(NOON), events: { segment: { rows: 1_000 } } });
  reader = openPostgresReader({ url: proxy.url });
}, 60_000);

afterAll(async () => {
  await Promise.all([store.close(), reader.close()]);
  proxy.close();
  await replica.stop();
  endOutage();
  await outage;
  await server.stop();
});

async function ask<T extends pg.QueryResultRow>(its: string, sql: string): Promise<T> {
  const client = new pg.Client(its);
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows[0]!;
  } finally {
    await client.end();
  }
}

/** The replica has replayed what is written. */
async function caughtUp(): Promise<void> {
  const { lsn } = await ask<{ lsn: string }>(url, 'select pg_current_wal_lsn()::text as lsn');
  await eventually(async () => {
    const its = await ask<{ is: boolean }>(replica.urlOf(url), `select pg_last_wal_replay_lsn() >= '${lsn}' as is`);
    expect(its.is).toBe(true);
  });
}

/** The primary ends, and is away until the end of the file. */
async function endPrimary(): Promise<void> {
  await new Promise<void>((ended) => {
    outage = server.away(() => {
      ended();
      return new Promise<void>((resolve) => (endOutage = resolve));
    });
  });
}

const from = (host: string, at = NOON): ReturnType<typeof makeEvent> =>
  makeEvent({ '@timestamp': at, 'event.ingested': at, 'host.name': host, message: host });

async function scanned(after: string): Promise<LogEvent[]> {
  const found: LogEvent[] = [];
  for await (const { events } of reader.scan({ order: 'arrival', range: EVER, after })) found.push(...events);
  return found;
}

it('a replica that has not replayed a commit yet is waited for', { timeout: 30_000 }, async () => {
  await caughtUp();
  const readUrl = replica.urlOf(url);
  await ask(readUrl, 'select pg_wal_replay_pause()');
  const { xid } = await ask<{ xid: string }>(url, 'select pg_current_xact_id()::text as xid');
  const giveUp = new AbortController();
  const asked = wasCommitted(readUrl, { xid, era: '' }, () => Promise.resolve(true), giveUp.signal);
  setTimeout(() => giveUp.abort(), 1_000);
  await expect(asked).rejects.toMatchObject({ code: 'STORE_WRITE' });
  await ask(readUrl, 'select pg_wal_replay_resume()');
});

it('a replica that is no primary yet keeps no connection of a try to store', { timeout: 30_000 }, async () => {
  await caughtUp();
  const readUrl = replica.urlOf(url);
  proxy.moveTo(readUrl);
  for (let tries = 0; tries < 3; tries += 1)
    await eventually(() => expect(put(store, [from('early')])).rejects.toThrow('recovery is in progress'));
  await eventually(async () => {
    const others = 'select count(*)::int as n from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()'; // prettier-ignore
    expect(await ask(readUrl, others)).toEqual({ n: 0 });
  });
  proxy.moveTo(url);
});

it('what it does not have is gone, and nothing that comes after is taken for it', { timeout: 60_000 }, async () => {
  await put(store, [from('kept')]);
  await caughtUp();
  let seen = '';
  await replica.away(async () => {
    await put(store, [from('lost')]);
    await put(store, [from('lost with its part', NOON + DAY)]);
    expect((await reader.top({ query: ALL, range: EVER, field: 'host.name', limit: 9 })).length).toBe(3);
    expect(await scanned('a.0')).toHaveLength(3);
    seen = await store.position();
    await endPrimary();
  });
  await ask(replica.urlOf(url), 'select pg_promote()');
  proxy.moveTo(replica.urlOf(url));
  await eventually(() => put(store, [from('new')]));
  await put(store, [from('next', NOON + DAY)]);

  const { events } = await reader.search({ query: ALL, range: EVER, limit: 9 });
  expect(events.map((event) => event['host.name']).toSorted()).toEqual(['kept', 'new', 'next']);
  const hosts = await reader.top({ query: ALL, range: EVER, field: 'host.name', limit: 9 });
  expect(hosts.map(({ value }) => value).toSorted()).toEqual(['kept', 'new', 'next']);
  // Who had read what is gone reads what came in its place.
  expect((await scanned(seen)).map(({ message }) => message)).toEqual(['new', 'next']);
});
