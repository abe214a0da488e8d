import { describe, expect, it } from 'vitest';
import { stackedChart, stackedInterval } from './stacked.js';

const MINUTE = 60_000;

describe('a stacked chart', () => {
  const range = { from: 10 * MINUTE, to: 14 * MINUTE };
  const at = (minute: number, key: string, count: number) => ({ time: minute * MINUTE, key, count });

  it('has a count for each bucket, gaps are nought, the largest series comes first', () => {
    const buckets = [at(10, 'b', 1), at(12, 'a', 5), at(12, 'b', 2)];
    const chart = stackedChart({ intervalMs: MINUTE, buckets }, range, 8);
    expect(chart.times).toEqual([10, 11, 12, 13].map((minute) => minute * MINUTE));
    expect(chart.series.map(({ key, counts }) => [key, counts])).toEqual([
      ['a', [0, 0, 5, 0]],
      ['b', [1, 0, 2, 0]],
    ]);
    expect(chart.highest).toBe(7);
  });

  it('draws each series on top of the ones before: the top of the highest bar is the top of the drawing', () => {
    const chart = stackedChart({ intervalMs: MINUTE, buckets: [at(12, 'a', 5), at(12, 'b', 5)] }, range, 8);
    expect(chart.series.map(({ path }) => path)).toEqual([
      expect.stringMatching(/^M[\d.]+ 160\.0V80\.0H[\d.]+V160\.0Z$/),
      expect.stringMatching(/^M[\d.]+ 80\.0V0\.0H[\d.]+V80\.0Z$/),
    ]);
  });

  it('sums up what is more than there are colours, and loses nothing', () => {
    const buckets = Array.from({ length: 20 }, (_, index) => at(10 + (index % 4), `f${index}`, index + 1));
    const chart = stackedChart({ intervalMs: MINUTE, buckets }, range, 8);
    expect(chart.series).toHaveLength(8);
    expect(chart.series.at(-1)?.key).toBeUndefined();
    expect(chart.series.reduce((sum, { count }) => sum + count, 0)).toBe(210);
  });

  it('asks in whole minutes, also over a few seconds', () => {
    expect(stackedInterval({ from: 0, to: 5_000 })).toBe(MINUTE);
    expect(stackedInterval({ from: 0, to: 24 * 60 * MINUTE }) % MINUTE).toBe(0);
  });
});
