// Whether events have scores: until the baselines know enough, a rule about them raises nothing, and its form says so.

import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#src/clock.js';
import { Fault } from '#src/faults.js';
import { CLOCK, STORE } from '#src/portal/deps.js';
import type { EventReader } from '#src/store/event-store.js';

/** With scores, most events have one: the newest few tell. Without, who fills a form must not wait until all were looked at. */
const DEADLINE_MS = 150;
const SPAN_MS = 7 * 86_400_000;
const ASK_AGAIN_MS = 60_000;

@Injectable()
export class Scores {
  #exist = false;
  #askedAt = -Infinity;

  constructor(
    @Inject(STORE) private readonly store: EventReader,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** False also where none was found soon enough. */
  async exist(): Promise<boolean> {
    const now = this.clock.now();
    if (this.#exist || now - this.#askedAt < ASK_AGAIN_MS) return this.#exist;
    this.#askedAt = now;
    this.#exist = await this.#find(now);
    return this.#exist;
  }

  async #find(now: number): Promise<boolean> {
    const query = { kind: 'range', field: 'event.risk_score', from: 0 } as const;
    const range = { from: now - SPAN_MS, to: now + 1 };
    try {
      return (await this.store.search({ query, range, limit: 1, deadlineMs: DEADLINE_MS })).events.length > 0;
    } catch (error) {
      if (error instanceof Fault && error.code === 'QUERY_DEADLINE') return false;
      throw error;
    }
  }
}
