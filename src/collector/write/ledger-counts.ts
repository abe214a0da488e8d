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
const SETTLED: readonly Counter[] = ['stored', 'duplicate', 'filtered', 'limited', 'refused', 'failed', 'lost'];

export class LedgerCounts {
  #counts = new Float64Array(64 * WIDTH);
  /** Of the names. */
  readonly #hashes: number[] = [];
  #changedFrom = Infinity;
  #changedTo = -1;

  /** The next slot is this source's. */
  admit(source: string): void {
    this.#hashes.push(crc32(source));
    if (this.#hashes.length * WIDTH <= this.#counts.length) return;
    const larger = new Float64Array(this.#counts.length * 2);
    larger.set(this.#counts);
    this.#counts = larger;
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
    if (slot < this.#changedFrom) this.#changedFrom = slot;
    if (slot > this.#changedTo) this.#changedTo = slot;
  }

  get isChanged(): boolean {
    return this.#changedTo >= 0;
  }

  /** The records that changed, with their checks, and the slot of the first. A view. */
  changed(): { readonly from: number; readonly bytes: Uint8Array } {
    const from = this.#changedFrom;
    const n = this.#changedTo + 1 - from;
    for (let slot = from; slot < from + n; slot += 1) this.#counts[slot * WIDTH + CHECK] = this.#check(slot);
    return { from, bytes: new Uint8Array(this.#counts.buffer, from * RECORD_BYTES, n * RECORD_BYTES) };
  }

  /** What changed is on disk. */
  written(): void {
    this.#changedFrom = Infinity;
    this.#changedTo = -1;
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
