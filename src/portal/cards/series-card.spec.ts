// The colours of a chart's series.

import { expect, it } from 'vitest';
import { stackedChart } from '../charts/stacked.js';
import { seriesCard } from './series-card.js';

const HOUR_MS = 3_600_000;

/** Label and colour of each series, the largest first. */
function tonesOf(counts: Readonly<Record<string, number>>, fixed?: readonly string[]): [string, number][] {
  const buckets = Object.entries(counts).map(([key, count]) => ({ time: 0, key, count }));
  const chart = stackedChart({ intervalMs: HOUR_MS, buckets }, { from: 0, to: HOUR_MS }, 8);
  const { series } = seriesCard(chart, {
    label: (key) => key ?? 'others',
    href: () => undefined,
    sliceHref: () => '/events',
    ...(fixed && { fixed }),
  });
  return series.map(({ label, tone }) => [label, tone]);
}

it('keeps the colour of a known key, whichever is the largest', () => {
  const fixed = ['linux', 'windows'];
  expect(tonesOf({ linux: 5, windows: 9, door: 7 }, fixed)).toEqual([
    ['windows', 2],
    ['door', 3],
    ['linux', 1],
  ]);
  expect(tonesOf({ linux: 50, windows: 9 }, fixed)).toEqual([
    ['linux', 1],
    ['windows', 2],
  ]);
});

it('gives no colour twice, and the last one to all the rest', () => {
  const many = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`k${n}`, 100 - n]));
  const tones = tonesOf(many, ['k3', 'elsewhere']).map(([, tone]) => tone);
  expect(new Set(tones).size).toBe(tones.length);
  expect(tonesOf(many, ['k3']).at(-1)).toEqual(['others', 8]);
});
