import { expect, it } from 'vitest';
import { MemorySeenValues } from './seen-values.js';

it('remembers values by rule and key, and forgets the oldest when there are too many', () => {
  const seen = new MemorySeenValues({ learning: 5 }, 32);
  for (let i = 0; i < 40; i++) seen.add('r', 'k', `v${i}`, i);
  expect([seen.has('r', 'k', 'v39'), seen.has('r', 'other', 'v39'), seen.has('other', 'k', 'v39')]).toEqual([
    true,
    false,
    false,
  ]);
  const known = Array.from({ length: 40 }, (_, i) => seen.has('r', 'k', `v${i}`));
  expect(known.lastIndexOf(false)).toBe(known.indexOf(true) - 1);
  expect(known.filter((each) => each).length).toBeLessThanOrEqual(32);
  expect([
    seen.isLearning('learning', 'k', 4),
    seen.isLearning('learning', 'k', 5),
    seen.isLearning('r', 'k', 0),
  ]).toEqual([true, false, false]);
});
