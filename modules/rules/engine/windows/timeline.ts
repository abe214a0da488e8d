// Occurrences in order of time. At most `maxSize`: of a key that is hotter than that the oldest are forgotten, which only a late arrival
// could notice. Messages of the newest MAX_SAMPLES are kept, as long as there is room.
//
// They are lists beside each other, not objects: with a time of its own, which V8 keeps apart, and an id, one took 139 bytes of a hot key,
// and takes 41 (measured). Hundreds of keys hold a thousand of them for half an hour.

import { MAX_FIRST_EVENTS, type AlertEvent } from '#src/alerts/alert.js';
import type { Occurrence } from './occurrences.js';
import type { Room } from './window.js';

const MAX_SAMPLES = MAX_FIRST_EVENTS;

export class Timeline {
  #times: number[] = [];
  #counts: number[] = [];
  #events: (AlertEvent | undefined)[] = [];
  #ids: (string | undefined)[] = [];
  #total = 0;
  #samples = 0;
  #chars = 0;

  /** @param keepsIds only who asks for them needs them: one takes 60 bytes */
  constructor(
    private readonly maxSize: number,
    private readonly room: Room,
    private readonly keepsIds = false,
  ) {}

  /** Events, not occurrences. */
  get total(): number {
    return this.#total;
  }

  get size(): number {
    return this.#times.length;
  }

  get chars(): number {
    return this.#chars;
  }

  get newest(): number {
    return this.#times.at(-1) ?? -Infinity;
  }

  /** Infinity behind the last. */
  timeAt(index: number): number {
    return this.#times[index] ?? Infinity;
  }

  countAt(index: number): number {
    return this.#counts[index] ?? 0;
  }

  idAt(index: number): string | undefined {
    return this.#ids[index];
  }

  /** Behind those of the same time. */
  insert({ time, count, id, event }: Occurrence): void {
    const at = time >= this.newest ? this.size : this.indexAfter(time);
    const kept = this.room.hasRoom ? event : undefined;
    if (this.size === 0) {
      // A list of one takes a tenth of what V8 makes room for when the first is pushed; most keys have no more.
      [this.#times, this.#counts, this.#events] = [[time], [count], [kept]];
      if (this.keepsIds) this.#ids = [id];
    } else {
      put(this.#times, at, time);
      put(this.#counts, at, count);
      put(this.#events, at, kept);
      if (this.keepsIds) put(this.#ids, at, id);
    }
    this.#total += count;
    if (kept !== undefined) this.#keptSample(kept);
    if (this.size > this.maxSize) this.#forget(1 + (this.maxSize >> 4));
  }

  /** Forgets what is older. */
  prune(before: number): void {
    if (this.timeAt(0) < before) this.#forget(this.indexOf(before));
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
    const from = this.indexOf(time);
    return this.#times.slice(from).map((each, index) => ({
      time: each,
      count: this.countAt(from + index),
      id: this.idAt(from + index),
      event: this.#events[from + index],
    }));
  }

  #bisect(isBefore: (time: number) => boolean): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBefore(this.timeAt(middle))) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #keptSample(event: AlertEvent): void {
    this.#chars += charsOf(event);
    this.#samples += 1;
    if (this.#samples > MAX_SAMPLES) this.#dropSample(this.#events.findIndex((each) => each !== undefined));
  }

  #forget(count: number): void {
    for (let index = 0; index < count && index < this.size; index += 1) {
      this.#total -= this.countAt(index);
      this.#dropSample(index);
    }
    for (const list of [this.#times, this.#counts, this.#events, this.#ids]) list.splice(0, count);
  }

  #dropSample(index: number): void {
    const event = this.#events[index];
    if (event === undefined) return;
    this.#chars -= charsOf(event);
    this.#samples -= 1;
    this.#events[index] = undefined;
  }
}

function put<T>(list: T[], at: number, value: T): void {
  if (at === list.length) list.push(value);
  else list.splice(at, 0, value);
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
