// Round times along a chart's axis.

import { niceInterval } from './interval.js';

/** `percent` of the width. */
export interface Tick {
  readonly time: number;
  readonly percent: number;
}

const MAX_TICKS = 9;
/** Part of the width at each end where a label would be cut off. */
const MARGIN = 0.035;

/** `start` and `end` in ms since 1970. */
export function ticksBetween(start: number, end: number): readonly Tick[] {
  const step = niceInterval({ from: start, to: end }, MAX_TICKS);
  const ticks: Tick[] = [];
  for (let time = Math.ceil(start / step) * step; time <= end; time += step) {
    const part = (time - start) / (end - start);
    if (part >= MARGIN && part <= 1 - MARGIN) ticks.push({ time, percent: Math.round(part * 10_000) / 100 });
  }
  return ticks;
}
