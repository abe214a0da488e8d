// The property that holds the two halves of the query language together: SQL finds what the predicate finds.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '#src/clock.js';
import type { LogEvent } from '#src/event/event.js';
import { predicateOf } from '#src/query/predicate.js';
import { anyQuery } from '../../../test/contract/queries.js';
import { anyEvent, EVER, NOON } from '../../../test/contract/samples.js';
import { openSqliteStore } from './open.js';

const ROUNDS = 200;
const QUERIES_A_ROUND = 30;

describe('SQL and predicate', () => {
  it('give the same events for the same query', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyEvent, { minLength: 1, maxLength: 25 }),
        fc.array(anyQuery, { minLength: QUERIES_A_ROUND, maxLength: QUERIES_A_ROUND }),
        async (events, queries) => {
          await withStored(events, async (store, ids) => {
            for (const query of queries) {
              const test = predicateOf(query);
              const expected = ids.filter((_, index) => test(events[index] as LogEvent)).sort();
              const page = await store.search({ query, range: EVER, limit: 100 });
              const found = page.events.map((event) => event['event.id']).sort();
              if (found.join() !== expected.join()) throw new Error(`search: ${JSON.stringify(query)}: ${found.join()} != ${expected.join()}`);
              expect(await store.count({ query, range: EVER })).toBe(expected.length);
(globalThis as any).st ??= {}; const kk = expected.length===0?'none':expected.length===ids.length?'all':'some'; (globalThis as any).st[kk] = ((globalThis as any).st[kk]??0)+1;
            }
          });
        },
      ),
      { numRuns: ROUNDS },
    ); console.log((globalThis as any).st);
  });
});

async function withStored(
  events: readonly LogEvent[],
  work: (store: Awaited<ReturnType<typeof openSqliteStore>>, ids: string[]) => Promise<void>,
): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'lanwarden-agree-'));
  const store = await openSqliteStore({ dataDir, events: { segment: { rows: 1_000 }, minFreeBytes: 0 }, clock: new FakeClock(NOON) });
  try {
    const { ids } = await store.append({ kind: 'live', events: events.map((event) => ({ event })) });
    await work(store, ids as string[]);
  } finally {
    await store.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}
