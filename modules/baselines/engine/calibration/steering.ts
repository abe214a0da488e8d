// Keeps a promise of rates: counts what was found against what was promised, for budgets from one in two months to thousands a day, and
// corrects the promise until both agree. Bounded, so that nobody can push the threshold away by making findings.

/** Budgets that are watched: powers of two. */
const FIRST = -6;
const LAST = 14;
/** Of a difference, so much is made good a day. */
const GAIN = 0.15;
/** A rate is corrected by this factor at most: 3 points of score. */
const MOST = 2;
/** Corrected rates keep their order, and at least this much of their distance (a natural logarithm a doubling). */
const LEAST_STEP = 0.15;

export class Steering {
  /** By budget: found beyond what was promised. */
  #excess = new Float64Array(LAST - FIRST + 1);
  readonly #logs = new Float64Array(LAST - FIRST + 1);

  constructor() {
    this.#fit();
  }

  /** @param promised of each entity-day, the rate that was promised before correction */
  learn(promised: readonly number[]): void {
    const rates = Float64Array.from(promised, (rate) => this.correct(rate)).sort();
    let found = 0;
    for (let i = 0; i < this.#excess.length; i++) {
      const budget = 2 ** (FIRST + i);
      while (found < rates.length && rates[found]! <= budget) found++;
      const bound = (budget * (1 - 1 / MOST)) / GAIN;
      this.#excess[i] = Math.min(bound, Math.max(-bound, this.#excess[i]! + found - budget));
    }
    this.#fit();
  }

  /** Rises strictly with the rate. */
  correct(rate: number): number {
    const at = Math.log2(rate) - FIRST;
    const i = Math.floor(at);
    if (!(i >= 0)) return rate * Math.exp(this.#logs[0]! - FIRST * Math.LN2);
    if (i >= this.#logs.length - 1) return rate * Math.exp(this.#logs.at(-1)! - LAST * Math.LN2);
    return Math.exp(this.#logs[i]! + (this.#logs[i + 1]! - this.#logs[i]!) * (at - i));
  }

  save(): readonly number[] {
    return [...this.#excess];
  }

  /** @throws Error when it is not what `save` gave */
  static restore(state: readonly number[]): Steering {
    const restored = new Steering();
    if (state.length !== restored.#excess.length || !state.every(Number.isFinite))
      throw new Error(`no calibration: ${state.length} corrections`);
    restored.#excess = Float64Array.from(state);
    restored.#fit();
    return restored;
  }

  /** The logarithm of the corrected rate, at each budget. */
  #fit(): void {
    let least = -Infinity;
    for (let i = 0; i < this.#logs.length; i++) {
      const budget = 2 ** (FIRST + i);
      const wanted = Math.log(budget) - Math.log(clamp(1 - (GAIN * this.#excess[i]!) / budget));
      this.#logs[i] = Math.max(wanted, least);
      least = this.#logs[i]! + LEAST_STEP;
    }
  }
}

function clamp(factor: number): number {
  return Math.min(MOST, Math.max(1 / MOST, factor));
}
