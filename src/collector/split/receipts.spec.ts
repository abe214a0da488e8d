import { expect, it } from 'vitest';
import type { Outcome, Receipt } from '../frame.js';
import { receiptsIn, settlesOf } from './receipts.js';

it.each<[Outcome[], Outcome]>([
  [['stored', 'stored'], 'stored'],
  [['duplicate', 'duplicate'], 'duplicate'],
  [['duplicate', 'stored'], 'stored'],
  [['stored', 'filtered', 'stored'], 'filtered'],
  [['failed', 'stored', 'limited'], 'limited'],
  [['stored', 'refused'], 'refused'],
])('a message whose events were %j is %s, once all of them are settled', (outcomes, expected) => {
  const told: Receipt[] = [];
  const settles = settlesOf(outcomes.length, (receipt) => told.push(receipt));
  const backwards = [...settles.keys()].reverse();
  for (const at of backwards) {
    expect(told).toHaveLength(0);
    settles[at]!({ outcome: outcomes[at]!, reason: outcomes[at]! });
  }
  expect(told).toMatchObject([{ outcome: expected, reason: expected }]);
  expect(receiptsIn(told[0]!).map(({ outcome }) => outcome)).toEqual(outcomes);
});

it('a message of one event is that', () => {
  expect(receiptsIn({ outcome: 'stored' })).toEqual([{ outcome: 'stored' }]);
});
