// Events carry whole scores: what is stored as 75 becomes an alert, so it is muted like one.

import { expect, it } from 'vitest';
import { FINDING_SCORE, type Scored } from './scored.js';
import { activity, observeAll, trained } from './testing/office.js';

/** Somebody works late, on the day after it was told that he did. A budget moves the score. */
function lateAgain(budget: number): Scored[] {
  const engine = trained(26);
  const late = (day: number): Scored[] => observeAll(engine, [activity('user3', day, 18, { host: 'pc3' })]);
  engine.setBudget(20);
  late(28);
  engine.setBudget(budget);
  return late(29);
}

it('what is rounded up to a finding is muted where it was told before', () => {
  const budgets = Array.from({ length: 16 }, (_, i) => 0.45 * 1.04 ** i);
  const isRoundedUp = ({ score }: Scored): boolean => score < FINDING_SCORE && score >= FINDING_SCORE - 0.5;
  const states = budgets.flatMap(lateAgain).filter(isRoundedUp).map(({ state }) => state); // prettier-ignore
  expect(new Set(states)).toEqual(new Set(['muted']));
});
