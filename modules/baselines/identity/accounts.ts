// Accounts that exist, as far as logs prove it: something succeeded under that name. A failed logon proves nothing, so the names that
// the internet tries are never learned.

import type { Entity } from '../engine/entity.js';
import { SETTLED_DAYS, SettledMap } from './settled-map.js';

const MAX_ACCOUNTS = 50_000;

export type SavedAccount = readonly [name: string, day: number, days?: number];

export class Accounts {
  readonly #known = new SettledMap<Entity>(MAX_ACCOUNTS);

  /** Undefined: none is known. */
  find(name: string): Entity | undefined {
    return this.#known.get(name)?.value;
  }

  /** It was there: it exists. @param day since 1970 */
  see(name: string, day: number): Entity {
    const last = this.#known.get(name);
    const entity = last?.value ?? { kind: 'user', name };
    if (last === undefined || last.day < day) this.#known.set(name, entity, day);
    return entity;
  }

  get forgotten(): number {
    return this.#known.forgotten;
  }

  /** Plain JSON, longest unseen first. */
  save(): readonly SavedAccount[] {
    return Array.from(this.#known.entries(), ([name, { day, days }]) => [name, day, days] as const);
  }

  restore([name, day, days = SETTLED_DAYS]: SavedAccount): void {
    this.#known.restore(name, { value: { kind: 'user', name }, day, days });
  }
}
