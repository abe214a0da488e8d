// Counts of all kinds against counting by hand, over ranges that move, while parts fill and are sealed: what was remembered or
// read from a roll-up must never be seen.

import '../../../test/helpers/property-seed.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { LogEvent } from '#src/event/event.js';
import { parseQuery } from '#src/query/parse.js';
import { predicateOf } from '#src/query/predicate.js';
import type { Query } from '#src/query/ast.js';
import { makeEvent, NOON } from '../../../test/contract/samples.js';
import { openSqliteStore } from './open.js';
import { valuesOf } from '../engine/values.js';

const HOUR = 3_600_000;
const FIELDS = ['level', 'host', 'user', 'src_ip', 'hour', 'own.kind'];
const NAMES = ['event.severity', 'host.name', 'user.name', 'source.ip', 'hour', 'own.kind'];
const QUERIES = [
  '',
  'host:h1',
  '-level:3',
  'failed',
  'failed user:u2',
  'user:u*',
  '-user:u1',
  'src_ip:10.0.0.0/29',
  'own.kind>4',
];

it('counts as one counts by hand, whatever was asked before', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'lanwarden-counts-'));
  const clock = new FakeClock(NOON);
  const store = await openSqliteStore({ dataDir, events: { segment: { rows: 400 }, minFreeBytes: 0 }, clock });
  const stored: LogEvent[] = [];
  try {
    for (let round = 0; round < 7; round++) {
      const events = fc.sample(anyEvent, { numRuns: 150, seed: round });
      await store.append({ kind: 'live', events: events.map((event) => ({ event })) });
      stored.push(...events);
      if (round % 3 === 2) await store.sealClosed();
      for (const range of fc.sample(anyRange, { numRuns: 2, seed: round })) {
        for (const text of QUERIES) await compare(queryOf(text), range, text);
      }
    }
    expect((await store.segments()).map(({ sealed }) => sealed)).toEqual([true, true, false]);
  } finally {
    await store.close();
    await rm(dataDir, { recursive: true, force: true });
  }

  async function compare(query: Query, range: { from: number; to: number }, text: string): Promise<void> {
    const test = predicateOf(query);
    const found = stored.filter((e) => e['@timestamp'] >= range.from && e['@timestamp'] < range.to && test(e));
    expect(await store.count({ query, range }), text).toBe(found.length);
    for (const intervalMs of [60_000 * 7, 20_000 * 97]) {
      const { buckets } = await store.histogram({ query, range, intervalMs, by: 'event.severity' });
      expect(Object.fromEntries(buckets.map((each) => [`${each.time} ${each.key}`, each.count])), text).toEqual(
        tally(found, (e) => [`${Math.floor(e['@timestamp'] / intervalMs) * intervalMs} ${e['event.severity']}`]),
      );
    }
    const facets = await store.facets({ query, range, fields: FIELDS, limit: 1_000 });
    for (const [at, field] of FIELDS.entries()) {
      const expected = tally(found, (event) => valuesOf(event, NAMES[at] as string));
      const named = (entries: readonly { value: string; count: number }[] = []): Record<string, number> =>
        Object.fromEntries(entries.map(({ value, count }) => [value, count]));
      expect(named(facets[field]), `${text}: ${field}`).toEqual(expected);
      expect(named(await store.top({ query, range, field, limit: 1_000 })), `${text}: ${field}`).toEqual(expected);
    }
  }
});

const anyEvent = fc
  .record({
    time: fc.integer({ min: -9 * HOUR, max: 9 * HOUR }),
    level: fc.constantFrom(1, 3, 5),
    host: fc.constantFrom('h1', 'h2', 'h3'),
    user: fc.constantFrom('u1', 'u2', 'other', undefined),
    ip: fc.constantFrom('10.0.0.1', '10.0.0.9', '2001:db8::1', undefined),
    kind: fc.constantFrom(3, 5, 'text', undefined),
    message: fc.constantFrom('Failed password for x', 'Accepted password for y', 'failed to start'),
  })
  .map(({ time, level, host, user, ip, kind, message }) =>
    makeEvent({
      '@timestamp': NOON + time,
      'event.ingested': NOON,
      'event.severity': level,
      'host.name': host,
      'lanwarden.hour_of_week': 96 + Math.floor((time + 12 * HOUR) / HOUR),
      message,
      ...(user !== undefined && { 'user.name': user }),
      ...(ip !== undefined && { 'source.ip': ip }),
      ...(kind !== undefined && { 'own.kind': kind }),
    }),
  );

/** Also ranges that begin and end within a minute, and whole ones. */
const anyRange = fc
  .tuple(fc.integer({ min: -10 * HOUR, max: 10 * HOUR }), fc.integer({ min: 1, max: 20 * HOUR }), fc.boolean())
  .map(([from, length, isRound]) => {
    const start = NOON + (isRound ? Math.floor(from / HOUR) * HOUR : from);
    return { from: start, to: start + length };
  });

function queryOf(text: string): Query {
  const parsed = parseQuery(text);
  if (parsed.kind !== 'query') throw new Error(`${text}: ${parsed.hint}`);
  return parsed.query;
}

function tally(events: readonly LogEvent[], keysOf: (event: LogEvent) => readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const event of events) for (const key of keysOf(event)) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}
