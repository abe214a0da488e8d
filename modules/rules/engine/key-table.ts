// What is held by key, with a bound: when it is full the key that was touched longest ago goes.

export class KeyTable<T> {
  readonly #byName = new Map<string, T>();

  constructor(
    private readonly maxKeys: number,
    private readonly onEvicted: (value: T) => void,
  ) {}

  get size(): number {
    return this.#byName.size;
  }

  get(name: string): T | undefined {
    return this.#byName.get(name);
  }

  /** The newest from now on. */
  touch(name: string, value: T): void {
    this.#byName.delete(name);
    this.#byName.set(name, value);
    if (this.#byName.size > this.maxKeys) this.evictOldest();
  }

  delete(name: string): void {
    this.#byName.delete(name);
  }

  evictOldest(): void {
    for (const [name, value] of this.#byName) {
      this.#byName.delete(name);
      this.onEvicted(value);
      return;
    }
  }

  deleteWhere(isGone: (value: T) => boolean, onDeleted: (value: T) => void = () => {}): void {
    for (const [name, value] of this.#byName) {
      if (!isGone(value)) continue;
      this.#byName.delete(name);
      onDeleted(value);
    }
  }
}
