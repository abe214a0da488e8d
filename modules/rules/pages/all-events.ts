// How many events there are today in all, to tell which rules match most of them. Asked for only when some rule matched many.

import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#src/clock.js';
import { hourOfWeek } from '#src/collector/decode/zone.js';
import { Fault } from '#src/faults.js';
import { CLOCK, STORE } from '#src/portal/deps.js';
import { ALL } from '#src/query/ast.js';
import type { EventReader } from '#src/store/event-store.js';
import { RuleBook } from '../rule-book.js';

const HOUR_MS = 3_600_000;
/** A page waits for it; without an answer nothing is said. */
const DEADLINE_MS = 200;
const FRESH_MS = 30_000;

@Injectable()
export class AllEvents {
  #kept: { readonly at: number; readonly count: number | undefined } | undefined;

  constructor(
    private readonly rules: RuleBook,
    @Inject(STORE) private readonly store: EventReader,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Since midnight in the installation's zone, to the hour; undefined where counting takes too long. */
  async today(): Promise<number | undefined> {
    const now = this.clock.now();
    if (this.#kept !== undefined && Math.abs(now - this.#kept.at) < FRESH_MS) return this.#kept.count;
    const hour = hourOfWeek(now, this.rules.context().zone) % 24;
    const count = await this.#count(now - (now % HOUR_MS) - hour * HOUR_MS, now);
    this.#kept = { at: now, count };
    return count;
  }

  async #count(from: number, now: number): Promise<number | undefined> {
    try {
      return await this.store.count({ query: ALL, range: { from, to: now + HOUR_MS }, deadlineMs: DEADLINE_MS });
    } catch (error) {
      if (error instanceof Fault && error.code === 'QUERY_DEADLINE') return undefined;
      throw error;
    }
  }
}
