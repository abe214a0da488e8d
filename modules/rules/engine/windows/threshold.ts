// `count` events within any `windowMs`: from first to last less than that, wherever it begins.

import type { Matches } from '../../match-record.js';
import { occurrencesOf } from './occurrences.js';
import { eventsOf, Timeline } from './timeline.js';
import { LATENESS_MS, type Completed, type Room, type Window } from './window.js';

export class ThresholdWindow implements Window {
  readonly #timeline: Timeline;

  constructor(
    private readonly count: number,
    private readonly windowMs: number,
    room: Room,
  ) {
    this.#timeline = new Timeline(Math.max(MIN_HELD, 2 * count), room);
  }

  get newest(): number {
    return this.#timeline.newest;
  }

  get size(): number {
    return this.#timeline.size;
  }

  get chars(): number {
    return this.#timeline.chars;
  }

  add(record: Matches): Completed | undefined {
    this.#insert(record);
    const from = this.#timeline.total < this.count ? undefined : this.#earliestFull(record);
    if (from !== undefined) return completedSince(this.#timeline, from);
    this.#prune();
    return undefined;
  }

  fill(record: Matches): undefined {
    this.#insert(record);
    this.#prune();
  }

  #insert(record: Matches): void {
    for (const occurrence of occurrencesOf(record)) this.#timeline.insert(occurrence);
  }

  #prune(): void {
    this.#timeline.prune(this.newest - this.windowMs - LATENESS_MS);
  }

  /** Where the earliest full window begins of those that hold an event of the record. */
  #earliestFull({ first, last }: Matches): number | undefined {
    const timeline = this.#timeline;
    const start = timeline.indexAfter(first - this.windowMs);
    let sum = 0;
    for (let from = start, to = start; from < timeline.size; from++) {
      const begins = timeline.timeAt(from);
      if (begins > last) return undefined;
      for (; timeline.timeAt(to) < begins + this.windowMs; to += 1) sum += timeline.countAt(to);
      if (sum >= this.count) return begins;
      sum -= timeline.countAt(from);
    }
    return undefined;
  }
}

/** Occurrences of a key, where its threshold is smaller. */
export const MIN_HELD = 1_000;

export function completedSince(timeline: Timeline, from: number): Completed {
  const held = timeline.since(from);
  return {
    count: held.reduce((sum, { count }) => sum + count, 0),
    first: held[0]?.time ?? from,
    last: held.at(-1)?.time ?? from,
    events: eventsOf(held),
  };
}
