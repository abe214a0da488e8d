// A part that an earlier version wrote (test/contract/schema-1.ts) answers as one of today does.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAnswers, scanned } from '../../../test/contract/answers.js';
import { EVER, makeEvent, NOON } from '../../../test/contract/samples.js';
import { COMMIT, EVENTS, ID, makePart } from '../../../test/contract/schema-1.js';
import type { LogEvent } from '../../event/event.js';
import { parseQuery } from '../../query/parse.js';
import type { Query } from '../../query/ast.js';
import { openDatabase } from './driver.js';
import { openSqliteStore } from './open.js';
import type { SqliteEventStore } from './store.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';

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
