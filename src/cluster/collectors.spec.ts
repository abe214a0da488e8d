// Whole collectors on one real server: what each counts is its own, also after a restart; and what is changed in the database is in force
// in a collector that has no portal beside it.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { eventually } from '../../test/helpers/eventually.js';
import { configSchema } from '#config/schema.js';
import { readSources } from '#src/sources/read-sources.js';
import { migrateMetadata } from '#src/store/metadata/migrate.js';
import { coreMigrations } from '#src/store/metadata/migrations/index.js';
import { openPostgres } from '#src/store/metadata/postgres/open.js';
import { type PostgresServer, startPostgres } from '../../test/helpers/postgres.js';
import { Collector } from '../collector.app.js';
import type { CollectorSettings } from '../link/messages.js';
import { CollectorMember } from './collector-member.js';
import { makeTriggers } from './triggers.js';

let server: PostgresServer;
let url: string;
let dir: string;
let logged: string[];
const log = pino({}, { write: (line) => void logged.push(line) });
const running = new Set<Collector>();
beforeAll(async () => void (server = await startPostgres()), 60_000);
afterAll(() => server.stop());
beforeEach(async () => {
  [dir, logged] = [mkdtempSync(join(tmpdir(), 'lanwarden-collectors-')), []];
  url = await server.freshDatabase();
  const db = await openPostgres({ url, pool: { max: 2 }, statementTimeoutMs: 5_000 });
  await migrateMetadata(db, [coreMigrations]);
  await makeTriggers(db, ['sources']).finally(() => db.close());
});
afterEach(async () => {
  await Promise.all([...running].map((collector) => collector.stop()));
  running.clear();
  rmSync(dir, { recursive: true, force: true });
});

function settingsOf(folder: string): CollectorSettings {
  const host = '127.0.0.1';
  const config = configSchema.parse({
    data: { dir: join(dir, folder) },
    database: { url },
    node: { name: 'the same' },
    events: { store: 'postgres', minFreeBytes: 0 },
    listen: { udp: { enabled: false }, tcp: { enabled: false }, http: { host, port: 0 } },
    collector: { batchDelayMs: 5 },
  });
  return { config, sources: [], modules: {}, ingestKeys: [], isAlone: true };
}

async function start(folder: string): Promise<Collector> {
  const collector = new Collector({ settings: settingsOf(folder), log, mode: 'inline' });
  await collector.start();
  running.add(collector);
  return collector;
}

async function send(collector: Collector, text: string): Promise<number> {
  const { port } = collector.health().listeners.find(({ name }) => name === 'http')!;
  const body = `<13>1 ${new Date().toISOString()} web1 app - - - ${text}`;
  return (await fetch(`http://127.0.0.1:${port}/ingest/raw`, { method: 'POST', body })).status;
}

const counts = (collector: Collector): unknown =>
  collector.health().ledger.map(({ received, stored, lost, balanced }) => [received, stored, lost, balanced]);

it('count what came to each, and neither lose nor invent any at a restart', async () => {
  let [one, two] = [await start('one'), await start('two')];
  for (let n = 0; n < 5; n += 1) expect(await send(one, `one ${n}`)).toBe(200);
  expect(await send(two, 'two')).toBe(200);
  for (let turn = 0; turn < 2; turn += 1) {
    expect([counts(one), counts(two)]).toEqual([[[5, 5, 0, true]], [[1, 1, 0, true]]]);
    await one.stop();
    await two.stop();
    [two, one] = [await start('two'), await start('one')];
  }
  expect(await send(two, 'two again')).toBe(200);
  expect([counts(one), counts(two)]).toEqual([[[5, 5, 0, true]], [[2, 2, 0, true]]]);
}, 60_000);

it('put in force what is changed in the database, and go on without the server', async () => {
  const collector = await start('one');
  const settings = settingsOf('one');
  const kept: CollectorSettings[] = [];
  const member = new CollectorMember({
    collector,
    settings,
    log,
    keep: (changed) => void kept.push(changed),
    read: async () => ({ ...settings, sources: await readSources(settings.config) }),
  });
  // What it rereads without having been told does not come.
  vi.useFakeTimers({ toFake: ['setInterval'] });
  await member.start().finally(() => vi.useRealTimers());
  const db = await openPostgres({ url, pool: { max: 1 }, statementTimeoutMs: 5_000 });
  const config = JSON.stringify({ name: 'door', match: { host: ['web1'] } });
  await db
    .query(
      `INSERT INTO sources (name, config, position, version, created_at, updated_at, updated_by)
       VALUES ('door', '${config}', 1, 1, 1, 1, 'test')`,
    )
    .finally(() => db.close());
  await eventually(() => expect(kept).toHaveLength(1));
  expect(await send(collector, 'for the door')).toBe(200);
  expect(collector.health().ledger).toMatchObject([{ source: 'door', stored: 1 }]);
  await server.away(async () => {
    await eventually(() => expect(logged.join('')).toContain('connection to the other portals is lost'));
    expect(collector.health().state).toBe('running');
  });
  await eventually(() => expect(logged.join('')).toContain('is back'));
  await collector.stop();
  await member.stop();
}, 60_000);
