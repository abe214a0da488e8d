// What a first-seen rule remembers: which values it saw for which key. In memory here (tests, back-tests); the runtime keeps its own
// behind the same interface.

import { KnownValues } from './known-values.js';

/** Bounded by whoever keeps it. `value` is lower case (ASCII), as keys are. */
export interface SeenValues {
  /**
   * Whether the value is new for this key; it is known from then on.
   * @param time first rule time, ms
   */
  see(rule: string, key: string, value: string, time: number): boolean;
  /** Whether the rule only learns at this rule time (ms) and says nothing yet. */
  isLearning(rule: string, key: string, time: number): boolean;
}

/** Of one rule. */
export const MAX_VALUES = 100_000;

export class MemorySeenValues implements SeenValues {
  readonly #byRule = new Map<string, KnownValues>();

  /** @param learnsUntil rule time (ms) up to which a rule only learns, by rule; left out: it speaks at once */
  constructor(
    private readonly learnsUntil: Readonly<Record<string, number>> = {},
    private readonly maxValues = MAX_VALUES,
  ) {}

  see(rule: string, key: string, value: string, time: number): boolean {
    let values = this.#byRule.get(rule);
    if (values === undefined) this.#byRule.set(rule, (values = new KnownValues(this.maxValues)));
    const isNew = values.see(joined(key, value), time) === 'new';
    if (isNew) values.makeRoom();
    return isNew;
  }

  isLearning(rule: string, _key: string, time: number): boolean {
    return time < (this.learnsUntil[rule] ?? -Infinity);
  }
}

/** A key is JSON text and holds no line break. */
const joined = (key: string, value: string): string => `${key}\n${value}`;
