// `count` different values within any `windowMs`. Of each value the first and the last time in each stretch of a window's length are
// enough to be exact: a window that holds only times between two of one stretch would be shorter than it.

import type { Matches } from '../../match-record.js';
import { occurrencesOf } from './occurrences.js';
import { completedSince, MIN_HELD } from './threshold.js';
import { Timeline } from './timeline.js';
import { LATENESS_MS, type Completed, type Room, type Window } from './window.js';

/** Values that are given by name. */
const MAX_NAMED = 20;
/** All values are walked through so often in the length of a window, to forget what is older. */
const WALKS = 8;

export class DistinctWindow implements Window {
  /** Value -> times, ascending. */
  readonly #values = new Map<string, number[]>();
  readonly #timeline: Timeline;
  #times = 0;
  /** ms: the newest of the records that had more values than they name. */
  #moreAt = -Infinity;
  /** ms: values were walked through to here. */
  #prunedTo = -Infinity;

  constructor(
    private readonly count: number,
    private readonly windowMs: number,
    room: Room,
  ) {
    this.#timeline = new Timeline(Math.max(MIN_HELD, 4 * count), room);
  }

  get newest(): number {
    return this.#timeline.newest;
  }

  get size(): number {
    return this.#timeline.size + this.#times;
  }

  get chars(): number {
    return this.#timeline.chars;
  }

  add(record: Matches): Completed | undefined {
    this.#insert(record);
    const full = this.#values.size < this.count ? undefined : this.#earliestFull(record);
    if (full !== undefined) return this.#completed(full);
    this.#prune();
    return undefined;
  }

  fill(record: Matches): undefined {
    this.#insert(record);
    this.#prune();
  }

  #insert(record: Matches): void {
    for (const occurrence of occurrencesOf(record)) this.#timeline.insert(occurrence);
    if (record.hasMoreValues === true) this.#moreAt = Math.max(this.#moreAt, record.last);
    for (const [index, value] of (record.values ?? []).entries()) {
      const [first, last] = record.valueTimes?.[index] ?? [record.first, record.last];
      this.#seen(value, first);
      if (last !== first) this.#seen(value, last);
    }
  }

  #seen(value: string, time: number): void {
    let times = this.#values.get(value);
    if (times === undefined) this.#values.set(value, (times = []));
    const stretch = Math.floor(time / this.windowMs);
    const inStretch = times.filter((each) => Math.floor(each / this.windowMs) === stretch);
    const [low, high] = [inStretch[0], inStretch.at(-1)];
    if (low !== undefined && high !== undefined && time >= low && time <= high) return;
    if (inStretch.length < 2) {
      times.push(time);
      this.#times += 1;
    } else times[times.indexOf((time < (low as number) ? low : high) as number)] = time;
    times.sort((a, b) => a - b);
  }

  /** Of a very hot key some events are forgotten, and each value is of one at least. */
  #completed({ from, distinct }: Full): Completed {
    const completed = completedSince(this.#timeline, from);
    return { ...completed, count: Math.max(completed.count, distinct.count), distinct };
  }

  #earliestFull({ first, last }: Matches): Full | undefined {
    const near = this.#between(first - this.windowMs, last + this.windowMs);
    const inside = new Map<string, number>();
    for (let from = 0, to = 0; from < near.length; from++) {
      const start = near[from] as Seen;
      for (let next = near[to]; next !== undefined && next.time < start.time + this.windowMs; next = near[++to])
        inside.set(next.value, (inside.get(next.value) ?? 0) + 1);
      if (inside.size >= this.count) return this.#full(start.time, [...inside.keys()]);
      const left = (inside.get(start.value) ?? 0) - 1;
      if (left === 0) inside.delete(start.value);
      else inside.set(start.value, left);
    }
    return undefined;
  }

  #full(from: number, values: readonly string[]): Full {
    const isMore = this.#moreAt >= from;
    return { from, distinct: { count: values.length, some: values.slice(0, MAX_NAMED), isMore } };
  }

  /** In order of time, without the ends. */
  #between(after: number, before: number): readonly Seen[] {
    const near: Seen[] = [];
    for (const [value, times] of this.#values)
      for (const time of times) if (time > after && time < before) near.push({ time, value });
    return near.sort((a, b) => a.time - b.time);
  }

  #prune(): void {
    const before = this.newest - this.windowMs - LATENESS_MS;
    this.#timeline.prune(before);
    if (before < this.#prunedTo + this.windowMs / WALKS) return;
    this.#prunedTo = before;
    for (const [value, times] of this.#values) {
      const gone = times.findIndex((time) => time >= before);
      this.#times -= times.splice(0, gone === -1 ? times.length : gone).length;
      if (times.length === 0) this.#values.delete(value);
    }
  }
}

interface Full {
  /** ms */
  readonly from: number;
  readonly distinct: NonNullable<Completed['distinct']>;
}

interface Seen {
  readonly time: number;
  readonly value: string;
}
