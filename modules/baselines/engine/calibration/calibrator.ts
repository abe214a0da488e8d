// How rare a component’s value is among the hours of all entities: the level of “once in 10^level hours”. All hours count, those in which
// it had nothing to say too, so that a component that seldom speaks is strong when it does.

import { Exceedances, type Prior } from './exceedances.js';
import { Histogram, type HistogramState } from './histogram.js';

/** Of a surprisal -log10 p that is what it claims. `weight`: that many hours outvote it. */
const SURPRISAL_PRIOR: Prior = { weight: 20, slope: 1, from: 0 };
/** Levels end here: no installation has seen so many hours. */
export const MAX_LEVEL = 9;
/** A day later a value counts so much less: half after 11 days. */
export const DAILY_DECAY = 0.94;

export class Calibrator {
  readonly #exceedances = new Exceedances();
  #values = new Histogram();
  #logHours = 0;

  /** @param prior of a value that is no surprisal: a smaller slope */
  constructor(private readonly prior: Prior = SURPRISAL_PRIOR) {
    this.fit();
  }

  /** An hour’s highest value, 0 for an hour without. `level` knows it after `fit`. @param weight hours; 0: not counted */
  add(value: number, weight = 1): void {
    this.#values.add(value, weight);
  }

  decay(factor = DAILY_DECAY): void {
    this.#values.scale(factor);
  }

  /** Makes the table that `level` looks up; some microseconds, once a day. */
  fit(): void {
    this.#exceedances.fit(this.#values, this.prior, 1);
    this.#logHours = Math.log10(this.hours + this.prior.weight + 1);
  }

  /** 0..MAX_LEVEL, never falling with the value. */
  level(value: number): number {
    if (!(value > 0)) return 0;
    return Math.min(MAX_LEVEL, Math.max(0, this.#logHours - this.#exceedances.log10(value)));
  }

  /** Hours it knows, decayed ones for what is left of them. */
  get hours(): number {
    return this.#values.total;
  }

  save(): HistogramState {
    return this.#values.save();
  }

  /** @throws Error when it is not what `save` gave */
  static restore(state: HistogramState, prior?: Prior): Calibrator {
    const restored = new Calibrator(prior);
    restored.#values = Histogram.restore(state);
    restored.fit();
    return restored;
  }
}
