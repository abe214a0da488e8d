// Figures that were worked out for a figure: the last ones, in two plain arrays. A figure takes the place of another one that falls on the
// same slot. No object is made, whatever comes.

const SLOTS = 2_048;

export class NumberCache {
  readonly #keys = new Float64Array(SLOTS).fill(Number.NaN);
  readonly #values = new Float64Array(SLOTS);

  /** NaN: not known. */
  get(key: number): number {
    const slot = slotOf(key);
    return this.#keys[slot] === key ? this.#values[slot]! : Number.NaN;
  }

  /** @returns the value */
  set(key: number, value: number): number {
    const slot = slotOf(key);
    this.#keys[slot] = key;
    this.#values[slot] = value;
    return value;
  }

  clear(): void {
    this.#keys.fill(Number.NaN);
  }
}

/** Sums of levels lie between 0 and 30: what stands behind the point tells them apart. */
function slotOf(key: number): number {
  return (key * 1_000_003) & (SLOTS - 1);
}
