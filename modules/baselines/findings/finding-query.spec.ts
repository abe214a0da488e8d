import { expect, it } from 'vitest';
import { conditionOf } from './finding-query.js';

it.each([
  [75, 74.5],
  [74.2, 74.5],
])('from %d on is what is shown as that or more: %d', (minScore, least) => {
  expect(conditionOf({ minScore })).toEqual({ sql: 'score >= $minScore', bind: { minScore: least } });
});
