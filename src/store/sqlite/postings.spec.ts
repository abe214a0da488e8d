// Lists of rows by value and in the order of arrival, over many commits whose times lie anywhere.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogEvent } from '#src/event/event.js';
import type { Query } from '#src/query/ast.js';
import { parseQuery } from '#src/query/parse.js';
import { predicateOf } from '#src/query/predicate.js';
import type { EventStore, TimeRange } from '#src/store/event-store.js';
import { EVER, makeEvent, NOON } from '../../../test/contract/samples.js';
import { openSqliteStore } from './open.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';

const USERS = ['root', 'Root', 'anna', undefined] as const;
const ADDRESSES = ['192.0.2.1', '192.0.2.77', '2001:db8::1', '2001:DB8::1', undefined] as const;
const QUERIES = [
  'user:root',
  'user:root OR user:anna',
  'source.ip:192.0.2.1',
  'source.ip:192.0.2.0/24',
  'source.ip:"2001:db8::1" user:anna',
  'user:root NOT source.ip:192.0.2.1',
  'host:one user:root',
  'x.method:password',
  'x.method:pass* NOT user:anna',
  'NOT x.method:*',
];

/** Most times are those of the commit; some lie hours before or behind. */
const anyTime = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 3_000 }) },
  { weight: 2, arbitrary: fc.integer({ min: -20 * 3_600_000, max: 9 * 3_600_000 }) },
  { weight: 1, arbitrary: fc.constantFrom(-600_000, 600_000, 599_999) },
);

const anyCommits = fc.array(
  fc.array(
    fc.record({
      skew: anyTime,
      user: fc.constantFrom(...USERS),
      ip: fc.constantFrom(...ADDRESSES),
      host: fc.constantFrom('one', 'two'),
      method: fc.constantFrom('password', 'publickey', 'p"q', 7, true, undefined),
      unique: fc.option(fc.string({ maxLength: 5 }), { nil: undefined }),
    }),
    { minLength: 1, maxLength: 12 },
  ),
  { minLength: 1, maxLength: 8 },
);

describe('rows that are listed by value and by arrival', () => {
  it('are found, counted and followed as the events themselves say', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(anyCommits, fc.integer({ min: 1, max: 7 }), async (commits, batchSize) => {
        const clock = new FakeClock(NOON);
        await withStore(clock, async (store) => {
          const events: LogEvent[] = [];
          const arrived: string[] = [];
          for (const [index, commit] of commits.entries()) {
            const received = NOON + index * 700;
            const made = commit.map(({ skew, user, ip, host, method, unique }) =>
              makeEvent({
                '@timestamp': received + skew,
                'event.ingested': received,
                'host.name': host,
                ...(user !== undefined && { 'user.name': user }),
                ...(ip !== undefined && { 'source.ip': ip }),
                ...(method !== undefined && { 'x.method': method }),
                ...(unique !== undefined && { 'x.unique': unique }),
              }),
            );
            const { ids } = await store.append({ kind: 'live', events: made.map((event) => ({ event })) });
            events.push(...made.map((event, at) => ({ ...event, 'event.id': ids[at] as string }) as LogEvent));
            const order = made
              .map((_, at) => at)
              .sort((a, b) => made[a]!['@timestamp'] - made[b]!['@timestamp'] || a - b);
            arrived.push(...order.map((at) => ids[at] as string));
          }
          await expectSearches(store, events);
          await expectTops(store, events);
          expect(await follow(store, batchSize)).toEqual(arrived);
        });
      }),
      { numRuns: 10 },
    );
  });

  it('are found a page at a time where one value has nearly all of them', async () => {
    await withStore(new FakeClock(NOON), async (store) => {
      for (let commit = 0; commit < 30; commit++) {
        const events = Array.from({ length: 40 }, (_, at) =>
          makeEvent({ '@timestamp': NOON + commit * 1_000 + at, 'user.name': 'root', message: `n${commit * 40 + at}` }),
        );
        await store.append({ kind: 'live', events: events.map((event) => ({ event })) });
      }
      const seen: unknown[] = [];
      for (let cursor: string | undefined, page = 0; page === 0 || cursor !== undefined; page++) {
        const found = await store.search({
          query: queryOf('user:ROOT'),
          range: EVER,
          limit: 7,
          ...(cursor && { cursor }),
        });
        seen.push(...found.events.map(({ message }) => message));
        cursor = found.next;
      }
      expect(seen).toEqual(Array.from({ length: 1_200 }, (_, at) => `n${1_199 - at}`));
    });
  });
});

/** Above what is looked for value by value. */
it('are counted in every range where nearly each row has a value of its own', async () => {
  await withStore(new FakeClock(NOON), async (store) => {
    const events = Array.from({ length: 6_000 }, (_, at) =>
      makeEvent({ '@timestamp': NOON + at * 2_000, 'user.name': at % 2 === 0 ? `u${at % 5_000}` : 'root' }),
    );
    for (let at = 0; at < events.length; at += 500)
      await store.append({ kind: 'live', events: events.slice(at, at + 500).map((event) => ({ event })) });
    for (const [from, to] of [
      [-Infinity, Infinity],
      [61_234, Infinity], // nearly all
      [11_000_000, 11_900_000],
      [9_999_999, 10_001_001],
    ] as const) {
      const range = { from: NOON + from, to: NOON + to };
      const found = events.filter((event) => event['@timestamp'] >= range.from && event['@timestamp'] < range.to);
      const counts = new Map<string, number>();
      for (const event of found)
        counts.set(String(event['user.name']), (counts.get(String(event['user.name'])) ?? 0) + 1);
      const top = await store.top({ query: { kind: 'all' }, range, field: 'user.name', limit: 1_000 });
      const expected = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, 1_000);
      expect(top.map(({ value, count }) => [value, count])).toEqual(expected);
    }
  });
});

async function expectSearches(store: EventStore, events: readonly LogEvent[]): Promise<void> {
  const times = events.map((event) => event['@timestamp']).sort((a, b) => a - b);
  const middle = times[times.length >> 1] as number;
  for (const text of QUERIES) {
    for (const range of [EVER, { from: middle, to: Infinity }, { from: -Infinity, to: middle }]) {
      const query = queryOf(text);
      const test = predicateOf(query);
      const expected = events.filter(
        (event) => test(event) && event['@timestamp'] >= range.from && event['@timestamp'] < range.to,
      );
      const page = await store.search({ query, range, limit: 1_000 });
      expect(new Set(page.events.map((event) => event['event.id'])), text).toEqual(
        new Set(expected.map((event) => event['event.id'])),
      );
      expect(await store.count({ query, range }), text).toBe(expected.length);
      const newest = await store.search({ query, range, limit: 2 });
      expect(newest.events, text).toEqual(page.events.slice(0, 2));
    }
  }
}

async function expectTops(store: EventStore, events: readonly LogEvent[]): Promise<void> {
  const times = events.map((event) => event['@timestamp']).sort((a, b) => a - b);
  const middle = times[times.length >> 1] as number;
  for (const field of ['user.name', 'source.ip', 'x.method', 'x.unique'] as const) {
    for (const range of [EVER, { from: middle, to: Infinity }, { from: middle - 90_000, to: middle + 1_000 }])
      await expectTop(store, events, field, range);
  }
}

/** Of at most 1,000 values. */
async function expectTop(
  store: EventStore,
  events: readonly LogEvent[],
  field: string,
  range: TimeRange,
): Promise<void> {
  const counts = new Map<string, number>();
  for (const event of events) {
    const value = (event as Record<string, unknown>)[field];
    if (value === undefined || value === '' || event['@timestamp'] < range.from || event['@timestamp'] >= range.to)
      continue;
    // Addresses are counted whatever their spelling.
    const key = field === 'source.ip' ? String(value).toLowerCase() : String(value);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const top = await store.top({ query: { kind: 'all' }, range, field, limit: 1_000 });
  expect(new Map(top.map(({ value, count }) => [value, count])), field).toEqual(counts);
}

async function follow(store: EventStore, batchSize: number): Promise<string[]> {
  const ids: string[] = [];
  for await (const { events } of store.scan({ range: EVER, order: 'arrival', batchSize }))
    ids.push(...events.map((event) => event['event.id'] as string));
  return ids;
}

function queryOf(text: string): Query {
  const parsed = parseQuery(text, { now: NOON });
  if (parsed.kind !== 'query') throw new Error(`${text}: ${JSON.stringify(parsed)}`);
  return parsed.query;
}

async function withStore(clock: FakeClock, work: (store: EventStore) => Promise<void>): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'lanwarden-postings-'));
  const events = { segment: { rows: 50_000 }, minFreeBytes: 0 };
  const store = await openSqliteStore({ dataDir, events, clock });
  try {
    await work(store);
  } finally {
    await store.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}
