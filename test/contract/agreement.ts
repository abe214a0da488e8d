// The property that holds the two halves of the query language together: SQL finds what the predicate finds. Each engine's own spec
// calls `describeAgreement(name, withStore)`.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogEvent } from '#src/event/event.js';
import type { Query } from '#src/query/ast.js';
import { predicateOf } from '#src/query/predicate.js';
import { countableField } from '#src/store/engine/values.js';
import type { EventReader, EventStore } from '#src/store/event-store.js';
import { expectAnswers } from './answers.js';
import { queriesFor } from './queries.js';
import { anyEvent, EVER, makeEvent, NOON, DAY } from './samples.js';

const ROUNDS = 15;
const QUERIES_A_ROUND = 30;

/** Of these all aggregates are compared too. */
const AGGREGATED = 4;
const COUNTED = ['user', 'src_ip', 'host', 'process.pid', 'event.category', 'weekday', 'x.y'].map(countableField);

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

/** Lends a new store with nothing in it. */
export type WithStore = (work: (store: EventStore) => Promise<void>) => Promise<void>;

export function describeAgreement(name: string, withStore: WithStore): void {
  describe(`SQL and predicate: ${name}`, () => {
    const withStored = stored(withStore);
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

    it.each(['\0', '\ud800', '\u0001', '\ufffd', ' \0 '])('agree on the words around %j', async (between) => {
      const messages = [`before${between}after`, `${between}before`, `after${between}`, `straße${between}before`];
      const events = messages.map((message) => makeEvent({ message }));
      await withStored(events, async (store, ids) => {
        for (const words of [['before'], ['after'], ['before', 'after'], ['straße', 'before'], ['beforeafter']])
          for (const prefix of [false, true]) await expectSame(store, events, ids, { kind: 'phrase', words, prefix });
      });
    });

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
              for (const query of queries) await expectSame(store, events, ids, query);
              const known = events.map((event, at): LogEvent => ({ ...event, 'event.id': ids[at]! }));
              const range = { from: NOON - DAY, to: NOON + 2 * DAY };
              for (const query of queries.slice(0, AGGREGATED))
                await expectAnswers(store, known, query, range, COUNTED);
            });
          },
        ),
        { numRuns: ROUNDS, endOnFailure: true },
      );
    });
  });
}

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

function stored(withStore: WithStore) {
  return (events: readonly LogEvent[], work: (store: EventStore, ids: string[]) => Promise<void>): Promise<void> =>
    withStore(async (store) => {
      const { ids } = await store.append({ kind: 'live', events: events.map((event) => ({ event })) });
      await work(store, ids as string[]);
    });
}
