// What is read of the store in one go: all of it comes, in order, and no more at once than a page can wait for.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSqliteStore } from '#src/store/sqlite/open.js';
import type { SqliteEventStore } from '#src/store/sqlite/store.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';
import { sampleEvent, sampleRule, sampleSet } from '../../../test/helpers/rule-samples.js';
import { ReaderBudgets } from '../engine/time-budget.js';
import type { MatchRecord } from '../match-record.js';
import { type Caught, catchUp } from './catch-up.js';
import { BEGINNING } from './end-of-store.js';
import { warmUp } from './warm-up.js';

const START = Date.UTC(2026, 10, 20, 10);
const EVENTS = 4_500;
const RULE = sampleRule(
  'r',
  { kind: 'threshold', query: 'failed', count: 5, windowSeconds: 80_000 },
  { groupBy: ['user'] },
);

let dir: string;
let store: SqliteEventStore;
let position: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'lanwarden-reading-'));
  store = await openSqliteStore({
    dataDir: dir,
    events: { segment: { rows: 10_000 }, minFreeBytes: 0 },
    clock: new FakeClock(START),
    freeBytes: () => Promise.resolve(1e12),
  });
  const events = Array.from({ length: EVENTS }, (_, n) => ({
    event: sampleEvent(START + n * 1_000, { 'user.name': `u${n}` }),
  }));
  ({ position } = await store.append({ kind: 'live', events }));
});

afterAll(async () => {
  await store.close();
  await rm(dir, { recursive: true });
});

/** One key and second each. */
const usersOf = (records: readonly MatchRecord[]): string[] => records.map(({ key }) => /u\d+/.exec(key)![0]);
const ALL_USERS = Array.from({ length: EVENTS }, (_, n) => `u${n}`);

it('a warm-up hands on all records by their time, in small pieces', async () => {
  const pieces: (readonly MatchRecord[])[] = [];
  const place = { position, ruleTime: START + EVENTS * 1_000 };
  await warmUp(store, {
    ruleSet: sampleSet([RULE]),
    rules: [RULE],
    place,
    budgets: new ReaderBudgets(),
    take: (records) => pieces.push(records),
  });
  expect(usersOf(pieces.flat())).toEqual(ALL_USERS);
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(200);
});

it('a catch-up ends a part where it has many records, and the next one goes on there', async () => {
  const parts = [];
  for await (const part of catchUp(store, {
    after: BEGINNING,
    ruleSet: sampleSet([RULE]),
    budgets: new ReaderBudgets(),
  }))
    parts.push(part);
  expect(parts.flatMap(({ records }) => usersOf(records)).toSorted()).toEqual(ALL_USERS.toSorted());
  expect(Math.max(...parts.map(({ records }) => records.length))).toBeLessThanOrEqual(1_000);
  expect(parts.at(-1)?.position).toBe(position);
});

it('a catch-up passes over a rule that takes too long, names it, and reads on for the others', async () => {
  let now = 0;
  // Each look at the clock costs a second.
  const budgets = new ReaderBudgets(() => (now += 1_000));
  const slow = sampleRule('slow', { kind: 'match', query: 'raw:*f?r*' });
  const parts: Caught[] = [];
  for await (const part of catchUp(store, { after: BEGINNING, ruleSet: sampleSet([slow, RULE]), budgets }))
    parts.push(part);
  const countOf = (id: string): number =>
    parts.flatMap(({ records }) => records).reduce((sum, { rule, count }) => sum + (rule === id ? count : 0), 0);
  const leftOut = parts.reduce((sum, { overflow }) => sum + (overflow['slow'] ?? 0), 0);
  expect(countOf('r')).toBe(EVENTS);
  expect(leftOut).toBeGreaterThan(EVENTS / 2);
  expect(countOf('slow') + leftOut).toBe(EVENTS);
});

it('a catch-up lets a rule take long that takes it only now and then', async () => {
  let now = 0;
  const budgets = new ReaderBudgets(() => (now += 0.1));
  const slow = sampleRule('slow', { kind: 'match', query: 'message:/F.iled/' });
  const overflow = [];
  for await (const part of catchUp(store, { after: BEGINNING, ruleSet: sampleSet([slow]), budgets }))
    overflow.push(part.overflow);
  expect(overflow.every((each) => Object.keys(each).length === 0)).toBe(true);
});
