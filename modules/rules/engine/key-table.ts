// What is held by key, with a bound of keys and one of their characters (names are log text: who invents them makes them long). When it is
// full, the rule that holds the most loses the key that it touched longest ago: whoever makes up addresses for one rule empties no window
// of another, and a rule that holds no more than its equal share loses nothing. A map in order of insertion would do for a rule's keys, but
// V8 walks over every key that was deleted before it finds the oldest one; so their order is a chain.

import { Chain, type Link } from './key-chain.js';
import { ownText } from './own-text.js';
import { ruleWithMost } from './rule-with-most.js';

/** 100,000 keys with 320 characters each, their name and what is known of them; usual ones have half of that. */
const MAX_CHARS = 32_000_000;

export class KeyTable<T extends { readonly rule: string }> {
  readonly #byName = new Map<string, Link<T>>();
  /** By rule; none is empty. */
  readonly #chains = new Map<string, Chain<T>>();
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

  /** The newest of its rule from now on. @param chars that a new one holds besides its name */
  touch(name: string, value: T, chars = 0): void {
    const known = this.#byName.get(name);
    if (known !== undefined) {
      known.value = value;
      this.#chainOf(value.rule).renew(known);
      return;
    }
    const own = ownText(name, name.length);
    const link = { name: own, value, chars: name.length + chars, older: undefined, newer: undefined };
    this.#byName.set(own, link);
    this.#chars += link.chars;
    this.#chainOf(value.rule).append(link);
    this.#makeRoom();
  }

  delete(name: string): void {
    const link = this.#byName.get(name);
    if (link !== undefined) this.#remove(link);
  }

  /** The key that the rule touched longest ago. */
  evictOldest(rule: string): void {
    const oldest = this.#chains.get(rule)?.oldest;
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

  #makeRoom(): void {
    while (this.#byName.size > this.maxKeys) this.evictOldest(ruleWithMost(this.#chains, ({ size }) => size));
    while (this.#chars > this.maxChars && this.#byName.size > 1)
      this.evictOldest(ruleWithMost(this.#chains, ({ chars }) => chars));
  }

  #chainOf(rule: string): Chain<T> {
    let chain = this.#chains.get(rule);
    if (chain === undefined) this.#chains.set(rule, (chain = new Chain()));
    return chain;
  }

  #remove(link: Link<T>): void {
    const { rule } = link.value;
    const chain = this.#chainOf(rule);
    this.#byName.delete(link.name);
    this.#chars -= link.chars;
    chain.remove(link);
    if (chain.size === 0) this.#chains.delete(rule);
  }
}
