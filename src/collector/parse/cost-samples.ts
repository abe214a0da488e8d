// What the calls of one parser cost: the time of one call in SAMPLE_EVERY, the last KEPT of them.

/** A power of two. */
export const SAMPLE_EVERY = 64;
/** Which of them: the first calls of a parser are slow until its code is compiled. */
export const SAMPLE_AT = 32;
const KEPT = 256;

export interface ParserCost {
  /** Calls that were timed; of more than KEPT the last KEPT count. */
  readonly samples: number;
  readonly medianUs: number;
  readonly p95Us: number;
  readonly maxUs: number;
}

export class CostSamples {
  readonly #us = new Float64Array(KEPT);
  #count = 0;

  add(ms: number): void {
    this.#us[this.#count % KEPT] = ms * 1_000;
    this.#count += 1;
  }

  /** Undefined without any. */
  read(): ParserCost | undefined {
    if (this.#count === 0) return undefined;
    const sorted = this.#us.slice(0, Math.min(this.#count, KEPT)).sort();
    const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
    return { samples: this.#count, medianUs: at(0.5), p95Us: at(0.95), maxUs: sorted.at(-1)! };
  }
}
