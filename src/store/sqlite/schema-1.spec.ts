// A part that an earlier version wrote (schema 1: indices instead of postings and runs, no `common`) answers as one of today does. Its
// tables and its rows are frozen here as that version made them.

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAnswers, scanned } from '../../../test/contract/answers.js';
import { EVER, makeEvent, NOON } from '../../../test/contract/samples.js';
import { FakeClock } from '../../clock.js';
import type { FieldValue, LogEvent } from '../../event/event.js';
import { addressOf } from '../../query/address.js';
import { parseQuery } from '../../query/parse.js';
import type { Query } from '../../query/ast.js';
import { foldForWords } from '../../query/words.js';
import { dedupeHash } from '../engine/dedupe.js';
import { openDatabase } from './driver.js';
import { openSqliteStore } from './open.js';
import { eventId } from '../engine/rowid.js';
import type { SqliteEventStore } from './store.js';

const DAY_START = Date.UTC(2026, 10, 20);
const ID = '20261120-default-live-0';
const RANGE = { from: NOON - 3_600_000, to: NOON + 3_600_000 };
const FIELDS = [
  'user.name',
  'source.ip',
  'host.name',
  'event.severity',
  'dns.question.name',
  'hour',
  'x.method',
  'x.list',
];

const TABLES = [
  `create table segment (day text not null, retention text not null, kind text not null, part integer not null, created integer not null,
     sealed integer not null, rows integer not null, next_ordinal integer not null, min_id integer, max_id integer,
     odd integer not null, facet_bytes integer not null)`,
  `create table event (id integer primary key, received integer, facet integer not null, user text, src_ip blob, src_port integer,
     dst_ip blob, dst_port integer, domain text, pid integer, score integer, hour_of_week integer, message, raw text, fields text,
     odd integer)`,
  'create index event_user on event (user collate nocase) where user is not null',
  'create index event_domain on event (domain collate nocase) where domain is not null',
  'create index event_src_ip on event (src_ip) where src_ip is not null',
  'create index event_dst_ip on event (dst_ip) where dst_ip is not null',
  'create index event_facet on event (facet)',
  'create index event_arrival on event (id & 8388607)',
  'create index event_odd on event (odd) where odd is not null',
  'create table facet (id integer primary key, fields text not null)',
  'create table rollup (minute integer, facet integer, count integer not null, primary key (minute, facet)) without rowid',
  'create table dedupe (key blob primary key) without rowid',
  'create table mark (key text primary key, version integer not null, value text not null) without rowid',
  `create virtual table words using fts5 (text, content = '', tokenize = 'ascii', detail = full, columnsize = 0)`,
  "insert into words (words, rank) values ('pgsz', 8000)",
  'pragma user_version = 1',
];

/** What was a facet then. */
const FACETS = ['lanwarden.source', 'lanwarden.family', 'event.dataset', 'host.name', 'event.severity'];
const COLUMNS: Readonly<Record<string, string>> = {
  'user.name': 'user',
  'source.ip': 'src_ip',
  'source.port': 'src_port',
  'dns.question.name': 'domain',
  'process.pid': 'pid',
  'lanwarden.hour_of_week': 'hour_of_week',
};

/** Some out of order, some with values that a column cannot say, some whose message is no part of the line. */
const EVENTS: readonly LogEvent[] = Array.from({ length: 300 }, (_, n) => {
  const user = ['root', 'Root', 'anna', 'straße', undefined][n % 5];
  const message = `${n % 3 === 0 ? 'Failed' : 'Accepted'} password for ${user ?? 'nobody'} n${n} größer`;
  const fields: Record<string, FieldValue | undefined> = {
    '@timestamp': NOON + (n % 10 === 9 ? -500 * n : 2_000 * n),
    'event.ingested': NOON + 2_000 * n,
    'host.name': `h${n % 4}`,
    'event.severity': 1 + (n % 5),
    'user.name': n % 50 === 7 ? ['a', 'b'] : user,
    'source.ip': ['192.0.2.1', '192.0.2.77', '2001:db8::1', undefined][n % 4],
    'source.port': n % 50 === 8 ? 'ssh' : 1_024 + n,
    'dns.question.name': n % 6 === 0 ? `d${n % 12}.example.org` : undefined,
    'x.method': ['password', 'publickey', 7, true, undefined][n % 5],
    'x.list': n % 9 === 0 ? ['one', `two ${n % 4}`] : undefined,
    'x.unique': `u${n}`,
    message,
    'event.original': n % 7 === 0 ? `<13>😀 ${message}` : n % 7 === 1 ? `line ${n}` : `<13>h: ${message}`,
  };
  const known = Object.entries({ ...makeEvent(), ...fields }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known) as unknown as LogEvent;
});

const QUERIES = [
  '*', 'user:root', 'user:ROOT OR user:anna', '-user:root', 'user:stra*', 'host:h1 user:root', 'src_ip:192.0.2.0/24', 'src_ip:"2001:db8::1" level>3',
  'failed', '"failed password"', 'größer n7', 'message:"*for anna*"', 'message:"*n12 gr*"', 'x.method:password', 'x.method:7', '-x.method:*',
  'x.list:one', 'x.list:"two 3" host:h3', 'x.unique:u17', 'domain:d6.example.org', 'source.port>1200', 'user:b', 'hour:12',
  'raw:"line*"',
]; // prettier-ignore

describe('a part of schema version 1', () => {
  let dir: string;
  let old: SqliteEventStore;
  let today: SqliteEventStore;
  let oldEvents: LogEvent[];
  let todayEvents: LogEvent[];
  const clock = new FakeClock(NOON);

  const open = async (name: string): Promise<SqliteEventStore> =>
    openSqliteStore({ dataDir: join(dir, name), events: { segment: { rows: 10_000 }, minFreeBytes: 0 }, clock });

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'lanwarden-schema-1-'));
    oldEvents = await makePart(join(dir, 'old'));
    old = await open('old');
    today = await open('today');
    const ids: (string | undefined)[] = [];
    for (let at = 0; at < EVENTS.length; at += COMMIT) {
      const events = EVENTS.slice(at, at + COMMIT).map((event) => ({ event }));
      ids.push(...(await today.append({ kind: 'live', events })).ids);
    }
    todayEvents = EVENTS.map((event, at) => ({ ...event, 'event.id': ids[at] }) as LogEvent);
  });
  afterAll(async () => {
    await old?.close();
    await today?.close();
    await rm(dir, { recursive: true, force: true });
  });

  it('gives the same row ids', () => {
    expect(oldEvents.map((event) => event['event.id'])).toEqual(todayEvents.map((event) => event['event.id']));
  });

  describe.each(['growing', 'sealed'])('%s', (state) => {
    beforeAll(async () => {
      if (state === 'sealed') {
        const db = await openDatabase(join(dir, 'old', 'events', `${ID}.sqlite`), 'write');
        await db.run('analyze');
        await db.run('update segment set sealed = 1');
        await db.close();
      }
    });

    it.each(QUERIES)('answers %s as one of today', async (text) => {
      const query = queryOf(text);
      for (const range of [RANGE, { from: NOON + 60_001, to: NOON + 240_500 }]) {
        await expectAnswers(old, oldEvents, query, range, FIELDS);
        await expectAnswers(today, todayEvents, query, range, FIELDS);
        for (const order of ['time', 'arrival'] as const) {
          const request = { query, range, order, batchSize: 17 };
          expect(await scanned(old, request)).toEqual(await scanned(today, request));
        }
      }
    });

    it('pages, gets and shows neighbours as one of today', async () => {
      expect(await pages(old)).toEqual(await pages(today));
      for (const at of [0, 9, 19, 107, 299]) {
        const id = oldEvents[at]!['event.id'] as string;
        expect(await old.get(id)).toEqual(oldEvents[at]);
        expect(await old.around(id, 4)).toEqual(await today.around(id, 4));
      }
    });
  });

  it('knows its duplicates and marks, takes no more rows, and is read together with the part that does', async () => {
    const marks = await old.marks();
    expect(marks).toEqual([{ key: 'ledger', version: 4, value: 'four' }]);
    const before = await old.position();
    const again = { event: EVENTS[0]!, dedupeKey: 'first' };
    const fresh = {
      event: makeEvent({ '@timestamp': NOON + 3, message: 'new', 'user.name': 'root', 'x.method': 'password' }),
    };
    old.prepare({ kind: 'live', events: [again, fresh] });
    const { ids } = await old.append({ kind: 'live', events: [again, fresh] });
    expect(ids).toEqual([undefined, expect.stringMatching(/^20261120-default-live-1-/)]);
    const all = [...oldEvents, { ...fresh.event, 'event.id': ids[1] } as LogEvent];
    for (const text of ['*', 'user:root', 'new', 'x.method:password'])
      await expectAnswers(old, all, queryOf(text), RANGE, FIELDS);
    expect(await scanned(old, { range: EVER, order: 'arrival', after: before })).toEqual([ids[1]]);
  });

  it('is sealed like any other when its day is over', async () => {
    const other = await mkdtemp(join(tmpdir(), 'lanwarden-schema-1-seal-'));
    const events = await makePart(other);
    const store = await openSqliteStore({
      dataDir: other,
      events: { segment: { rows: 10_000 }, minFreeBytes: 0 },
      clock: new FakeClock(NOON + 86_400_000),
    });
    try {
      await store.sealClosed();
      expect((await store.segments()).map(({ id, sealed, rows }) => [id, sealed, rows])).toEqual([[ID, true, 300]]);
      await expectAnswers(store, events, queryOf('failed'), RANGE, FIELDS);
    } finally {
      await store.close();
      await rm(other, { recursive: true, force: true });
    }
  });
});

const COMMIT = 100;

/** As the writer of that version did: by commits of so many, each in the order of time. Gives the events with their ids. */
async function makePart(dataDir: string): Promise<LogEvent[]> {
  await mkdir(join(dataDir, 'events'), { recursive: true });
  const db = await openDatabase(join(dataDir, 'events', `${ID}.sqlite`), 'write');
  const stored: LogEvent[] = [];
  const facets = new Map<string, number>();
  const ids: number[] = [];
  let odd = 0;
  try {
    for (const statement of TABLES) await db.run(statement);
    await db.run('begin immediate');
    for (let start = 0; start < EVENTS.length; start += COMMIT) {
      const order = EVENTS.slice(start, start + COMMIT)
        .map((event, at) => ({ event, at: start + at }))
        .sort((a, b) => a.event['@timestamp'] - b.event['@timestamp'] || a.at - b.at);
      for (const [place, { event, at }] of order.entries()) {
        const id = (event['@timestamp'] - DAY_START) * 8_388_608 + start + place;
        const row = rowOf(event);
        const facet = facets.get(row.facet) ?? facets.size + 1;
        if (!facets.has(row.facet)) await db.run('insert into facet values ($1, $2)', [facet, row.facet]);
        facets.set(row.facet, facet);
        const cells = {
          ...row.cells,
          id,
          facet,
          odd: row.isOdd ? 1 : null,
          received: event['event.ingested'] - event['@timestamp'],
        };
        await insertRow(db, cells);
        await db.run(`insert into words (rowid, text) values (cast($1 as integer), $2)`, [
          id,
          foldForWords(event.message!),
        ]);
        await db.run(
          'insert into rollup values (cast($1 as integer), $2, 1) on conflict do update set count = count + 1',
          [Math.floor((event['@timestamp'] - DAY_START) / 60_000), facet],
        );
        odd += row.isOdd ? 1 : 0;
        ids.push(id);
        stored[at] = { ...event, 'event.id': eventId(ID, id) } as LogEvent;
      }
    }
    await db.run('insert into dedupe values (unhex($1))', [dedupeHash({ event: EVENTS[0]!, dedupeKey: 'first' })!]);
    await db.run("insert into mark values ('ledger', 4, 'four')");
    await db.run(
      `insert into segment select '20261120', 'default', 'live', 0, 1, 0, value ->> 0, value ->> 0, value ->> 1, value ->> 2, value ->> 3, 100
       from json_each($1)`,
      [JSON.stringify([[EVENTS.length, Math.min(...ids), Math.max(...ids), odd]])],
    );
    await db.run('commit');
    await db.all('pragma journal_mode = wal');
  } finally {
    await db.close();
  }
  return stored;
}

type Cell = string | number | null;

/** A value that is not of its column's kind stays in `fields`, and the row is odd. */
function rowOf(event: LogEvent): { cells: Record<string, Cell>; facet: string; isOdd: boolean } {
  const cells: Record<string, Cell> = {};
  const rest: Record<string, FieldValue> = {};
  let isOdd = false;
  for (const [name, value] of Object.entries(event) as [string, FieldValue][]) {
    if (FACETS.includes(name) || ['@timestamp', 'event.ingested', 'message', 'event.original'].includes(name)) continue;
    const column = COLUMNS[name];
    const isNumber = ['src_port', 'pid', 'hour_of_week'].includes(column ?? '');
    const isFit = typeof value === (isNumber ? 'number' : 'string');
    if (column !== undefined && isFit) {
      cells[column] = column === 'src_ip' ? Buffer.from(addressOf(value as string)!).toString('hex') : (value as Cell);
      continue;
    }
    if (column !== undefined) isOdd = true;
    rest[name] = value;
  }
  const [message, raw] = [event.message!, event['event.original']!];
  // Where the message begins in the line, where it is its end and nothing before it takes two units.
  const start = raw.endsWith(message) && !raw.startsWith('<13>😀') ? raw.length - message.length : undefined;
  cells['message'] = start ?? message;
  cells['raw'] = raw;
  cells['fields'] = Object.keys(rest).length === 0 ? null : JSON.stringify(rest);
  const facet = Object.fromEntries(FACETS.map((name) => [name, (event as Record<string, FieldValue>)[name]]));
  return { cells, facet: JSON.stringify(facet), isOdd };
}

async function insertRow(db: Awaited<ReturnType<typeof openDatabase>>, cells: Record<string, Cell>): Promise<void> {
  const names = Object.keys(cells);
  const values = names.map((name, at) => (name === 'src_ip' ? `unhex(value ->> ${at})` : `value ->> ${at}`));
  await db.run(`insert into event (${names.join(', ')}) select ${values.join(', ')} from json_each($1)`, [
    JSON.stringify([Object.values(cells)]),
  ]);
}

async function pages(store: SqliteEventStore): Promise<unknown[]> {
  const seen: unknown[] = [];
  for (let cursor: string | undefined, page = 0; page === 0 || cursor !== undefined; page += 1) {
    const found = await store.search({
      query: queryOf('user:root'),
      range: RANGE,
      limit: 13,
      ...(cursor && { cursor }),
    });
    seen.push(found.events.map(({ 'event.id': id }) => id));
    cursor = found.next;
  }
  return seen;
}

function queryOf(text: string): Query {
  const parsed = parseQuery(text, { now: NOON });
  if (parsed.kind !== 'query') throw new Error(`${text}: ${JSON.stringify(parsed)}`);
  return parsed.query;
}
