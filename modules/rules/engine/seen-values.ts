// What a first-seen rule remembers: which values it saw for which key. In memory here (tests, back-tests); the runtime keeps its own
// behind the same interface.

/** Bounded by whoever keeps it. `value` is lower case (ASCII), as keys are. */
export interface SeenValues {
  has(rule: string, key: string, value: string): boolean;
  /** @param time first rule time, ms */
  add(rule: string, key: string, value: string, time: number): void;
  /** Whether the rule only learns at this rule time (ms) and says nothing yet. */
  isLearning(rule: string, key: string, time: number): boolean;
}

/** Of one rule; the first ones learned are the first ones forgotten. */
const MAX_VALUES = 100_000;

export class MemorySeenValues implements SeenValues {
  readonly #byRule = new Map<string, Map<string, number>>();

  /** @param learnsUntil rule time (ms) up to which a rule only learns, by rule; left out: it speaks at once */
  constructor(
    private readonly learnsUntil: Readonly<Record<string, number>> = {},
    private readonly maxValues = MAX_VALUES,
  ) {}

  has(rule: string, key: string, value: string): boolean {
    return this.#byRule.get(rule)?.has(joined(key, value)) === true;
  }

  add(rule: string, key: string, value: string, time: number): void {
    let values = this.#byRule.get(rule);
    if (values === undefined) this.#byRule.set(rule, (values = new Map()));
    values.set(joined(key, value), time);
    if (values.size > this.maxValues) forgetOldest(values, 1 + (this.maxValues >> 4));
  }

  isLearning(rule: string, _key: string, time: number): boolean {
    return time < (this.learnsUntil[rule] ?? -Infinity);
  }
}

/** Many at once: to find the oldest one V8 walks over every one that was deleted before. */
function forgetOldest(values: Map<string, number>, count: number): void {
  let left = count;
  for (const name of values.keys()) {
    values.delete(name);
    if (--left === 0) return;
  }
}

/** A key is JSON text and holds no line break. */
const joined = (key: string, value: string): string => `${key}\n${value}`;
