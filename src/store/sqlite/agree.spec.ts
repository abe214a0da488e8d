// The property that holds the two halves of the query language together: SQL finds what the predicate finds.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '#src/clock.js';
import type { LogEvent } from '#src/event/event.js';
import type { Query } from '#src/query/ast.js';
import { predicateOf } from '#src/query/predicate.js';
import type { EventReader } from '#src/store/event-store.js';
import { queriesFor } from '../../../test/contract/queries.js';
import { anyEvent, EVER, makeEvent, NOON } from '../../../test/contract/samples.js';
import { openSqliteStore } from './open.js';

const ROUNDS = 30;
const QUERIES_A_ROUND = 30;

const AWKWARD = [
  'a_b',
  'a%b',
  'a[b',
  'a\\b',
  'a*b',
  'a?b',
  'a"b',
  "a'b",
  'A_B',
  'axb',
  'a$1b',
  'ab',
  'straße',
  'STRASSE',
  'ä',
  'Ä',
  '😀',
  '😀😀',
  '',
];

describe('SQL and predicate', () => {
  it.each(['user.name', 'message', 'x.y', 'host.name', 'event.original'] as const)(
    'agree on every character that LIKE or JSON knows, in %s',
    async (field) => {
      const events = AWKWARD.map((value) =>
        makeEvent({ [field]: value, 'event.original': field === 'event.original' ? value : 'raw' }),
      );
      await withStored(events, async (store, ids) => {
        for (const text of AWKWARD) {
          const queries: Query[] = ['', '*', '?'].flatMap((end): Query[] => [
            { kind: 'wildcard', field, pattern: text + end },
            { kind: 'wildcard', field, pattern: end + text },
          ]);
          for (const query of [...queries, { kind: 'equals', field, value: text } as const])
            await expectSame(store, events, ids, query);
        }
      });
    },
  );

  it('give the same events for the same query', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc
          .array(anyEvent, { minLength: 3, maxLength: 25 })
          .chain((events) =>
            fc.tuple(
              fc.constant(events),
              fc.array(queriesFor(events), { minLength: QUERIES_A_ROUND, maxLength: QUERIES_A_ROUND }),
            ),
          ),
        async ([events, queries]) => {
          await withStored(events, async (store, ids) => {
            for (const query of queries) {
              await expectSame(store, events, ids, query);
            }
          });
        },
      ),
      { numRuns: ROUNDS },
    );
  });
});

async function expectSame(
  store: EventReader,
  events: readonly LogEvent[],
  ids: readonly string[],
  query: Query,
): Promise<void> {
  const test = predicateOf(query);
  const expected = ids.filter((_, index) => test(events[index] as LogEvent)).sort();
  const page = await store.search({ query, range: EVER, limit: 100 });
  const found = page.events.map((event) => event['event.id']).sort();
  expect(found, JSON.stringify(query)).toEqual(expected);
  expect(await store.count({ query, range: EVER }), JSON.stringify(query)).toBe(expected.length);
}

async function withStored(
  events: readonly LogEvent[],
  work: (store: Awaited<ReturnType<typeof openSqliteStore>>, ids: string[]) => Promise<void>,
): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'lanwarden-agree-'));
  const store = await openSqliteStore({
    dataDir,
    events: { segment: { rows: 1_000 }, minFreeBytes: 0 },
    clock: new FakeClock(NOON),
  });
  try {
    const { ids } = await store.append({ kind: 'live', events: events.map((event) => ({ event })) });
    await work(store, ids as string[]);
  } finally {
    await store.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}
