// Events over time as a drawing (views/partials/timeline): bars stacked by level, in the units of an SVG's viewBox, each a link to its own
// slice of time.
//
//   y 0   ─────────────  the highest bar
//         ▇  level 5
//      ▅  ▇  level 3
//   ▂  ▅  ▇  level 1
//   HEIGHT ───────────   0

import type { Histogram, TimeRange } from '#src/store/event-store.js';
import { levelOf, LEVELS } from '../events/event-row.js';
import { format } from '../page/format.js';
import { intervalText } from './interval.js';
import { type Tick, ticksBetween } from './ticks.js';

/** As many bars as are drawn apart from each other on a phone, too. */
export const MAX_BARS = 96;

const WIDTH = 1_000;
const HEIGHT = 120;

export interface Bar {
  /** ms since 1970; `to` does not belong to it. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** `3 notice, 1 high` */
  readonly levels: string;
  readonly href: string;
  readonly x: number;
  readonly width: number;
  readonly parts: readonly { readonly level: number; readonly y: number; readonly height: number }[];
}

export interface Timeline {
  readonly width: number;
  readonly height: number;
  readonly bars: readonly Bar[];
  readonly total: number;
  /** Events in the highest bar. */
  readonly highest: number;
  /** `15 minutes` */
  readonly interval: string;
  readonly ticks: readonly Tick[];
  readonly levels: readonly { readonly level: number; readonly name: string; readonly count: number }[];
}

/** `histogram`: by `event.severity`, over this range. `href`: where a bar leads, the slice's ends as ISO times; `to` does not belong to it. */
export function timeline(
  { buckets, intervalMs }: Histogram,
  range: TimeRange,
  href: (slice: { readonly from: string; readonly to: string }) => string,
): Timeline {
  const start = Math.floor(range.from / intervalMs) * intervalMs;
  const slots = Math.max(1, Math.ceil((range.to - start) / intervalMs));
  const byTime = new Map<number, number[]>();
  for (const { time, key, count } of buckets) {
    const counts = byTime.get(time) ?? [0, 0, 0, 0, 0, 0];
    const level = levelOf(Number(key));
    counts[level] = (counts[level] ?? 0) + count;
    byTime.set(time, counts);
  }
  const highest = Math.max(0, ...[...byTime.values()].map(sum));
  const bars = [...byTime].map(([time, counts]): Bar => {
    // The first and last bucket reach over the range; what was counted lies inside.
    const [from, to] = [Math.max(time, range.from), Math.min(time + intervalMs, range.to)];
    return {
      from,
      to,
      count: sum(counts),
      levels: levelText(counts),
      href: href({ from: iso(from), to: iso(to) }),
      ...place((time - start) / intervalMs, slots),
      parts: stack(counts, highest),
    };
  });
  const end = start + slots * intervalMs;
  return {
    width: WIDTH,
    height: HEIGHT,
    bars,
    highest,
    interval: intervalText(intervalMs),
    total: bars.reduce((total, bar) => total + bar.count, 0),
    ticks: ticksBetween(start, end),
    levels: [5, 4, 3, 2, 1].map((level) => ({
      level,
      name: LEVELS[level] ?? '',
      count: sum([...byTime.values()].map((counts) => counts[level] ?? 0)),
    })),
  };
}

function place(slot: number, slots: number): { x: number; width: number } {
  const pitch = WIDTH / slots;
  const gap = Math.min(2, pitch * 0.15);
  return { x: round(slot * pitch + gap / 2), width: round(pitch - gap) };
}

/** The worst level stands on top, where it is seen. One event is drawn at least a hair high. */
function stack(counts: readonly number[], highest: number): Bar['parts'] {
  const parts: { level: number; y: number; height: number }[] = [];
  let y = HEIGHT;
  for (let level = 1; level <= 5; level++) {
    const count = counts[level] ?? 0;
    if (count === 0) continue;
    const height = Math.min(y, Math.max(1.5, (count / highest) * HEIGHT));
    y = round(y - height);
    parts.push({ level, y, height: round(height) });
  }
  return parts;
}

function levelText(counts: readonly number[]): string {
  return [5, 4, 3, 2, 1]
    .filter((level) => (counts[level] ?? 0) > 0)
    .map((level) => `${format.number(counts[level] ?? 0)} ${LEVELS[level]}`)
    .join(', ');
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
