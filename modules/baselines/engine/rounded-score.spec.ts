// Events carry whole scores: what is stored as 75 becomes an alert, so it is muted like one, and teaches as little.

import { beforeAll, expect, it } from 'vitest';
import type { Engine } from './engine.js';
import { FINDING_SCORE, type Scored } from './scored.js';
import { activity, at, learn, observeAll, trained } from './testing/office.js';

interface Late {
  readonly engine: Engine;
  readonly scored: readonly Scored[];
}

/** Somebody works late, on the day after it was told that he did. A budget moves the score. */
function lateAgain(budget: number): Late {
  const engine = trained(26);
  const late = (day: number): Scored[] => observeAll(engine, [activity('user3', day, 18, { host: 'pc3' })]);
  engine.setBudget(20);
  late(28);
  engine.setBudget(budget);
  return { engine, scored: late(29) };
}

let roundedUp: readonly Late[];
beforeAll(() => {
  const budgets = Array.from({ length: 16 }, (_, i) => 0.45 * 1.04 ** i);
  const isRoundedUp = ({ score }: Scored): boolean => score < FINDING_SCORE && score >= FINDING_SCORE - 0.5;
  roundedUp = budgets.map(lateAgain).filter(({ scored }) => scored.some(isRoundedUp));
});

it('what is rounded up to a finding is muted where it was told before', () => {
  const states = roundedUp.flatMap(({ scored }) => scored.map(({ state }) => state));
  expect(new Set(states)).toEqual(new Set(['muted']));
});

it('a day whose highest is rounded up to a finding teaches as little as any with one', () => {
  const [{ engine }] = roundedUp as [Late];
  learn(engine, 29);
  const { data } = [...engine.save()].find(({ kind, name }) => kind === 'user' && name === 'user3')!;
  const { hours } = (data as { readonly model: { readonly hours: readonly number[] } }).model;
  expect(hours[at(29, 18).hourOfWeek]).toBeCloseTo(0.3, 5);
});
