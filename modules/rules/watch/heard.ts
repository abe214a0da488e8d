// When the keys of absence rules were last heard. Detection hands over the records of matches as they come; what was before the program's
// start is read from the store (heard-before.ts). Bounded; what is forgotten is counted.

import type { AlertEntity } from '#src/alerts/alert.js';
import type { MatchRecord } from '../match-record.js';

export interface HeardKey {
  /** ms since 1970: receipt where it is known, else rule time. */
  readonly at: number;
  readonly entity: AlertEntity;
  readonly source?: string;
}

/** Of one rule, so many that were heard again, and so many that were not: names that somebody makes up push out only each other. */
export const MAX_HEARD_KEYS = 10_000;
/** When there are more, the longest unheard: to look for one at each new name would cost too much. */
const FORGOTTEN_AT_ONCE = 100;
/** All that comes within it counts as once. */
const ONCE_MS = 60_000;

export class Heard {
  readonly #byRule = new Map<string, KeysOfRule>();
  readonly #forgotten = new Map<string, number>();

  /** From now on records of these rules are kept, and those of others forgotten. */
  follow(rules: readonly string[]): void {
    for (const rule of this.#byRule.keys()) if (!rules.includes(rule)) this.#byRule.delete(rule);
    for (const rule of rules) if (!this.#byRule.has(rule)) this.#byRule.set(rule, new KeysOfRule());
  }

  /** A rule that asks for something else now: its keys begin anew. */
  reset(rule: string): void {
    this.#byRule.set(rule, new KeysOfRule());
  }

  /**
   * Records of any rules; those that nobody follows are passed over.
   * @param receivedAt ms, for records that came just now: a device's clock may be minutes behind. Left out for what is read from the store.
   */
  heard(records: readonly MatchRecord[], receivedAt?: number): void {
    for (const record of records) {
      const forgotten = this.#byRule.get(record.rule)?.heard(record, receivedAt ?? record.last) ?? 0;
      if (forgotten > 0) this.#forgotten.set(record.rule, (this.#forgotten.get(record.rule) ?? 0) + forgotten);
    }
  }

  /** By key. */
  keysOf(rule: string): ReadonlyMap<string, HeardKey> {
    return this.#byRule.get(rule)?.all() ?? new Map();
  }

  /** What was last heard before `since` (ms) is not expected any more. */
  forget(rule: string, since: number): void {
    this.#byRule.get(rule)?.forget(since);
  }

  /** Keys that were forgotten for want of room, by rule, since this was last asked. */
  takeForgotten(): ReadonlyMap<string, number> {
    const forgotten = new Map(this.#forgotten);
    this.#forgotten.clear();
    return forgotten;
  }
}

interface Kept extends HeardKey {
  /** As `at`, of the earliest record. */
  readonly first: number;
}

class KeysOfRule {
  readonly #once = new Map<string, Kept>();
  readonly #again = new Map<string, Kept>();

  /** Returns how many keys were forgotten for it. */
  heard({ key, entity, source }: MatchRecord, time: number): number {
    const known = this.#again.get(key) ?? this.#once.get(key);
    const at = Math.max(known?.at ?? time, time);
    const first = Math.min(known?.first ?? time, time);
    const isOnce = at - first < ONCE_MS;
    if (!isOnce) this.#once.delete(key);
    const keys = isOnce ? this.#once : this.#again;
    keys.set(key, { at, first, entity, ...(source !== undefined && { source }) });
    return keys.size > MAX_HEARD_KEYS ? forgetLongestUnheard(keys) : 0;
  }

  all(): ReadonlyMap<string, HeardKey> {
    return new Map([...this.#again, ...this.#once]);
  }

  forget(since: number): void {
    for (const keys of [this.#once, this.#again]) for (const [key, { at }] of keys) if (at < since) keys.delete(key);
  }
}

function forgetLongestUnheard(keys: Map<string, Kept>): number {
  const longestUnheard = [...keys].toSorted(([, a], [, b]) => a.at - b.at).slice(0, FORGOTTEN_AT_ONCE);
  for (const [key] of longestUnheard) keys.delete(key);
  return longestUnheard.length;
}
