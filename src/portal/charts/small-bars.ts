// A chart as small as a line of text: bars in an SVG of SMALL_WIDTH x SMALL_HEIGHT, without axes.

import type { Histogram, TimeRange } from '#src/store/event-store.js';

const SMALL_WIDTH = 300;
const SMALL_HEIGHT = 32;

/** SVG path data; empty without events. */
export function barsPath(buckets: Histogram['buckets'], { from, to }: TimeRange, intervalMs: number): string {
  const start = Math.floor(from / intervalMs) * intervalMs;
  const slots = Math.max(1, Math.ceil((to - start) / intervalMs));
  const counts = Array.from({ length: slots }, () => 0);
  for (const { time, count } of buckets) {
    const slot = Math.floor((time - start) / intervalMs);
    if (slot >= 0 && slot < slots) counts[slot] = (counts[slot] ?? 0) + count;
  }
  const highest = Math.max(...counts);
  const pitch = SMALL_WIDTH / slots;
  return counts
    .map((count, slot) => {
      if (count === 0) return '';
      const y = Math.min(SMALL_HEIGHT - 1, SMALL_HEIGHT - (count / highest) * SMALL_HEIGHT);
      return `M${(slot * pitch).toFixed(1)} ${SMALL_HEIGHT}V${y.toFixed(1)}h${(pitch * 0.85).toFixed(1)}V${SMALL_HEIGHT}Z`;
    })
    .join('');
}
