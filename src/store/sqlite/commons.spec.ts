// Values that rows share: stored apart, and found, counted and given back as if each row had its own.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAnswers, scanned } from '../../../test/contract/answers.js';
import { EVER, makeEvent, NOON } from '../../../test/contract/samples.js';
import type { LogEvent } from '../../event/event.js';
import { parseQuery } from '../../query/parse.js';
import type { Query } from '../../query/ast.js';
import { openDatabase } from './driver.js';
import { openSqliteStore } from './open.js';
import type { SqliteEventStore } from './store.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';

const RANGE = { from: NOON - 1, to: NOON + 3_600_000 };
const FIELDS = ['x.key', 'x.entity', 'x.size', 'x.method', 'x.unique', 'user.name'];
const COMMIT = 150;

const EVENTS: readonly LogEvent[] = Array.from({ length: 900 }, (_, n) =>
  makeEvent({
    '@timestamp': NOON + 1_000 * n,
    'event.ingested': NOON + 1_000 * n,
    'user.name': `u${n % 7}`,
    message: `line ${n}`,
    'event.original': `<13>host: line ${n}`,
    'x.method': ['password', 'publickey', true, 7][n % 4]!,
    'x.unique': `only ${n}`,
    ...(n % 3 !== 0 && { 'x.key': `SHA256:${n % 40}/+"x"` }),
    ...(n % 5 !== 0 && { 'x.entity': n % 2 === 0 ? `user:u${n % 7}` : `ip:192.0.2.${n % 60}` }),
    ...(n % 4 !== 0 && { 'x.size': n % 33 }),
  }),
);

const QUERIES = [
  '*', 'x.entity:"user:u3"', 'x.entity:ip*', '-x.entity:*', 'x.entity:"IP:192.0.2.7" OR x.method:password', 'x.key:*31*', 'x.size:7', 'x.size>=30',
  'x.size>=30 -x.size:31', 'x.unique:"only 17"', 'x.method:7 x.entity:*', 'user:u1 x.key:*', 'line x.size:<3', 'x.entity:/user:u[12]/', '-x.size:*',
]; // prettier-ignore

describe('values that rows share', () => {
  let dir: string;
  let store: SqliteEventStore;
  let events: readonly LogEvent[];

  const open = (): Promise<SqliteEventStore> =>
    openSqliteStore({
      dataDir: dir,
      events: { segment: { rows: 10_000 }, minFreeBytes: 0 },
      clock: new FakeClock(NOON),
    });

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'lanwarden-commons-'));
    const ids: (string | undefined)[] = [];
    for (let at = 0; at < EVENTS.length; at += COMMIT) {
      // What is known is forgotten in between, and learned anew.
      if (at === 3 * COMMIT) await store.close();
      if (at % (3 * COMMIT) === 0) store = await open();
      const batch = EVENTS.slice(at, at + COMMIT).map((event) => ({ event }));
      ids.push(...(await store.append({ kind: 'live', events: batch })).ids);
    }
    events = EVENTS.map((event, at) => ({ ...event, 'event.id': ids[at] }) as LogEvent);
  });
  afterAll(async () => {
    await store?.close();
    await rm(dir, { recursive: true, force: true });
  });

  it('are apart indeed', async () => {
    const db = await openDatabase(await partOf(dir, store), 'read');
    const [row] = await db.all<{ listed: number; own: string }>(
      `select sum(typeof(common) = 'text') listed, (select fields from event order by id desc limit 1) own from event`,
    );
    const [{ n } = { n: 0 }] = await db.all<{ n: number }>('select count(*) n from common');
    await db.close();
    expect(row!.listed).toBeGreaterThan(EVENTS.length / 2);
    expect(JSON.parse(row!.own)).toEqual({ 'x.unique': 'only 899' });
    expect(n).toBeLessThan(EVENTS.length / 2);
  });

  it('stay with their rows where they came once, though a batch is out of order or holds a NUL, and is encoded twice', async () => {
    const other = await mkdtemp(join(tmpdir(), 'lanwarden-commons-once-'));
    const once = await openSqliteStore({
      dataDir: other,
      events: { segment: { rows: 10_000 }, minFreeBytes: 0 },
      clock: new FakeClock(NOON),
    });
    try {
      for (let batch = 0; batch < 10; batch += 1) {
        const made = Array.from({ length: 20 }, (_, n) =>
          makeEvent({
            '@timestamp': NOON - 1_000 * n,
            'event.ingested': NOON,
            message: batch % 2 === 0 ? 'plain' : 'nul \0',
            'x.once': `${batch} ${n}`,
          }),
        );
        await once.append({ kind: 'live', events: made.map((event) => ({ event })) });
      }
      const db = await openDatabase(await partOf(other, once), 'read');
      const [row] = await db.all<{ n: number }>('select count(*) n from common');
      await db.close();
      expect(row!.n).toBeLessThanOrEqual(8);
    } finally {
      await once.close();
      await rm(other, { recursive: true, force: true });
    }
  });

  it.each(QUERIES)('answers %s', async (text) => {
    const query = queryOf(text);
    await expectAnswers(store, events, query, RANGE, FIELDS);
    await expectAnswers(store, events, query, { from: NOON + 100_500, to: NOON + 555_000 }, FIELDS);
    const order = 'arrival';
    expect(await scanned(store, { query, range: EVER, order })).toEqual(
      (await store.search({ query, range: EVER, limit: 10_000 })).events.map((each) => each['event.id']).toReversed(),
    );
  });

  it('are the same in a part of schema version 3, whose rows are a table', async () => {
    await rewrite(SCHEMA_3);
    for (const text of QUERIES.slice(0, 6)) await expectAnswers(store, events, queryOf(text), RANGE, FIELDS);
  });

  it('lie in a part of schema version 2 as one id a row; it takes no more rows', async () => {
    await rewrite(SCHEMA_2);
    const plain = events.map((event) => Object.fromEntries(Object.entries(event).filter(([name]) => !GONE.has(name))));
    for (const text of ['*', 'x.method:7', '-x.method:password', 'x.unique:"only 17"'])
      await expectAnswers(store, plain as unknown as LogEvent[], queryOf(text), RANGE, ['x.method', 'x.unique']);
    const { ids } = await store.append({ kind: 'live', events: [{ event: EVENTS[0]! }] });
    expect(ids).toEqual([expect.stringMatching(/^20261120-default-live-1-/)]);
  });

  async function rewrite(statements: readonly string[]): Promise<void> {
    const path = await partOf(dir, store);
    await store.close();
    const db = await openDatabase(path, 'write');
    for (const statement of statements) await db.run(statement);
    await db.close();
    store = await open();
  }
});

const GONE = new Set(['x.entity', 'x.key', 'x.size']);
/** The table as that version had it. */
const SCHEMA_3 = [
  `create table old (id integer primary key, received integer, facet integer not null, user text, src_ip blob, src_port integer,
     dst_ip blob, dst_port integer, domain text, pid integer, score integer, hour_of_week integer, message, raw text, fields text,
     odd integer, common)`,
  `insert into old select id, received, facet, user, src_ip, src_port, dst_ip, dst_port, domain, pid, score, hour_of_week, message, raw,
     fields, odd, common from event`,
  'drop view event',
  'drop table entry',
  'alter table old rename to event',
  'create index event_odd on event (odd) where odd is not null',
  ...['user', 'domain', 'src_ip', 'dst_ip', 'facet'].map(
    (name) => `update posting_${name} set ids = json(ids) where ids is not null`,
  ),
  'pragma user_version = 3',
];

/** And from there, with what rows could point to then: here without those fields. */
const SCHEMA_2 = [
  `update event set fields = json_object('x.unique', coalesce(fields ->> '$."x.unique"', (select c.fields ->> '$."x.unique"'
       from common c, json_each(event.common) r where c.id = r.value and c.fields ->> '$."x.unique"' is not null))),
     common = (select c.id from common c, json_each(event.common) r where c.id = r.value and c.fields ->> '$."x.method"' is not null)`,
  `update common set fields = json_object('x.method', json(fields -> '$."x.method"')) where fields like '%x.method%'`,
  'pragma user_version = 2',
];

async function partOf(dir: string, store: SqliteEventStore): Promise<string> {
  const [segment] = await store.segments();
  return join(dir, 'events', `${segment!.id}.sqlite`);
}

function queryOf(text: string): Query {
  const parsed = parseQuery(text, { now: NOON });
  if (parsed.kind !== 'query') throw new Error(`${text}: ${JSON.stringify(parsed)}`);
  return parsed.query;
}
