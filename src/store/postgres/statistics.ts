// Has PostgreSQL's planner know what a growing table holds. Its autovacuum comes by once a minute; until then a search for two frequent
// words would read every row that has them (330 ms in place of 4, measured at a million rows).

import { tableOf } from './names.js';
import { maintain } from './session.js';
import type { PostgresSegment } from './state.js';

/** From so many rows on, and again when they have doubled. */
const FIRST_ROWS = 10_000;

export class Statistics {
  /** Rows at which each table was looked at. */
  readonly #lookedAt = new Map<string, number>();
  #running: Promise<void> | undefined;

  constructor(
    private readonly url: string,
    private readonly signal: AbortSignal,
  ) {}

  /** After each append. Works beside the appends, one table at a time; what fails is done by the autovacuum. */
  grown({ id, nextOrdinal }: Pick<PostgresSegment, 'id' | 'nextOrdinal'>): void {
    const last = this.#lookedAt.get(id) ?? FIRST_ROWS / 2;
    if (this.#running !== undefined || nextOrdinal < 2 * last) return;
    this.#lookedAt.set(id, nextOrdinal);
    this.#running = maintain(this.url, `analyze ${tableOf(id, 'event')}`, this.signal)
      .catch(() => undefined)
      .finally(() => (this.#running = undefined));
  }

  forget(id: string): void {
    this.#lookedAt.delete(id);
  }

  async settled(): Promise<void> {
    await this.#running;
  }
}
