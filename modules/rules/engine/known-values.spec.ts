import { expect, it } from 'vitest';
import { KnownValues } from './known-values.js';

const DAY_MS = 86_400_000;

it('forgets the oldest values first, but the usual ones only when they leave no room for new ones', () => {
  const values = new KnownValues(100);
  const seeAll = (name: string, count: number, time: number): string[] =>
    Array.from({ length: count }, (_, n) => {
      values.see(`${name} ${n}`, time);
      return [...values.makeRoom()];
    }).flat();

  expect(seeAll('usual', 75, 0)).toEqual([]);
  expect(values.see('usual 0', DAY_MS - 1)).toBe('known');
  expect(values.see('usual 0', DAY_MS)).toBe('again');
  expect(values.see('usual 0', DAY_MS)).toBe('known');
  seeAll('usual', 75, DAY_MS);
  expect(seeAll('flood', 50, DAY_MS).every((name) => name.startsWith('flood'))).toBe(true);

  for (const day of [2, 3]) seeAll('usual since', 10, day * DAY_MS);
  values.see('usual 0', 3 * DAY_MS);
  seeAll('new', 1_000, 3 * DAY_MS);
  expect(values.size).toBeLessThanOrEqual(100);
  expect([values.see('usual 0', 3 * DAY_MS), values.see('usual 1', 3 * DAY_MS)]).toEqual(['known', 'new']);
});
