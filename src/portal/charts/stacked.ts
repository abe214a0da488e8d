// Counts over time by a facet, stacked: as an SVG without script and on paper, and as the data that uPlot draws from in a browser
// (views/partials/cards/series, views/assets/series.js).

import type { Histogram, TimeRange } from '#src/store/event-store.js';
import { intervalText, niceInterval } from './interval.js';
import { type Tick, ticksBetween } from './ticks.js';

export interface StackedChart {
  readonly width: number;
  readonly height: number;
  /** `15 minutes` */
  readonly interval: string;
  readonly intervalMs: number;
  /** Events in the highest bar. */
  readonly highest: number;
  /** The largest first; the last one may stand for all the rest. */
  readonly series: readonly StackedSeries[];
  /** Start of each bucket, ms since 1970, without gaps. */
  readonly times: readonly number[];
  readonly ticks: readonly Tick[];
}

export interface StackedSeries {
  /** '' for events without the facet, `undefined` for the rest. */
  readonly key: string | undefined;
  readonly count: number;
  /** One a bucket. */
  readonly counts: readonly number[];
  /** SVG path data of its bars. */
  readonly path: string;
}

const WIDTH = 1_000;
const HEIGHT = 160;
const MAX_BUCKETS = 96;

/** Whole minutes, so that the store can answer from its roll-up. */
export function stackedInterval(range: TimeRange): number {
  return Math.max(60_000, niceInterval(range, MAX_BUCKETS));
}

/** `most`: series at the most; further ones are summed up in the last. */
export function stackedChart({ buckets, intervalMs }: Histogram, range: TimeRange, most: number): StackedChart {
  const start = Math.floor(range.from / intervalMs) * intervalMs;
  const slots = Math.max(1, Math.ceil((range.to - start) / intervalMs));
  const byKey = new Map<string, number[]>();
  for (const { time, key, count } of buckets) {
    const counts = byKey.get(key) ?? Array.from({ length: slots }, () => 0);
    const slot = Math.floor((time - start) / intervalMs);
    if (slot >= 0 && slot < slots) counts[slot] = (counts[slot] ?? 0) + count;
    byKey.set(key, counts);
  }
  const counted = summedUp(
    [...byKey].map(([key, counts]) => ({ key, counts, count: sum(counts) })),
    most,
  );
  const totals = Array.from({ length: slots }, (_, slot) => sum(counted.map(({ counts }) => counts[slot] ?? 0)));
  const highest = Math.max(0, ...totals);
  const floor = totals.map(() => 0);
  const series = counted.map(({ key, count, counts }) => ({
    key,
    count,
    counts,
    path: barsOf(counts, floor, highest, slots),
  }));
  return {
    width: WIDTH,
    height: HEIGHT,
    interval: intervalText(intervalMs),
    intervalMs,
    highest,
    series,
    times: totals.map((_, slot) => start + slot * intervalMs),
    ticks: ticksBetween(start, start + slots * intervalMs),
  };
}

interface Counted {
  readonly key: string | undefined;
  readonly count: number;
  readonly counts: readonly number[];
}

function summedUp(all: readonly Counted[], most: number): readonly Counted[] {
  const sorted = all.toSorted((a, b) => b.count - a.count);
  if (sorted.length <= most) return sorted;
  const rest = sorted.slice(most - 1);
  const counts = rest[0]!.counts.map((_, slot) => sum(rest.map((each) => each.counts[slot] ?? 0)));
  return [...sorted.slice(0, most - 1), { key: undefined, counts, count: sum(counts) }];
}

/** One path a series: a rectangle a bucket, on top of what `floor` holds, which it raises. */
function barsOf(counts: readonly number[], floor: number[], highest: number, slots: number): string {
  const pitch = WIDTH / slots;
  const gap = Math.min(2, pitch * 0.15);
  const y = (value: number): string => (HEIGHT - (value / highest) * HEIGHT).toFixed(1);
  return counts
    .map((count, slot) => {
      if (count === 0) return '';
      const from = floor[slot] ?? 0;
      floor[slot] = from + count;
      const [left, right] = [(slot * pitch + gap / 2).toFixed(1), ((slot + 1) * pitch - gap / 2).toFixed(1)];
      return `M${left} ${y(from)}V${y(from + count)}H${right}V${y(from)}Z`;
    })
    .join('');
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
