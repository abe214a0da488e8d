import { expect, it } from 'vitest';
import type { Findings } from '../findings.js';
import { HeldGrowth } from './held-growth.js';

const grown = (count: number): Findings => ({
  ...{ raised: [], recovered: [] },
  grown: Array.from({ length: count }, (_, i) => ({
    ...{ rule: 'r', key: `${i}`, count: 1, first: 0, last: 0, events: [] },
  })),
});
const raised: Findings = {
  ...{ grown: [], recovered: [] },
  raised: [
    {
      ...{ rule: 'r', key: 'k', title: '', summary: '', reasons: [], entity: {} },
      ...{ count: 1, first: 0, last: 0, events: [] },
    },
  ],
};

it.each([
  ['few that grew, just after others', [grown(49)], 1, false],
  ['many that grew, just after others', [grown(100)], 1, true],
  ['many that grew, in two reports', [grown(30), grown(70)], 399, true],
  ['many that grew, a while after others', [grown(100)], 400, false],
  ['very many that grew', [grown(5_000)], 1_999, true],
  ['very many that grew, two seconds after others', [grown(5_000)], 2_000, false],
  ['more than there is room for', [grown(20_001)], 1, false],
  ['many that grew and one that begins', [grown(100), raised], 1, false],
  ['nothing', [], 1, false],
])('%s: %#', (_what, found, afterMs, waits) => {
  const held = new HeldGrowth();
  held.written(1_000);
  expect(held.add(found, 1_000 + afterMs)).toBe(waits);
  expect(held.take()).toEqual(found);
  expect(held.dueInMs(1_000)).toBeUndefined();
});

it('what begins takes with it what waits, in order', () => {
  const held = new HeldGrowth();
  held.written(0);
  expect(held.add([grown(100)], 10)).toBe(true);
  expect(held.dueInMs(10)).toBe(390);
  expect(held.add([raised], 20)).toBe(false);
  expect(held.take()).toEqual([grown(100), raised]);
});
