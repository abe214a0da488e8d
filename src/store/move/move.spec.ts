// The move from SQLite to a real PostgreSQL: every event with its id, positions, keys and marks; the metadata with their numbers.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { configSchema, type Config } from '#config/schema.js';
import { anyEvent, DAY, EVER, makeEvent, NOON, put } from '../../../test/contract/samples.js';
import { expectAnswers } from '../../../test/contract/answers.js';
import { makePart } from '../../../test/contract/schema-1.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';
import { startPostgres, type PostgresServer } from '../../../test/helpers/postgres.js';
import { ALL, type Query } from '../../query/ast.js';
import { nodeIdOf } from '../../node-id.js';
import { parseQuery } from '../../query/parse.js';
import type { EventStore } from '../event-store.js';
import { migrateMetadata } from '../metadata/migrate.js';
import { coreMigrations } from '../metadata/migrations/index.js';
import { openMetadata } from '../metadata/open.js';
import { openPostgres } from '../metadata/postgres/open.js';
import { openPostgresStore } from '../postgres/open.js';
import { openSqliteStore } from '../sqlite/open.js';
import { findInstallation } from './installation.js';
import { compareAll, copyAll, type Comparison, type MoveSteps } from './move.js';
import { Target } from './target.js';

const ROLES = readFileSync(new URL('../../../deploy/postgresql/roles.sql', import.meta.url), 'utf8');

let server: PostgresServer;
let dir: string;
let config: Config;
let url: string;
let open: EventStore | undefined;

beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.stop());

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-move-'));
  config = configSchema.parse({ data: { dir } });
  url = await server.freshDatabase();
});
afterEach(async () => {
  await open?.close();
  open = undefined;
  rmSync(dir, { recursive: true, force: true });
});

const clock = new FakeClock(NOON);
/** What histograms take. */
const NEAR = { from: NOON - DAY, to: NOON + DAY };
const SILENT: MoveSteps = { begin: () => undefined, add: () => undefined };

async function source(segmentRows = 300): Promise<EventStore> {
  open = await openSqliteStore({ dataDir: dir, clock, events: { segment: { rows: segmentRows }, minFreeBytes: 0 } });
  return open;
}

async function closed(): Promise<void> {
  await open?.close();
  open = undefined;
}

async function target(): Promise<EventStore> {
  open = await openPostgresStore({ url, clock, events: { segment: { rows: 5_000_000 } } });
  return open;
}

/** As `lanwarden migrate --to` does it. */
async function move(steps: MoveSteps = SILENT): Promise<Comparison> {
  const installation = await findInstallation(config);
  const to = await Target.open(url, () => undefined);
  try {
    await to.begin(installation);
    const migrated = async (): Promise<Awaited<ReturnType<typeof openMetadata>>> => {
      const db = await openPostgres({ ...config.database, url, use: 'move' });
      await migrateMetadata(db, [coreMigrations]);
      return db;
    };
    await copyAll(installation, to, migrated, steps);
    return await compareAll(installation, to, steps, NOON);
  } finally {
    await to.close();
  }
}

describe('events', () => {
  it('keep their ids, fields, order of arrival and classes, whatever is in them', async () => {
    const from = await source();
    const events = fc.sample(anyEvent, 500);
    const ids = await put(from, events.slice(0, 400));
    ids.push(
      ...((
        await from.append({ kind: 'live', events: events.slice(400).map((event) => ({ event, retention: 'short' })) })
      ).ids as string[]),
    );
    ids.push(...(await put(from, [makeEvent({ '@timestamp': NOON - 40 * DAY, message: 'old' })], { kind: 'import' })));
    await from.sealImports();
    const before = await from.segments();
    const arrived = await arrivals(from);
    await closed();

    const comparison = await move();
    expect(comparison.days.filter(({ isEqual }) => !isEqual)).toEqual([]);
    expect(comparison.isEqual).toBe(true);
    const to = await target();
    const { events: moved } = await to.search({ query: ALL, range: EVER, limit: 1_000 });
    const byId = new Map(moved.map((event) => [event['event.id'], event]));
    for (const [nth, event] of events.entries()) expect(byId.get(ids[nth])).toEqual({ ...event, 'event.id': ids[nth] });
    expect(await to.get(ids.at(-1)!)).toMatchObject({ message: 'old' });
    expect(await arrivals(to)).toEqual(arrived);
    const withoutBytes = (segments: typeof before): unknown => segments.map((each) => ({ ...each, bytes: 0 }));
    expect(withoutBytes(await to.segments())).toEqual(withoutBytes(before));
  });

  it('are searched, counted and found to be duplicates as before, and new ones go on behind them', async () => {
    const from = await source();
    const event = (n: number): ReturnType<typeof makeEvent> =>
      makeEvent({
        '@timestamp': NOON + n,
        'event.ingested': NOON + n,
        'user.name': `user${n % 7}`,
        'x.method': n % 2 ? 'GET' : 'POST',
        message: `word${n % 5} number ${n}`,
      });
    const batch = Array.from({ length: 100 }, (_, n) => ({ event: event(n), dedupeKey: `key of message ${n}` }));
    const marks = (): { key: string; version: number; value: string }[] => [
      { key: 'ledger/c0/web', version: 100, value: '[100,0]' },
    ];
    await from.append({ kind: 'live', events: batch, marks });
    const position = await from.position();
    await closed();
    expect((await move()).isEqual).toBe(true);

    const to = await target();
    expect(await to.position()).toBe(position);
    expect(await to.marks()).toEqual(marks());
    expect((await to.append({ kind: 'live', events: batch })).ids).toEqual(batch.map(() => undefined));
    for (const [text, count] of [
      ['word3', 20],
      ['user:user2', 14],
      ['x.method:GET word1', 10],
      ['host:web1', 100],
    ] as const)
      expect(await to.count({ query: queryOf(text), range: EVER }), text).toBe(count);
    const [id] = await put(to, [event(500)]);
    expect(id).toMatch(/^20261120-default-live-0-/);
    const news = [];
    for await (const { events } of to.scan({ range: EVER, order: 'arrival', after: position })) news.push(...events);
    expect(news.map((each) => each['event.id'])).toEqual([id]);
  });

  it('go on where a move was ended, also when the old program ran once more in between', async () => {
    const from = await source();
    await put(from, fc.sample(anyEvent, 400));
    await closed();
    // Between the first segment and the second.
    const ended = new Error('ended');
    let rows = 0;
    const until = {
      ...SILENT,
      add: (n: number) => {
        if ((rows += n) > 350) throw ended;
      },
    };
    await expect(move(until)).rejects.toBe(ended);
    await expect(target()).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('not finished'),
    });
    const later = await source();
    await put(later, [makeEvent({ message: 'one more' })]);
    await closed();

    const had: number[] = [];
    const comparison = await move({ ...SILENT, add: (n, when) => void (when === 'before' && had.push(n)) });
    expect(had).toContain(300);
    expect(comparison).toMatchObject({ isEqual: true, unreadable: [] });
    expect(comparison.days.reduce((sum, { target: its }) => sum + (its?.events ?? 0), 0)).toBe(401);
  });

  it('alone, in an unfinished move, keep nobody from the metadata of the same database', async () => {
    const from = await source();
    await put(from, [makeEvent()]);
    await closed();
    const to = await Target.open(url, () => undefined);
    expect(await to.begin(await findInstallation(config))).toMatchObject({ hasMetadata: false, finished: null });
    await to.close();
    await (await openMetadata({ data: config.data, database: { ...config.database, url } })).close();
    await expect(target()).rejects.toThrow('not finished');
    expect((await move()).isEqual).toBe(true);
    expect(await (await target()).count({ query: ALL, range: EVER })).toBe(1);
  });

  it('alone are known again when their oldest segment is gone, by the node or else by the folder', async () => {
    const store = await source(1);
    const day = (n: number) => makeEvent({ '@timestamp': NOON + n * DAY, 'event.ingested': NOON + n * DAY });
    await put(store, [day(-1), day(0)]);
    const drop = async (): Promise<void> => {
      const [oldest] = await store.segments();
      await store.dropSegment(oldest!.id);
    };
    const identity = async (): Promise<string> => (await findInstallation(config)).id;
    const ofFolder = await identity();
    await drop();
    expect(await identity()).toBe(ofFolder);
    nodeIdOf(dir);
    const ofNode = await identity();
    expect(ofNode).not.toBe(ofFolder);
    await put(store, [day(0)]);
    await drop();
    expect(await identity()).toBe(ofNode);
  });

  it('of a segment that an earlier version wrote are the same, with the facets of today', async () => {
    const events = await makePart(dir);
    expect((await move()).isEqual).toBe(true);
    const to = await target();
    for (const text of ['host:h1', 'x.method:password', 'failed', '*'])
      await expectAnswers(to, events, queryOf(text), NEAR, ['host.name', 'event.severity', 'x.method']);
    const [first] = events;
    expect((await to.append({ kind: 'live', events: [{ event: first!, dedupeKey: 'first' }] })).ids).toEqual([
      undefined,
    ]);
  });

  it('that are not the same on both sides are told by day', async () => {
    const from = await source();
    await put(from, [makeEvent(), makeEvent({ '@timestamp': NOON - DAY, message: 'yesterday' })]);
    await closed();
    expect((await move()).isEqual).toBe(true);
    const to = await Target.open(url, () => undefined);
    await to.session.all(`update lanwarden_events."event_20261119-default-live-0" set raw = raw || '.'`);
    await to.close();
    const { days, isEqual } = await move();
    expect(isEqual).toBe(false);
    expect(days.map(({ day, isEqual: its }) => [day, its])).toEqual([
      ['20261119', false],
      ['20261120', true],
    ]);
  });
});

describe('metadata', () => {
  beforeEach(async () => {
    const db = await openMetadata(config);
    await migrateMetadata(db, [coreMigrations]);
    await db.query(
      `INSERT INTO users (id, name, role, password_hash, disabled, created_at) VALUES (1, 'anna', 'admin', 'x', 0, 1), (2, 'Ärger \\ 日本 😀', 'viewer', 'a' || char(9, 10) || 'b', 1, 2)`,
    );
    await db.query(
      `INSERT INTO sessions (id_hash, user_id, created_at, last_seen_at, address) VALUES ('s', 2, 1, 1795000000000, '::1')`,
    );
    await db.query(
      `INSERT INTO audit_entries (id, at, actor, action, outcome, details) VALUES (9, 1, 'a' || char(0) || 'b', 'login', 'ok', NULL)`,
    );
    await db.query('DELETE FROM audit_entries WHERE id = 9');
    await db.query(
      `INSERT INTO audit_entries (id, at, actor, action, outcome) VALUES (4, 1.5, 'a' || char(0) || 'b', 'login', 'ok')`,
    );
    await db.query('CREATE TABLE of_a_plugin (x INTEGER)');
    await db.close();
  });

  it('are the same, and numbers are given behind those that were ever given', async () => {
    const { tables, isEqual } = await move();
    expect(isEqual).toBe(true);
    expect(tables.find(({ name }) => name === 'users')).toEqual({
      name: 'users',
      rows: 2,
      targetRows: 2,
      isEqual: true,
    });
    const db = await openMetadata({ data: config.data, database: { ...config.database, url } });
    const [users] = await db.query('SELECT name, password_hash, disabled FROM users ORDER BY id');
    expect(users).toEqual([
      { name: 'anna', password_hash: 'x', disabled: false },
      { name: 'Ärger \\ 日本 😀', password_hash: 'a\t\nb', disabled: true },
    ]);
    const [added] = await db.query(
      `INSERT INTO audit_entries (at, actor, action, outcome) VALUES (1, 'c', 'login', 'ok') RETURNING id`,
    );
    expect(added).toEqual([{ id: 10 }]);
    expect((await db.query('SELECT at, actor FROM audit_entries WHERE id = 4'))[0]).toEqual([
      { at: 2, actor: 'a\\0b' },
    ]);
    await db.close();
  });

  it('that are in a table of no known module are told, and not lost in silence', async () => {
    const db = await openMetadata(config);
    await db.query('INSERT INTO of_a_plugin (x) VALUES (1)');
    await db.close();
    const { tables, leftBehind, isEqual } = await move();
    expect(isEqual).toBe(true);
    expect(tables.map(({ name }) => name)).not.toContain('of_a_plugin');
    expect(leftBehind).toEqual([{ name: 'of_a_plugin', rows: 1 }]);
    await (await openMetadata({ data: config.data, database: { ...config.database, url } })).close();
  });

  it('and events go to the roles of deploy/postgresql/roles.sql, each to its own', async () => {
    const from = await source();
    await put(from, [makeEvent({ message: 'a' })]);
    await closed();
    const client = new pg.Client(url);
    await client.connect();
    await client.query(ROLES);
    await client.query(`alter role lanwarden password 'p'`);
    url = url.replace(/\/\/[^@]*@/, '//lanwarden:p@');
    expect(await move()).toMatchObject({ isEqual: true, leftBehind: [] });
    const { rows } = await client.query(
      `select distinct relnamespace::regnamespace::text as schema, pg_get_userbyid(relowner) as owner from pg_class
       where relkind = 'r' and relnamespace::regnamespace::text in ('public', 'lanwarden_events') order by 1`,
    );
    await client.end();
    expect(rows).toEqual([
      { schema: 'lanwarden_events', owner: 'lanwarden_events' },
      { schema: 'public', owner: 'lanwarden' },
    ]);
    expect(await (await target()).count({ query: ALL, range: EVER })).toBe(1);
    const db = await openMetadata({ data: config.data, database: { ...config.database, url } });
    expect((await db.query('SELECT name FROM users ORDER BY id'))[0]).toHaveLength(2);
    await db.close();
  });

  it('that changed since the move was ended are copied again', async () => {
    const db = await openMetadata(config);
    // Ended when both sides are to be compared.
    const ended = new Error('ended');
    const until = (step: string): void => {
      if (step === 'comparing') throw ended;
    };
    await expect(move({ ...SILENT, begin: until })).rejects.toBe(ended);
    await expect(openMetadata({ data: config.data, database: { ...config.database, url } })).rejects.toThrow(
      'not finished',
    );
    await db.query(`UPDATE users SET role = 'viewer' WHERE id = 1`);
    await db.close();
    expect(await move()).toMatchObject({ isEqual: true });
  });

  it('of an older version have to be brought up to date first', async () => {
    const db = await openMetadata(config);
    await db.query(`DELETE FROM migrations WHERE name = 'core/0010-outbox'`);
    await db.close();
    await expect(move()).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('core/0010-outbox'),
    });
  });
});

describe('a target', () => {
  beforeEach(async () => {
    const db = await openMetadata(config);
    await migrateMetadata(db, [coreMigrations]);
    await db.close();
  });

  it('with data of others is refused, and so is one with another installation', async () => {
    const other = await openMetadata({ data: config.data, database: { ...config.database, url } });
    await other.query('CREATE TABLE shop_orders (id INTEGER)');
    await expect(move()).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('shop_orders') });
    await other.query('DROP TABLE shop_orders');
    expect((await move()).isEqual).toBe(true);
    await other.close();
    rmSync(join(dir, 'metadata.sqlite'));
    await new Promise((later) => setTimeout(later, 2));
    const fresh = await openMetadata(config);
    await migrateMetadata(fresh, [coreMigrations]);
    await fresh.close();
    await expect(move()).rejects.toMatchObject({ message: expect.stringContaining('another installation') });
  });

  it('takes one move at a time', async () => {
    const first = await Target.open(url, () => undefined);
    let waits = false;
    const second = Target.open(url, () => void (waits = true));
    await expect.poll(() => waits).toBe(true);
    await first.close();
    await (await second).close();
  });
});

it('says when there is nothing to move', async () => {
  await expect(findInstallation(config)).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining(dir),
  });
});

async function arrivals(store: EventStore): Promise<(string | undefined)[]> {
  const ids: (string | undefined)[] = [];
  for await (const { events } of store.scan({ range: EVER, order: 'arrival' }))
    ids.push(...events.map((event) => event['event.id']));
  return ids;
}

function queryOf(text: string): Query {
  const parsed = parseQuery(text, { now: NOON });
  if (parsed.kind !== 'query') throw new Error(text);
  return parsed.query;
}
