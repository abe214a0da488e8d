// The last hour, minute by minute: what became of the messages of each, for a chart of stacked columns. In memory; 60 entries.

import { format } from '#src/portal/page/format.js';
import type { Counter } from '../ledger-table.js';
import type { GrownTotal } from './grown.js';
import { FATES } from './words.js';

type Growth = Partial<Record<Counter, number>>;

interface Minute {
  /** Minutes since 1970. */
  readonly at: number;
  readonly growth: Record<string, number>;
}

export interface MinuteBar {
  readonly x: number;
  readonly text: string;
  readonly parts: readonly { readonly counter: Counter; readonly y: string; readonly height: string }[];
}

export interface MinuteChart {
  readonly width: number;
  readonly height: number;
  readonly barWidth: number;
  readonly bars: readonly MinuteBar[];
  /** Messages of the highest column. */
  readonly peak: number;
}

const MINUTES = 60;
const MINUTE_MS = 60_000;
const STEP = 10;
const HEIGHT = 72;
const LEAST_HEIGHT = 2;

export class Minutes {
  readonly #minutes: Minute[] = [];
  #last: { readonly at: number; readonly total: GrownTotal } | undefined;

  /** `now` in ms since 1970; what grew since the last sample counts in the minute of this one. */
  sample(now: number, total: GrownTotal | undefined): void {
    if (total === undefined) return;
    const last = this.#last;
    this.#last = { at: now, total };
    if (last === undefined) return;
    const at = Math.floor(now / MINUTE_MS);
    let minute = this.#minutes.at(-1);
    if (minute?.at !== at) this.#minutes.push((minute = { at, growth: {} }));
    while (this.#minutes[0]!.at <= at - MINUTES) this.#minutes.shift();
    for (const { counter } of FATES)
      minute.growth[counter] = (minute.growth[counter] ?? 0) + Math.max(0, total[counter] - last.total[counter]);
  }

  chart(now: number): MinuteChart {
    const shown = FATES.filter(({ counter }) => counter !== 'queued'); // what waits is stored in a minute of its own
    const sums = this.#minutes.map(({ at, growth }) => ({
      at,
      growth,
      sum: shown.reduce((sum, { counter }) => sum + (growth[counter] ?? 0), 0),
    }));
    const peak = Math.max(0, ...sums.map(({ sum }) => sum));
    const first = Math.floor(now / MINUTE_MS) - MINUTES + 1;
    const bars = sums
      .filter(({ at, sum }) => at >= first && sum > 0)
      .map(({ at, growth }) => ({
        x: (at - first) * STEP,
        parts: partsOf(growth, peak),
        text: `${clockText(at)}: ${shown.flatMap(({ counter, label }) => ((growth[counter] ?? 0) > 0 ? [`${format.number(growth[counter]!)} ${label.toLowerCase()}`] : [])).join(', ')}`,
      }));
    return { width: MINUTES * STEP, height: HEIGHT, barWidth: STEP - 2, bars, peak };
  }
}

/** From the bottom up; what is not zero can be seen. */
function partsOf(growth: Growth, peak: number): MinuteBar['parts'] {
  const shown = FATES.flatMap(({ counter }) => {
    const count = counter === 'queued' ? 0 : (growth[counter] ?? 0);
    return count === 0 ? [] : [{ counter, height: Math.max(LEAST_HEIGHT, (count / peak) * HEIGHT) }];
  });
  const scale = Math.min(1, HEIGHT / shown.reduce((sum, { height }) => sum + height, 0));
  let y = HEIGHT;
  return shown.map(({ counter, height }) => {
    y -= height * scale;
    return { counter, y: y.toFixed(1), height: (height * scale).toFixed(1) };
  });
}

/** `10:42 UTC`; minutes since 1970. */
function clockText(at: number): string {
  return `${new Date(at * MINUTE_MS).toISOString().slice(11, 16)} UTC`;
}
