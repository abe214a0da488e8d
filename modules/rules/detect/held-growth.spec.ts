import { expect, it } from 'vitest';
import { Detector } from '../engine/detector.js';
import type { MatchRecord } from '../match-record.js';
import { ruleSchema, type RuleSet } from '../rule.js';
import { HeldGrowth } from './held-growth.js';

const rule = ruleSchema.parse({ id: 'r', name: 'R', groupBy: ['user'], detect: { kind: 'match', query: 'failed' } });
const ruleSet: RuleSet = { version: 'v1', rules: [rule], exceptions: [], lists: {}, zone: 'UTC' };
const matchesOf = (users: number, first: number): MatchRecord[] =>
  Array.from({ length: users }, (_, i) => ({
    rule: 'r',
    step: 0,
    key: `[["user","u${i}"]]`,
    count: 2,
    first,
    last: first,
    entity: {},
    byReceipt: 0,
    events: [{ id: `${first}-${i}`, time: first, message: 'failed' }],
  }));

/** With an alert of each of so many users, written at 1,000 ms. */
function running(users: number): { readonly held: HeldGrowth; readonly find: (users: number, first: number) => void } {
  const held = new HeldGrowth();
  const detector = new Detector(ruleSet);
  const find = (some: number, first: number): void => detector.gather(matchesOf(some, first), held.drafts);
  find(users, 0);
  expect(held.dueInMs(0)).toBe(users === 0 ? undefined : 0);
  held.take();
  held.written(1_000);
  return { held, find };
}

it.each([
  ['few that grew, just after others', 49, 1, 0],
  ['many that grew, just after others', 100, 1, 399],
  ['many that grew, a while after others', 100, 400, 0],
  ['very many that grew', 5_000, 4_999, 1],
  ['more than there is room for', 20_001, 1, 0],
  ['nothing', 0, 1, undefined],
])('%s', (_what, users, afterMs, dueInMs) => {
  const { held, find } = running(users);
  find(users, 1_000);
  expect(held.dueInMs(1_000 + afterMs)).toBe(dueInMs);
  expect(held.take().grown).toHaveLength(users);
  expect(held.dueInMs(1_000)).toBeUndefined();
});

it('what grows in several reports grows once, by the sum, with its newest events', () => {
  const { held, find } = running(200);
  for (let second = 1; second <= 9; second += 1) find(200, second * 1_000);
  const { grown } = held.take();
  expect(grown).toHaveLength(200);
  expect(grown.at(-1)).toMatchObject({ count: 18, first: 1_000, last: 9_000 });
  expect(grown.at(-1)?.events.map(({ time }) => time)).toEqual([7_000, 8_000, 9_000]);
});

it('what begins takes with it what waits', () => {
  const { held, find } = running(100);
  find(100, 1_000);
  expect(held.dueInMs(1_010)).toBe(390);
  find(101, 2_000);
  expect(held.dueInMs(1_020)).toBe(0);
  const { raised, grown } = held.take();
  expect([raised.length, grown.length]).toEqual([1, 100]);
});
