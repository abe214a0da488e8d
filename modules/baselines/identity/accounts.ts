// Accounts that exist, as far as logs prove it: something succeeded under that name. A failed logon proves nothing, so the names that
// the internet tries are never learned.

import { RecentMap } from './recent-map.js';

const MAX_ACCOUNTS = 50_000;

export class Accounts {
  /** -> day on which it was seen last */
  readonly #known = new RecentMap<number>(MAX_ACCOUNTS);

  has(name: string): boolean {
    return this.#known.get(name) !== undefined;
  }

  /** @param day since 1970 */
  see(name: string, day: number): void {
    const last = this.#known.get(name);
    if (last === undefined || last < day) this.#known.set(name, day);
  }

  get forgotten(): number {
    return this.#known.forgotten;
  }

  /** Plain JSON, longest unseen first. */
  save(): readonly (readonly [name: string, day: number])[] {
    return [...this.#known.entries()];
  }
}
