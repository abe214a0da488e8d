import { expect, it } from 'vitest';
import { MemorySeenValues } from './seen-values.js';

it('remembers values by rule and key, and forgets the oldest when there are too many', () => {
  const seen = new MemorySeenValues({ learning: 5 }, 32);
  for (let i = 0; i < 40; i++) seen.see('r', 'k', `v${i}`, i);
  expect(['k', 'other'].map((key) => seen.see('r', key, 'v39', 40))).toEqual([false, true]);
  expect(seen.see('other', 'k', 'v39', 40)).toBe(true);
  const isNew = Array.from({ length: 32 }, (_, back) => seen.see('r', 'k', `v${39 - back}`, 40));
  expect(isNew.lastIndexOf(false)).toBe(isNew.indexOf(true) - 1);
  expect([
    seen.isLearning('learning', 'k', 4),
    seen.isLearning('learning', 'k', 5),
    seen.isLearning('r', 'k', 0),
  ]).toEqual([true, false, false]);
});
