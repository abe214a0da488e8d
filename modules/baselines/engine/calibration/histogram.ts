// How often which values came: counts in bins that widen with the value (1 % of 1 + value each), so that 0.01 and 300 are both told apart
// in bounded room. Counts may be fractions: all of it decays.

/** Plain JSON: bin, count, bin, count, ... */
export type HistogramState = readonly number[];

/** Values of 700 and more are one. */
export const BINS = 656;
const BINS_PER_E = 100;

/** Where a value lies, in bins, with fractions. Values below 0 count as 0. */
export function binOf(value: number): number {
  return value > 0 ? Math.min(BINS_PER_E * Math.log1p(value), BINS - 1e-6) : 0;
}

/** The values at the lower edges of bins, one more than there are bins, and at their middles. Tables: a place that is no whole number costs much. */
export const EDGES = Float64Array.from({ length: BINS + 2 }, (_, bin) => Math.expm1(bin / BINS_PER_E));
export const MIDDLES = Float64Array.from({ length: BINS }, (_, bin) => Math.expm1((bin + 0.5) / BINS_PER_E));

export class Histogram {
  readonly counts = new Float64Array(BINS);

  add(value: number, weight: number): void {
    this.counts[Math.floor(binOf(value))]! += weight;
  }

  scale(factor: number): void {
    for (let bin = 0; bin < BINS; bin++) this.counts[bin] = this.counts[bin]! < LEAST ? 0 : this.counts[bin]! * factor;
  }

  merge(other: Histogram, factor = 1): void {
    for (let bin = 0; bin < BINS; bin++) this.counts[bin]! += other.counts[bin]! * factor;
  }

  get total(): number {
    let sum = 0;
    for (let bin = 0; bin < BINS; bin++) sum += this.counts[bin]!;
    return sum;
  }

  save(): HistogramState {
    const state: number[] = [];
    this.counts.forEach((count, bin) => {
      if (count > 0) state.push(bin, count);
    });
    return state;
  }

  /** @throws Error when it is not what `save` gave */
  static restore(state: HistogramState): Histogram {
    const restored = new Histogram();
    for (let i = 0; i < state.length; i += 2) {
      const [bin, count] = [state[i]!, state[i + 1]!];
      if (!(Number.isInteger(bin) && bin >= 0 && bin < BINS && count >= 0 && count < Infinity))
        throw new Error(`no histogram: bin ${bin} with a count of ${count}`);
      restored.counts[bin] = count;
    }
    return restored;
  }
}

/** Decayed so far it is gone: a saved model stays small. */
const LEAST = 1e-4;
