// A Map of bounded size: what was set longest ago goes first, some at a time (a Map that loses its first entry again and again is slow).
// Deterministic, so that a restored one forgets the same.

export class RecentMap<Value> {
  readonly #map = new Map<string, Value>();
  #forgotten = 0;

  constructor(private readonly max: number) {}

  get(key: string): Value | undefined {
    return this.#map.get(key);
  }

  /** Moves it to the newest. */
  set(key: string, value: Value): void {
    this.#map.delete(key);
    this.#map.set(key, value);
    if (this.#map.size > this.max) this.#forget();
  }

  delete(key: string): void {
    this.#map.delete(key);
  }

  /** How many the bound made it forget. */
  get forgotten(): number {
    return this.#forgotten;
  }

  get size(): number {
    return this.#map.size;
  }

  /** Oldest first. */
  entries(): IterableIterator<[string, Value]> {
    return this.#map.entries();
  }

  #forget(): void {
    let excess = this.#map.size - this.max + (this.max >> 6);
    for (const key of this.#map.keys()) {
      if (excess-- <= 0) return;
      this.#map.delete(key);
      this.#forgotten += 1;
    }
  }
}
