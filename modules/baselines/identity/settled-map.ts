// A RecentMap that a flood of invented names cannot empty: who was there on some days only leaves for others like that, and where all
// places of the settled are taken, nobody takes one from who was there within the last month.

import { RecentMap } from './recent-map.js';

/** When it was there last, and on how many different days. */
export interface Kept<Value> {
  readonly value: Value;
  /** Since 1970. */
  readonly day: number;
  readonly days: number;
}

/** Known on so many days it is settled. */
export const SETTLED_DAYS = 3;
const IDLE_DAYS = 30;

export class SettledMap<Value> {
  readonly #settled: RecentMap<Kept<Value>>;
  readonly #newcomers: RecentMap<Kept<Value>>;

  /** @param max settled ones, and as many newcomers: on the first days everybody is one */
  constructor(private readonly max: number) {
    this.#settled = new RecentMap(max);
    this.#newcomers = new RecentMap(max);
  }

  get(key: string): Kept<Value> | undefined {
    return this.#settled.get(key) ?? this.#newcomers.get(key);
  }

  /** It was there on `day`. */
  set(key: string, value: Value, day: number): void {
    const before = this.get(key);
    const isLater = before === undefined || day > before.day;
    const days = Math.min(SETTLED_DAYS, (before?.days ?? 0) + (isLater ? 1 : 0));
    this.restore(key, { value, day: Math.max(day, before?.day ?? day), days });
  }

  /** As `entries` gave it, in that order. */
  restore(key: string, kept: Kept<Value>): void {
    const isSettled = this.#settled.get(key) !== undefined;
    if (!isSettled && (kept.days < SETTLED_DAYS || !this.#hasRoom(kept.day))) return this.#newcomers.set(key, kept);
    this.#newcomers.delete(key);
    this.#settled.set(key, kept);
  }

  get forgotten(): number {
    return this.#settled.forgotten + this.#newcomers.forgotten;
  }

  /** Each kind oldest first. */
  *entries(): IterableIterator<[string, Kept<Value>]> {
    yield* this.#settled.entries();
    yield* this.#newcomers.entries();
  }

  #hasRoom(today: number): boolean {
    if (this.#settled.size < this.max) return true;
    const [oldest] = this.#settled.entries();
    return oldest !== undefined && oldest[1].day < today - IDLE_DAYS;
  }
}
