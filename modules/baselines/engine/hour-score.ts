// From components to one sum for the hour: the strongest levels, each weighing less than the one before, and the autoencoder’s. Levels
// depend on each other, so the sum is no probability; the second calibration (calibration/day-calibrator.ts) makes that harmless.

import { COMPONENTS, PATTERN } from './components.js';
import { RAW_AT } from './state/day-stage.js';
import { type HourState, LEVEL_AT, type Note } from './state/hour-state.js';

/** Of the strongest, the second, ... Measured: three that weigh alike find less of what is hard, a fifth adds noise. */
const WEIGHTS = [1, 0.8, 0.6, 0.4] as const;
/** The autoencoder sees what the others see, so it may not outvote them. */
const PATTERN_WEIGHT = 0.6;

/** The strongest of what one activity did, each component once. */
export class Strongest {
  readonly #levels = new Float64Array(WEIGHTS.length);

  clear(): void {
    // `fill` is a call into the runtime, dearer than all the rest for four.
    for (let i = 0; i < WEIGHTS.length; i++) this.#levels[i] = 0;
  }

  add(level: number): void {
    let rest = level;
    for (let i = 0; i < WEIGHTS.length; i++) {
      const here = this.#levels[i]!;
      if (rest <= here) continue;
      this.#levels[i] = rest;
      rest = here;
    }
  }

  get sum(): number {
    let sum = 0;
    for (let i = 0; i < WEIGHTS.length; i++) sum += WEIGHTS[i]! * this.#levels[i]!;
    return sum;
  }
}

/** @returns whether it is more than before */
export function rise(hour: HourState, component: number, raw: number, level: number, note: Note | undefined): boolean {
  if (raw <= hour.figures[RAW_AT + component]!) return false;
  hour.figures[RAW_AT + component] = raw;
  hour.figures[LEVEL_AT + component] = level;
  hour.notes[component] = note;
  return true;
}

export function sumOf({ figures }: HourState): number {
  strongest.clear();
  for (let i = 0; i < COMPONENTS; i++) if (i !== PATTERN) strongest.add(figures[LEVEL_AT + i]!);
  return strongest.sum + PATTERN_WEIGHT * figures[LEVEL_AT + PATTERN]!;
}

/** Components that make the sum, with their part in it, the largest first. */
export function partsOf({ figures }: HourState): readonly (readonly [component: number, part: number])[] {
  const levels = figures.subarray(LEVEL_AT, LEVEL_AT + COMPONENTS);
  const all = [...levels.keys()].filter((i) => i !== PATTERN && levels[i]! > 0);
  all.sort((a, b) => levels[b]! - levels[a]! || a - b);
  const parts = all.slice(0, WEIGHTS.length).map((i, place) => [i, WEIGHTS[place]! * levels[i]!] as const);
  const pattern = PATTERN_WEIGHT * levels[PATTERN]!;
  if (pattern > 0) parts.push([PATTERN, pattern]);
  return parts.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
}

const strongest = new Strongest();
