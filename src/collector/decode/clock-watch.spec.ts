import { describe, expect, it } from 'vitest';
import { ClockWatch } from './clock-watch.js';

const watchOf = (drifts: readonly number[], zone = 'UTC'): ClockWatch => {
  const watch = new ClockWatch();
  for (const drift of drifts) watch.add(drift, zone);
  return watch;
};

describe('the watch on a clock', () => {
  it.each([
    [[], undefined],
    [[5], 5],
    [[1, 9, 2], 2],
    [[1, 2, 3, 100], 2.5],
    [[-10, 1_000_000, -12], -10],
    // Only the last 32 count.
    [[...Array.from({ length: 50 }, () => 9_999), ...Array.from({ length: 32 }, () => 7)], 7],
  ])('has the median of %j', (drifts, expected) => {
    const watch = watchOf(drifts);
    expect(watch.driftMs()).toBe(expected);
    expect(watch.samples).toBe(drifts.length);
  });

  it('starts anew when times are read in another zone, and still knows how many there were', () => {
    const watch = watchOf([7_200_000, 7_200_000, 7_200_000]);
    watch.add(3, '+02:00');
    expect([watch.driftMs(), watch.samples, watch.zone]).toEqual([3, 4, '+02:00']);
    watch.add(5, undefined); // it said its own
    expect([watch.driftMs(), watch.samples, watch.zone]).toEqual([4, 5, '+02:00']);
  });
});
