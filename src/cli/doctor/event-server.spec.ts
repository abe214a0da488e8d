// What `lanwarden doctor` says of the server of the events, before and after a collector was there. It leaves nothing behind.

import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import { checkEventServer } from './event-server.js';
import { checkDisk } from './storage.js';
import { startPostgres, type PostgresServer } from '../../../test/helpers/postgres.js';
import { openPostgresStore } from '#src/store/postgres/open.js';

let server: PostgresServer;
let url: string;
beforeAll(async () => void (server = await startPostgres()), 60_000);
afterAll(() => server.stop());
beforeEach(async () => void (url = await server.freshDatabase()));

async function run(text: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  await client.connect();
  return client.query(text).then(({ rows }) => rows as unknown[]).finally(() => client.end()); // prettier-ignore
}

const configOf = (its: string, more: object = {}) =>
  configSchema.parse({ data: { dir: '/' }, events: { store: 'postgres', url: its, minFreeBytes: Number.MAX_SAFE_INTEGER, ...more } }); // prettier-ignore
const said = async (its = url, more = {}) =>
  (await checkEventServer(configOf(its, more))).map(({ state, what, detail }) => `${state} ${what}: ${detail}`);

it('that it takes events, and makes no schema for it', async () => {
  expect(await said()).toEqual([expect.stringMatching(/^ok events: 127\.0\.0\.1:\d+\/test_\d+ takes events$/)]);
  expect(await run("select 1 from pg_namespace where nspname = 'lanwarden_events'")).toEqual([]);
  await (await openPostgresStore({ url, events: { segment: { rows: 1_000 } } })).close();
  expect(await said()).toHaveLength(1);
  await run('update lanwarden_events.meta set version = 99');
  expect(await said()).toEqual([expect.stringMatching(/^fail events: .*newer version/)]);
});

it('what a role lacks, and that nobody is there', async () => {
  await run(`create role lacking login password 'p'`);
  const itsUrl = url.replace(/\/\/[^@]*@/, '//lacking:p@');
  expect(await said(itsUrl)).toEqual([expect.stringMatching(/^fail events: .*lacking may not store events.*GRANT CREATE/)]); // prettier-ignore
  const away = 'postgres://u:p@127.0.0.1:1/d';
  expect(await said(away)).toEqual([expect.stringMatching(/^fail events: PostgreSQL at 127\.0\.0\.1:1\/d is away/)]);
  const [ofServer, ofReplica] = await said(url, { readUrl: away });
  expect([ofServer, ofReplica]).toEqual([
    expect.stringMatching(/^ok events/),
    expect.stringMatching(/^warn events\.readUrl: PostgreSQL at 127\.0\.0\.1:1\/d is away .*searches go to the server/),
  ]);
});

it('and nothing of events.minFreeBytes, which does not count there', async () => {
  expect(await checkDisk(configOf(url))).toMatchObject({ state: 'ok' });
});
