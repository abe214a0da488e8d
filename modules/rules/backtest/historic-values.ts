// What first-seen rules know in a back-test: each learns from its first match on, and at least up to the beginning of the range.

import { MemorySeenValues, type SeenValues } from '../engine/seen-values.js';
import type { MatchRecord } from '../match-record.js';
import type { Rule } from '../rule.js';

const DAY_MS = 86_400_000;

export class HistoricValues implements SeenValues {
  readonly #values = new MemorySeenValues();
  readonly #learnMs: ReadonlyMap<string, number>;
  readonly #learnsUntil = new Map<string, number>();

  /** @param from ms; before it nothing is said */
  constructor(
    rules: readonly Rule[],
    private readonly from: number,
  ) {
    this.#learnMs = new Map(
      rules.flatMap(({ id, detect }) => (detect.kind === 'first-seen' ? [[id, detect.learnDays * DAY_MS]] : [])),
    );
  }

  /** Before the detector gets them. */
  observe(records: readonly MatchRecord[]): void {
    for (const { rule, first } of records) {
      const learnMs = this.#learnMs.get(rule);
      if (learnMs !== undefined && !this.#learnsUntil.has(rule))
        this.#learnsUntil.set(rule, Math.max(this.from, first + learnMs));
    }
  }

  see(rule: string, key: string, value: string, time: number): boolean {
    return this.#values.see(rule, key, value, time);
  }

  isLearning(rule: string, _key: string, time: number): boolean {
    return time < (this.#learnsUntil.get(rule) ?? Infinity);
  }
}
