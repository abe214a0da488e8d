// A whole collector reads Pi-hole's database: real files of both schemas, a real store.

import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import { Collector } from '#src/collector.app.js';
import type { LogEvent } from '#src/event/event.js';
import { parseQuery } from '#src/query/parse.js';
import { openEventReader } from '#src/store/open.js';
import type { Database } from '#src/store/sqlite/driver.js';
import { eventually } from '../../../test/helpers/eventually.js';
import { addQuery, makeFtl, type Schema } from './testing/ftl.js';

const NAME = 'Pi-hole';
const NOW_S = Math.floor(Date.now() / 1_000);
const DAY_S = 86_400;
const log = pino({ level: 'silent' });

let dir: string;
let path: string;
let ftl: Database | undefined;
let collector: Collector | undefined;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-pull-'));
  path = join(dir, 'pihole-FTL.db');
});
afterEach(async () => {
  await collector?.stop();
  await ftl?.close();
  collector = ftl = undefined;
  rmSync(dir, { recursive: true, force: true });
});

async function start(pull: object = {}, source: object = {}): Promise<void> {
  const off = { enabled: false };
  const config = configSchema.parse({
    data: { dir: join(dir, 'data') },
    listen: { udp: off, tcp: off, http: off },
    collector: { batchDelayMs: 5 },
    events: { minFreeBytes: 0 },
    sources: [{ name: NAME, pull: { kind: 'pihole-ftl', path, everyMs: 1_000, ...pull }, ...source }],
  });
  collector = new Collector({
    settings: { config, sources: [], modules: {}, ingestKeys: [] },
    log,
    mode: 'inline',
  });
  await collector.start();
}

async function stop(): Promise<void> {
  await collector?.stop();
  collector = undefined;
}

const row = () => collector!.health().ledger.find(({ source }) => source === NAME);
const pull = () => collector!.health().pulls![0]!;

function cursorFile(): string | undefined {
  const pulls = join(dir, 'data', 'pull');
  const name = existsSync(pulls) ? readdirSync(pulls).find((each) => each.endsWith('.json')) : undefined;
  return name === undefined ? undefined : join(pulls, name);
}

async function events(): Promise<readonly LogEvent[]> {
  const parsed = parseQuery('');
  if (parsed.kind !== 'query') throw new Error('no query');
  const reader = await openEventReader(configSchema.parse({ data: { dir: join(dir, 'data') } }));
  try {
    const range = { from: 0, to: Date.now() + DAY_S * 1_000 };
    return (await reader.search({ query: parsed.query, range, limit: 50 })).events;
  } finally {
    await reader.close();
  }
}

const until = (condition: () => unknown): Promise<void> =>
  eventually(() => expect(condition(), condition.toString()).toBeTruthy());

describe.each<Schema>(['v5', 'v6'])('Pi-hole’s database of %s', (schema) => {
  beforeEach(async () => {
    ftl = await makeFtl(path, schema);
  });
  const add = (id: number, more: object = {}): Promise<void> =>
    addQuery(ftl!, schema, { id, timestamp: NOW_S - 60, ...more });

  it('makes an event of each new row, and of none that was there before', async () => {
    await add(1, { domain: 'before.example' });
    await start();
    await until(() => existsSync(join(dir, 'data', 'pull')));
    await add(2, { domain: 'Ads.Example', status: 1, type: 2, client: '192.0.2.7' });
    await add(3, { domain: 'www.example', forward: '203.0.113.53#53' });
    await until(() => row()?.stored === 2);
    const found = (await events()).toSorted((a, b) => (a['dns.question.name']! < b['dns.question.name']! ? -1 : 1));
    expect(found.map((event) => [event['dns.question.name'], event['event.action'], event['source.ip']])).toEqual([
      ['ads.example', 'dns_blocked', '192.0.2.7'],
      ['www.example', 'dns_query', '192.0.2.50'],
    ]);
    expect(found[0]).toMatchObject({
      '@timestamp': (NOW_S - 60) * 1_000,
      'dns.question.type': 'AAAA',
      'event.dataset': 'pihole',
      'host.name': NAME,
    });
    expect(found[1]).toMatchObject({ 'destination.ip': '203.0.113.53', 'destination.port': 53 });
    expect(collector!.health().balanced).toBe(true);
  });

  it('goes on where it was after a restart', async () => {
    await add(1);
    await start({ since: '2020-01-01' });
    await until(() => row()?.stored === 1);
    await stop();
    await add(2);
    await start({ since: '2020-01-01' });
    await until(() => row()?.stored === 2);
    expect(row()).toMatchObject({ received: 2, duplicate: 0 });
  });

  it('takes rows as they are: a limit is for devices that send', async () => {
    for (let id = 1; id <= 30; id += 1) await add(id);
    await start({ since: '2020-01-01' }, { ratePerSecond: 1 });
    await until(() => row()?.stored === 30);
    expect(row()).toMatchObject({ received: 30, limited: 0 });
  });

  it('stores no row twice when its cursor is lost', async () => {
    await add(1);
    await add(2);
    await start({ since: '2020-01-01' });
    await until(() => row()?.stored === 2);
    await stop();
    rmSync(join(dir, 'data', 'pull'), { recursive: true });
    await start({ since: '2020-01-01' });
    await until(() => row()?.duplicate === 2);
    expect(row()).toMatchObject({ received: 4, stored: 2 });
  });

  it('tells when its cursor is damaged, and goes on where it was once that is put right', async () => {
    await add(1);
    await start({ since: '2020-01-01' });
    await until(() => row()?.stored === 1 && cursorFile() !== undefined);
    await stop();
    const kept = readFileSync(cursorFile()!);
    writeFileSync(cursorFile()!, '');
    await add(2);
    await start();
    await until(() => pull().problem?.includes('Delete the file'));
    writeFileSync(cursorFile()!, kept);
    await until(() => row()?.stored === 2 && pull().problem === undefined);
  });

  it('reads history from the day on that is asked for, under its own time', async () => {
    const old = Math.floor(Date.UTC(2026, 0, 10, 12) / 1_000);
    await add(1, { timestamp: old - 30 * DAY_S, domain: 'older.example' });
    await add(2, { timestamp: old, domain: 'asked.example' });
    await add(3, { domain: 'new.example' });
    await start({ since: '2026-01-01' });
    await until(() => row()?.stored === 2);
    await stop();
    const found = await events();
    expect(found.map((event) => [event['dns.question.name'], event['@timestamp']])).toEqual([
      ['new.example', (NOW_S - 60) * 1_000],
      ['asked.example', old * 1_000],
    ]);
  });

  it('reads pages of rows until none is left', async () => {
    await ftl!.run('begin');
    for (let id = 1; id <= 2_345; id += 1) await add(id);
    await ftl!.run('commit');
    await start({ since: '2020-01-01' });
    await until(() => row()?.stored === 2_345);
    expect(pull()).toEqual({ source: NAME, path, rows: 2_345 });
  });

  it('goes on with younger rows when the file was replaced by one that counts anew', async () => {
    for (let id = 1; id <= 5; id += 1) await add(id, { timestamp: NOW_S - 600 + id });
    await start({ since: '2020-01-01' });
    await until(() => row()?.stored === 5);
    await stop();
    await ftl!.close();
    const aside = join(dir, 'new.db');
    ftl = await makeFtl(aside, schema);
    await add(1, { timestamp: NOW_S - 60, domain: 'after-rotation.example' });
    await ftl.close();
    copyFileSync(aside, path);
    ftl = undefined;
    await start({ since: '2020-01-01' });
    await until(() => row()?.stored === 6);
  });
});

describe('a file that cannot be read', () => {
  it.each([
    ['is missing', () => undefined, 'does not exist'],
    [
      'is no database',
      () => writeFileSync(path, 'no database at all, but long enough'.repeat(40)),
      'no SQLite database',
    ],
    ['is somebody else’s database', async () => (await makeFtl(path, 'v5')).run('drop table queries'), 'has no id'],
  ])('is told with its reason when it %s, and read as soon as it is there', async (_what, make, words) => {
    await make();
    await start({ since: '2020-01-01' });
    await until(() => pull().problem !== undefined);
    expect(pull().problem).toContain(path);
    expect(pull().problem).toContain(words);
    expect(collector!.health().state).toBe('running');

    rmSync(path, { force: true });
    for (const file of readdirSync(dir)) if (file.startsWith('pihole-FTL.db-')) rmSync(join(dir, file));
    ftl = await makeFtl(path, 'v6');
    await addQuery(ftl, 'v6', { id: 1, timestamp: NOW_S });
    await until(() => row()?.stored === 1 && pull().problem === undefined);
  });

  it('keeps its cursor in a file that only its owner can read', async () => {
    ftl = await makeFtl(path, 'v6');
    await addQuery(ftl, 'v6', { id: 41, timestamp: NOW_S });
    await start();
    await until(() => cursorFile() !== undefined);
    expect(JSON.parse(readFileSync(cursorFile()!, 'utf8'))).toEqual({ source: NAME, path, id: 41, timestamp: NOW_S }); // prettier-ignore
  });
});
