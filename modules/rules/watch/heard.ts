// When the keys of absence rules were last heard. Detection hands over the records of matches as they come; what was before the program's
// start is read from the store (heard-before.ts). Bounded.

import type { AlertEntity } from '#src/alerts/alert.js';
import type { MatchRecord } from '../match-record.js';

export interface HeardKey {
  /** ms since 1970: receipt where it is known, else rule time. */
  readonly at: number;
  readonly entity: AlertEntity;
  readonly source?: string;
}

/** Of one rule; the ones heard longest ago are forgotten first. */
const MAX_KEYS = 10_000;

export class Heard {
  readonly #byRule = new Map<string, Map<string, HeardKey>>();

  /** From now on records of these rules are kept, and those of others forgotten. */
  follow(rules: readonly string[]): void {
    for (const rule of this.#byRule.keys()) if (!rules.includes(rule)) this.#byRule.delete(rule);
    for (const rule of rules) if (!this.#byRule.has(rule)) this.#byRule.set(rule, new Map());
  }

  /** A rule that asks for something else now: its keys begin anew. */
  reset(rule: string): void {
    this.#byRule.get(rule)?.clear();
  }

  /**
   * Records of any rules; those that nobody follows are passed over.
   * @param receivedAt ms, for records that came just now: a device's clock may be minutes behind. Left out for what is read from the store.
   */
  heard(records: readonly MatchRecord[], receivedAt?: number): void {
    for (const { rule, key, last, entity, source } of records) {
      const keys = this.#byRule.get(rule);
      if (keys === undefined) continue;
      const at = Math.max(keys.get(key)?.at ?? 0, receivedAt ?? last);
      keys.delete(key);
      keys.set(key, { at, entity, ...(source !== undefined && { source }) });
      if (keys.size > MAX_KEYS) forgetOldest(keys);
    }
  }

  /** By key. */
  keysOf(rule: string): ReadonlyMap<string, HeardKey> {
    return this.#byRule.get(rule) ?? new Map();
  }

  /** What was last heard before `since` (ms) is not expected any more. */
  forget(rule: string, since: number): void {
    const keys = this.#byRule.get(rule);
    for (const [key, { at }] of keys ?? []) if (at < since) keys?.delete(key);
  }
}

function forgetOldest(keys: Map<string, HeardKey>): void {
  const [oldest] = keys.keys();
  if (oldest !== undefined) keys.delete(oldest);
}
