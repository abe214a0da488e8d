// The numbers of the ledger: for each source a record of ten counters, and a check over them and its name.

import { crc32 } from 'node:zlib';

const COUNTERS = [
  'received',
  'stored',
  'duplicate',
  'filtered',
  'limited',
  'refused',
  'failed',
  'lost',
  'dropped',
  'lastReceived',
] as const;
export type Counter = (typeof COUNTERS)[number];
const INDEX = Object.fromEntries(COUNTERS.map((name, i) => [name, i])) as Record<Counter, number>;
const { received: RECEIVED, lastReceived: LAST_RECEIVED } = INDEX;
/** Behind the counters. */
const CHECK = COUNTERS.length;
const WIDTH = CHECK + 1;
export const RECORD_BYTES = WIDTH * 8;
/** Records between two that changed are written with them up to so many: that costs less than a write more. */
const MOST_BETWEEN = 64;
const SETTLED: readonly Counter[] = ['stored', 'duplicate', 'filtered', 'limited', 'refused', 'failed', 'lost'];

/** Records beside each other. */
interface Run {
  /** The slot of the first. */
  readonly from: number;
  /** A view. */
  readonly bytes: Uint8Array;
}

export class LedgerCounts {
  #counts = new Float64Array(64 * WIDTH);
  /** Of the names. */
  readonly #hashes: number[] = [];
  /** Slots that are to be written, each once, and of each slot whether it is among them. */
  #changed: number[] = [];
  #isToWrite = new Uint8Array(64);

  /** The next slot is this source's. */
  admit(source: string): void {
    this.#hashes.push(crc32(source));
    if (this.#hashes.length * WIDTH <= this.#counts.length) return;
    const larger = new Float64Array(this.#counts.length * 2);
    larger.set(this.#counts);
    this.#counts = larger;
    const marks = new Uint8Array(this.#isToWrite.length * 2);
    marks.set(this.#isToWrite);
    this.#isToWrite = marks;
  }

  at(slot: number, counter: Counter): number {
    return this.#counts[slot * WIDTH + INDEX[counter]]!;
  }

  set(slot: number, counter: Counter, value: number): void {
    this.#counts[slot * WIDTH + INDEX[counter]] = value;
    this.touch(slot);
  }

  add(slot: number, counter: Counter, n: number): void {
    this.#counts[slot * WIDTH + INDEX[counter]]! += n;
    this.touch(slot);
  }

  /** A message of the nameless source turned out to be from this one. Of each message: written out. */
  assign(slot: number, at: number): void {
    const base = slot * WIDTH;
    this.#counts[RECEIVED]! -= 1;
    this.#counts[base + RECEIVED]! += 1;
    this.#counts[base + LAST_RECEIVED] = at;
    this.touch(0);
    this.touch(slot);
  }

  /** All that messages of this source came to. */
  settled(slot: number): number {
    let sum = 0;
    for (const counter of SETTLED) sum += this.at(slot, counter);
    return sum;
  }

  /** To be written again. */
  touch(slot: number): void {
    if (this.#isToWrite[slot] === 1) return;
    this.#isToWrite[slot] = 1;
    this.#changed.push(slot);
  }

  get isChanged(): boolean {
    return this.#changed.length > 0;
  }

  /**
   * The records that changed, with their checks, the last first: a process that is killed in between leaves what moved from the nameless
   * source, which is the first, to another one in both, and it is found to be lost. The other way round it would be in neither. Where such a
   * message had its outcome already, the loss that is told was none.
   */
  changed(): Run[] {
    const runs: Run[] = [];
    const slots = this.#changed.sort((a, b) => b - a);
    let [from = 0] = slots;
    let to = from;
    for (const slot of slots) {
      this.#counts[slot * WIDTH + CHECK] = this.#check(slot);
      if (from - slot > MOST_BETWEEN) {
        runs.push(this.#run(from, to));
        to = slot;
      }
      from = slot;
    }
    runs.push(this.#run(from, to));
    return runs;
  }

  /** What changed is on disk. */
  written(): void {
    for (const slot of this.#changed) this.#isToWrite[slot] = 0;
    this.#changed = [];
  }

  /** The records of the first `n` slots, to be read into. */
  records(n: number): Uint8Array {
    return new Uint8Array(this.#counts.buffer, 0, n * RECORD_BYTES);
  }

  /** After they were read: one that is damaged begins with nothing. True: it was. */
  repair(slot: number): boolean {
    const record = this.#counts.subarray(slot * WIDTH, (slot + 1) * WIDTH);
    if (record.every((value) => value === 0)) return false; // its name was written, and no count yet
    if (record.subarray(0, CHECK).every(isCount) && record[CHECK] === this.#check(slot)) return false;
    record.fill(0);
    this.touch(slot);
    return true;
  }

  /** Records of the first versions, without checks. */
  takeOld(bytes: Uint8Array): void {
    const counters = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.length & ~7)));
    for (let slot = 0; slot < this.#hashes.length; slot += 1) {
      this.#counts.set(counters.subarray(slot * CHECK, (slot + 1) * CHECK), slot * WIDTH);
      this.touch(slot);
    }
  }

  #run(from: number, to: number): Run {
    return { from, bytes: new Uint8Array(this.#counts.buffer, from * RECORD_BYTES, (to + 1 - from) * RECORD_BYTES) };
  }

  /** Weighted, so that no two counters can be exchanged; exact for any counts that a machine can reach. */
  #check(slot: number): number {
    let sum = this.#hashes[slot]!;
    for (let i = 0; i < CHECK; i += 1) sum += this.#counts[slot * WIDTH + i]! * (i + 1);
    return sum;
  }
}

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
