// So many times within a span for each person, in memory: for what is cheap once and a nuisance in a loop.

import type { Clock } from '#src/clock.js';
import { Fault } from '#src/faults.js';

export interface RateLimit {
  readonly times: number;
  readonly withinMs: number;
}

export class Rate {
  /** When, by person: ms since 1970, oldest first. */
  readonly #noted = new Map<string, readonly number[]>();

  /** `refusal`: the sentence for who did it too often. */
  constructor(
    private readonly clock: Clock,
    private readonly limit: RateLimit,
    private readonly refusal: string,
  ) {}

  /** Counts one. @throws Fault THROTTLED when it is one too many; that one is not counted */
  note(person: string): void {
    const now = this.clock.now();
    const times = (this.#noted.get(person) ?? []).filter((at) => now - at < this.limit.withinMs);
    if (times.length >= this.limit.times) {
      const retryAfterSeconds = Math.ceil((times[0]! + this.limit.withinMs - now) / 1_000);
      throw new Fault('THROTTLED', this.refusal, { details: { retryAfterSeconds } });
    }
    this.#noted.set(person, [...times, now]);
  }
}
