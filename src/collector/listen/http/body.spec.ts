import { describe, expect, it } from 'vitest';
import { BodyBudget } from './body.js';

describe('the budget of bodies', () => {
  it('leaves half of it to others, whatever one sender does', () => {
    const budget = new BodyBudget(100);
    const greedy = [1, 2, 3].map(() => budget.of('10.0.0.1'));
    expect(greedy.map((share) => share.take(30))).toEqual([true, false, false]);
    expect(budget.of('10.0.0.2').take(50)).toBe(true);
    expect(budget.of('10.0.0.3').take(30)).toBe(false);
    greedy[0]!.give(30);
    expect(budget.of('10.0.0.3').take(30)).toBe(true);
  });
});
