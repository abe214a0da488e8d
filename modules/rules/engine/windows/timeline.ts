// Occurrences in order of time. At most `maxSize`: of a key that is hotter than that the oldest are forgotten, which only a late arrival
// could notice. Messages of the newest MAX_SAMPLES are kept, as long as there is room.

import { MAX_FIRST_EVENTS, type AlertEvent } from '#src/alerts/alert.js';
import type { Occurrence } from './occurrences.js';
import type { Room } from './window.js';

const MAX_SAMPLES = MAX_FIRST_EVENTS;

export class Timeline {
  #all: Occurrence[] = [];
  #total = 0;
  #samples = 0;
  #chars = 0;

  constructor(
    private readonly maxSize: number,
    private readonly room: Room,
  ) {}

  /** Events, not occurrences. */
  get total(): number {
    return this.#total;
  }

  get size(): number {
    return this.#all.length;
  }

  get chars(): number {
    return this.#chars;
  }

  get newest(): number {
    return this.#all.at(-1)?.time ?? -Infinity;
  }

  at(index: number): Occurrence | undefined {
    return this.#all[index];
  }

  /** Behind those of the same time. */
  insert({ time, count, id, event }: Occurrence): void {
    const isKept = event !== undefined && this.room.hasRoom;
    const occurrence: Occurrence = { time, count, id, event: isKept ? event : undefined };
    // A list of one takes a tenth of what V8 makes room for when the first is pushed; most keys have no more.
    if (this.#all.length === 0) this.#all = [occurrence];
    else if (time >= this.newest) this.#all.push(occurrence);
    else this.#all.splice(this.indexAfter(time), 0, occurrence);
    this.#total += count;
    if (isKept) this.#keptSample(event);
    if (this.#all.length > this.maxSize) this.#forget(1 + (this.maxSize >> 4));
  }

  /** Forgets what is older. */
  prune(before: number): void {
    if ((this.#all[0]?.time ?? Infinity) < before) this.#forget(this.indexOf(before));
  }

  /** Of the first occurrence at or after `time`. */
  indexOf(time: number): number {
    return this.#bisect((each) => each < time);
  }

  /** Of the first occurrence after `time`. */
  indexAfter(time: number): number {
    return this.#bisect((each) => each <= time);
  }

  /** All at or after `time`. */
  since(time: number): readonly Occurrence[] {
    return this.#all.slice(this.indexOf(time));
  }

  #bisect(isBefore: (time: number) => boolean): number {
    let low = 0;
    let high = this.#all.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBefore(this.#all[middle]?.time ?? Infinity)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #keptSample(event: AlertEvent): void {
    this.#chars += charsOf(event);
    this.#samples += 1;
    if (this.#samples <= MAX_SAMPLES) return;
    const oldest = this.#all.find((each) => each.event !== undefined);
    if (oldest !== undefined) this.#drop(oldest);
  }

  #forget(count: number): void {
    for (const occurrence of this.#all.splice(0, count)) {
      this.#total -= occurrence.count;
      this.#drop(occurrence);
    }
  }

  #drop(occurrence: Occurrence): void {
    if (occurrence.event === undefined) return;
    this.#chars -= charsOf(occurrence.event);
    this.#samples -= 1;
    occurrence.event = undefined;
  }
}

/** The newest events among occurrences in order of time, each once. */
export function eventsOf(occurrences: readonly Occurrence[]): readonly AlertEvent[] {
  const byId = new Map<string, AlertEvent>();
  for (const { event } of occurrences.toReversed()) {
    if (event === undefined || byId.size >= MAX_FIRST_EVENTS) continue;
    byId.set(event.id || `${event.time} ${byId.size}`, event);
  }
  return [...byId.values()].toReversed();
}

const charsOf = ({ id, message }: AlertEvent): number => id.length + message.length;
