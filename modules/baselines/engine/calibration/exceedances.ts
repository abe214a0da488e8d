// How many values were as large as a given one: from a histogram where there are many, from an exponential tail where there are few.
// A table: each question costs one logarithm.

import { BINS, binOf, EDGES, type Histogram, MIDDLES } from './histogram.js';

/**
 * What one would think before anything came: `weight` values, all of at least `from`, of which the part 10^(-slope * (value - from)) is
 * `value` or more. The tail never begins below `from`.
 */
export interface Prior {
  readonly weight: number;
  readonly slope: number;
  readonly from: number;
}

/** Counts at the edges of bins, as logarithms. Falls strictly: where no value came, the prior still does. */
export class Exceedances {
  readonly #logCounts = new Float64Array(BINS + 1);
  /** Edge from which on the exponential tail is taken, as bin and as value; and its mean excess. */
  #tailBin = BINS;
  #tailValue = Infinity;
  #excess = 1;

  /**
   * Counts anew what `values` holds.
   * @param rest added to each count: 1 where a count of 0 would claim too much
   */
  fit(values: Histogram, prior: Prior, rest: number): void {
    const most = Math.max(TAIL_LEAST, TAIL_SHARE * values.total);
    let count = 0;
    let excess = 0;
    const expected = expectedOf(prior);
    this.#tailBin = BINS;
    for (let bin = BINS; bin >= 0; bin--) {
      count += values.counts[bin] ?? 0;
      this.#logCounts[bin] = Math.log10(rest + count + expected[bin]!);
      if (count + expected[bin]! <= most && EDGES[bin]! >= prior.from) this.#tailBin = bin;
    }
    const tailFrom = EDGES[this.#tailBin]!;
    let above = 0;
    for (let bin = this.#tailBin; bin < BINS; bin++) {
      above += values.counts[bin]!;
      excess += values.counts[bin]! * (MIDDLES[bin]! - tailFrom);
    }
    const pseudo = expected[this.#tailBin]! + PSEUDO_EXCESSES;
    this.#tailValue = EDGES[this.#tailBin + 1]!;
    this.#excess = (excess + (pseudo * LOG10_E) / prior.slope) / (above + pseudo);
  }

  /** From now on counts are per day, hour, ... */
  divide(by: number): void {
    const log = Math.log10(by);
    for (let bin = 0; bin <= BINS; bin++) this.#logCounts[bin]! -= log;
  }

  /**
   * log10 of the number of values that were `value` or more; may be far below 0. A bin (1 %) late, so that a value that came a thousand
   * times counts all of itself wherever it lies within its bin.
   */
  log10(value: number): number {
    if (value >= this.#tailValue)
      return this.#logCounts[this.#tailBin]! - ((value - this.#tailValue) * LOG10_E) / this.#excess;
    const at = Math.max(0, binOf(value) - 1);
    const bin = Math.floor(at);
    const from = this.#logCounts[bin]!;
    return from + (this.#logCounts[bin + 1]! - from) * (at - bin);
  }
}

/** What the prior counts at each edge; there are few priors. */
function expectedOf(prior: Prior): Float64Array {
  const known = EXPECTED.get(prior);
  if (known !== undefined) return known;
  const { weight, slope, from } = prior;
  const expected = EDGES.map((value) => (value <= from ? weight : weight * 10 ** (-slope * (value - from))));
  EXPECTED.set(prior, expected);
  return expected;
}

const EXPECTED = new WeakMap<Prior, Float64Array>();

const LOG10_E = Math.LOG10E;
/** Of the highest values, so many (and this share of all) make the tail. */
const TAIL_LEAST = 10;
const TAIL_SHARE = 2e-4;
/** The tail’s mean excess begins as if so many had fallen as the prior does (0.43 at a slope of 1). */
const PSEUDO_EXCESSES = 5;
