// The steps one after the other within `windowMs` from the first event to the last. A step follows at the same time at the earliest, with
// another event. Of several ways through, the one that begins first counts.

import type { Matches } from '../../match-record.js';
import type { Occurrence } from './occurrences.js';
import { occurrencesOf } from './occurrences.js';
import { MIN_HELD } from './threshold.js';
import { eventsOf, Timeline } from './timeline.js';
import { LATENESS_MS, type Completed, type Room, type Window } from './window.js';

export class SequenceWindow implements Window {
  readonly #steps: readonly Timeline[];

  /** @param counts events that each step asks for */
  constructor(
    private readonly counts: readonly number[],
    private readonly windowMs: number,
    room: Room,
  ) {
    this.#steps = counts.map((count) => new Timeline(Math.max(MIN_HELD, 2 * count), room, true));
  }

  get newest(): number {
    return Math.max(...this.#steps.map(({ newest }) => newest));
  }

  get size(): number {
    return this.#steps.reduce((sum, { size }) => sum + size, 0);
  }

  get chars(): number {
    return this.#steps.reduce((sum, { chars }) => sum + chars, 0);
  }

  add(record: Matches): Completed | undefined {
    this.#insert(record);
    const steps = this.#canBeFull() ? this.#earliestFull(record) : undefined;
    if (steps !== undefined) return this.#completed(steps);
    this.#prune();
    return undefined;
  }

  fill(record: Matches): undefined {
    this.#insert(record);
    this.#prune();
  }

  #insert(record: Matches): void {
    for (const occurrence of occurrencesOf(record)) this.#steps[record.step]?.insert(occurrence);
  }

  #prune(): void {
    const before = this.newest - this.windowMs - LATENESS_MS;
    for (const step of this.#steps) step.prune(before);
  }

  #canBeFull(): boolean {
    return this.#steps.every(({ total }, index) => total >= (this.counts[index] ?? 1));
  }

  #earliestFull({ first, last }: Matches): Completed['steps'] {
    const [beginnings] = this.#steps;
    if (beginnings === undefined) return undefined;
    for (let index = beginnings.indexAfter(first - this.windowMs); index < beginnings.size; index++) {
      const begins = beginnings.timeAt(index);
      if (begins > last) return undefined;
      const ends = this.#earliestEnd(index);
      // What begins later does not end earlier.
      if (ends === undefined) return undefined;
      // What was complete before this record is nothing new (a window that was read again at the start).
      if (ends >= first && ends - begins < this.windowMs) return { first: begins, last: ends };
    }
    return undefined;
  }

  /** When the last step is done, if the first one begins with this occurrence; undefined: never. */
  #earliestEnd(beginning: number): number | undefined {
    const used = new Set<string>();
    let time = this.#steps[0]?.timeAt(beginning) ?? Infinity;
    for (const [step, timeline] of this.#steps.entries()) {
      const ends = earliestEnd(timeline, step === 0 ? beginning : timeline.indexOf(time), this.counts[step] ?? 1, used);
      if (ends === undefined) return undefined;
      time = ends;
    }
    return time;
  }

  #completed(steps: NonNullable<Completed['steps']>): Completed {
    const { first: from } = steps;
    const held = distinctEvents(this.#steps.flatMap((step) => step.since(from)));
    const sorted = held.sort((a, b) => a.time - b.time);
    return {
      count: sorted.reduce((sum, { count }) => sum + count, 0),
      first: sorted[0]?.time ?? from,
      last: sorted.at(-1)?.time ?? from,
      events: eventsOf(sorted),
      steps,
    };
  }
}

/** The time of the `count`th event from an index on, leaving out what an earlier step used. */
function earliestEnd(timeline: Timeline, from: number, count: number, used: Set<string>): number | undefined {
  let found = 0;
  for (let index = from; index < timeline.size; index += 1) {
    const id = timeline.idAt(index);
    if (id !== undefined && used.has(id)) continue;
    if (id !== undefined) used.add(id);
    found += timeline.countAt(index);
    if (found >= count) return timeline.timeAt(index);
  }
  return undefined;
}

/** An event that several steps ask for is one event. */
function distinctEvents(occurrences: readonly Occurrence[]): Occurrence[] {
  const ids = new Set<string>();
  return occurrences.filter(({ id }) => id === undefined || (!ids.has(id) && ids.add(id)));
}
