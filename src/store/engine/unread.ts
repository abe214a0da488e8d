// What a follower has not read yet of one segment, a page at a time.

import type { LogEvent } from '../../event/event.js';
import { ordinalOf, parseEventId } from './rowid.js';
import type { ArrivalWindow, ArrivedRows } from './segments.js';

type ReadPage = (window: ArrivalWindow, limit: number) => Promise<ArrivedRows>;

export class Unread {
  #page: readonly LogEvent[] = [];
  #at = 0;
  #after: number | undefined;

  /**
   * @param first the ordinal to begin with
   * @param end behind the last ordinal to read
   */
  constructor(
    readonly segment: string,
    private first: number,
    private readonly end: number,
    private readonly read: ReadPage,
  ) {}

  /** ms: receipt of the next event; Infinity when `fill` found none. */
  get received(): number {
    return this.#page[this.#at]?.['event.ingested'] ?? Infinity;
  }

  /** Everything below this ordinal was taken, or did not match. */
  get ordinal(): number {
    const next = this.#page[this.#at]?.['event.id'];
    const row = next === undefined ? undefined : parseEventId(next)?.row;
    return row === undefined ? this.first : ordinalOf(row);
  }

  /** Looks for a next event, unless there is one at hand. False: there is none. */
  async fill(limit: number): Promise<boolean> {
    while (this.#at === this.#page.length && this.first < this.end) {
      const { first, end } = this;
      const { events, next, last } = await this.read({ first, end, after: this.#after }, limit);
      [this.#page, this.#at, this.first, this.#after] = [events, 0, next, last];
    }
    return this.#at < this.#page.length;
  }

  /** Of those at hand, what was received no later than that (ms), so many at the most. */
  take(until: number, limit: number): readonly LogEvent[] {
    const from = this.#at;
    const most = Math.min(this.#page.length, from + limit);
    while (this.#at < most && this.received <= until) this.#at += 1;
    return this.#page.slice(from, this.#at);
  }
}
