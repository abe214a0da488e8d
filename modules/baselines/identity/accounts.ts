// Accounts that exist, as far as logs prove it: something succeeded under that name. A failed logon proves nothing, so the names that
// the internet tries are never learned.

import { SETTLED_DAYS, SettledMap } from './settled-map.js';

const MAX_ACCOUNTS = 50_000;

export type SavedAccount = readonly [name: string, day: number, days?: number];

export class Accounts {
  readonly #known = new SettledMap<true>(MAX_ACCOUNTS);

  has(name: string): boolean {
    return this.#known.get(name) !== undefined;
  }

  /** @param day since 1970 */
  see(name: string, day: number): void {
    const last = this.#known.get(name);
    if (last === undefined || last.day < day) this.#known.set(name, true, day);
  }

  get forgotten(): number {
    return this.#known.forgotten;
  }

  /** Plain JSON, longest unseen first. */
  save(): readonly SavedAccount[] {
    return Array.from(this.#known.entries(), ([name, { day, days }]) => [name, day, days] as const);
  }

  restore([name, day, days = SETTLED_DAYS]: SavedAccount): void {
    this.#known.restore(name, { value: true, day, days });
  }
}
