// What is held by key, with a bound of keys and one of their characters (names are log text: who invents them makes them long). When it is
// full the key that was touched longest ago goes. A map in order of insertion would do, but V8 walks over every key that was deleted
// before it finds the oldest one; so the order is a chain.
//
//   oldest <-> ... <-> newest

import { ownText } from './own-text.js';

/** 100,000 keys with 320 characters each, their name and what is known of them; usual ones have half of that. */
const MAX_CHARS = 32_000_000;

export class KeyTable<T> {
  readonly #byName = new Map<string, Link<T>>();
  #oldest: Link<T> | undefined;
  #newest: Link<T> | undefined;
  #chars = 0;

  constructor(
    private readonly maxKeys: number,
    private readonly onEvicted: (value: T) => void,
    private readonly maxChars = MAX_CHARS,
  ) {}

  get size(): number {
    return this.#byName.size;
  }

  get(name: string): T | undefined {
    return this.#byName.get(name)?.value;
  }

  /** The newest from now on. @param chars that a new one holds besides its name */
  touch(name: string, value: T, chars = 0): void {
    const known = this.#byName.get(name);
    if (known === undefined) {
      const own = ownText(name, name.length);
      const link = { name: own, value, chars: name.length + chars, older: undefined, newer: undefined };
      this.#byName.set(own, link);
      this.#chars += link.chars;
      this.#append(link);
      while (this.#byName.size > this.maxKeys || (this.#chars > this.maxChars && this.#byName.size > 1))
        this.evictOldest();
      return;
    }
    known.value = value;
    if (known === this.#newest) return;
    this.#unlink(known);
    this.#append(known);
  }

  delete(name: string): void {
    const link = this.#byName.get(name);
    if (link !== undefined) this.#remove(link);
  }

  evictOldest(): void {
    const oldest = this.#oldest;
    if (oldest === undefined) return;
    this.#remove(oldest);
    this.onEvicted(oldest.value);
  }

  deleteWhere(isGone: (value: T) => boolean, onDeleted: (value: T) => void = () => {}): void {
    for (const link of this.#byName.values()) {
      if (!isGone(link.value)) continue;
      this.#remove(link);
      onDeleted(link.value);
    }
  }

  #remove(link: Link<T>): void {
    this.#byName.delete(link.name);
    this.#chars -= link.chars;
    this.#unlink(link);
  }

  #append(link: Link<T>): void {
    link.older = this.#newest;
    link.newer = undefined;
    if (this.#newest === undefined) this.#oldest = link;
    else this.#newest.newer = link;
    this.#newest = link;
  }

  #unlink({ older, newer }: Link<T>): void {
    if (older === undefined) this.#oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
  }
}

interface Link<T> {
  readonly name: string;
  value: T;
  readonly chars: number;
  older: Link<T> | undefined;
  newer: Link<T> | undefined;
}
