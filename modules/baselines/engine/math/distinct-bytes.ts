// How many bytes were said in *different* words, of a stream without end: what a DNS tunnel carries, and what asking the same names again
// does not. Adaptive sampling (Wegman; Flajolet 1990): words are kept whose hash ends in `level` zero bits; when there are too many, the
// level rises. Unlike a HyperLogLog it knows the words’ lengths, is exact up to CAPACITY words, and costs 8 bytes where one word came.

import { hashText } from '#src/hash.js';

/** Plain JSON. */
export type DistinctBytesState = readonly [level: number, most: number, kept: readonly number[]];

/** Error of `bytes` beyond it: about 10 % (1.2 / √CAPACITY). */
const CAPACITY = 128;
/** With the hash in one number. */
const LENGTHS = 256;

export class DistinctBytes {
  #level = 0;
  #bytes = 0;
  #most = 0;
  /** hash * LENGTHS + length */
  #kept: number[] = [];

  /** @returns whether `bytes` rose */
  add(word: string): boolean {
    const hash = hashText(word, SEED);
    if (this.#isPassedOver(hash)) return false;
    const entry = hash * LENGTHS + Math.min(word.length, LENGTHS - 1);
    if (this.#kept.includes(entry)) return false;
    this.#kept.push(entry);
    this.#bytes += entry % LENGTHS;
    while (this.#kept.length > CAPACITY) this.#thinOut();
    const bytes = this.#bytes * 2 ** this.#level;
    if (bytes <= this.#most) return false;
    this.#most = bytes;
    return true;
  }

  /** Never falls. */
  get bytes(): number {
    return this.#most;
  }

  save(): DistinctBytesState {
    return [this.#level, this.#most, this.#kept];
  }

  static restore([level, most, kept]: DistinctBytesState): DistinctBytes {
    const restored = new DistinctBytes();
    restored.#level = level;
    restored.#most = most;
    restored.#kept = kept.slice(0, CAPACITY);
    for (const entry of restored.#kept) restored.#bytes += entry % LENGTHS;
    return restored;
  }

  #isPassedOver(hash: number): boolean {
    return (hash & (2 ** this.#level - 1)) !== 0;
  }

  #thinOut(): void {
    this.#level++;
    this.#kept = this.#kept.filter((entry) => !this.#isPassedOver(Math.floor(entry / LENGTHS)));
    this.#bytes = this.#kept.reduce((sum, entry) => sum + (entry % LENGTHS), 0);
  }
}

const SEED = 0x5d9f;
