// What the autoencoder is trained with: the standardised hours of the last days, at most MAX_ROWS, the newest in place of the oldest.

import { FEATURES } from './components/pattern.js';

const MAX_ROWS = 20_000;
/** A day brings at most this share, so that a large installation keeps several days. */
const MAX_DAY_ROWS = MAX_ROWS / 8;
/** Fewer teach nothing. */
const LEAST_ROWS = 1_000;

export class PatternRows {
  #values = new Float32Array(0);
  #count = 0;
  #next = 0;

  get count(): number {
    return this.#count;
  }

  /** The rows of a day, in an order that does not depend on how they came. */
  add(rows: readonly Float32Array[]): void {
    const step = Math.max(1, rows.length / MAX_DAY_ROWS);
    for (let i = 0; i < rows.length; i += step) this.#push(rows[Math.floor(i)] as Float32Array);
  }

  /** Undefined: too few. */
  get all(): Float32Array | undefined {
    return this.#count < LEAST_ROWS ? undefined : this.#values.slice(0, this.#count * FEATURES.length);
  }

  row(i: number): Float32Array {
    return this.#values.subarray(i * FEATURES.length, (i + 1) * FEATURES.length);
  }

  /** Plain JSON, in pieces. */
  *save(): Iterable<{ readonly next: number; readonly values: string }> {
    for (let at = 0; at < this.#count; at += PIECE) {
      const rows = this.#values.subarray(at * FEATURES.length, Math.min(at + PIECE, this.#count) * FEATURES.length);
      yield { next: this.#next, values: Buffer.from(rows.buffer, rows.byteOffset, rows.byteLength).toString('base64') };
    }
  }

  /** Piece by piece, in order of `piece`. */
  restore(piece: number, { next, values }: { readonly next: number; readonly values: string }): void {
    const bytes = Buffer.from(values, 'base64');
    const rows = new Float32Array(new Uint8Array(bytes).buffer);
    if (rows.length % FEATURES.length !== 0) throw new Error(`no rows: ${rows.length} numbers`);
    this.#reserve(piece * PIECE + rows.length / FEATURES.length);
    this.#values.set(rows, piece * PIECE * FEATURES.length);
    this.#count = Math.max(this.#count, piece * PIECE + rows.length / FEATURES.length);
    this.#next = next;
  }

  #push(row: Float32Array): void {
    this.#reserve(this.#next + 1);
    this.#values.set(row, this.#next * FEATURES.length);
    this.#count = Math.max(this.#count, this.#next + 1);
    this.#next = (this.#next + 1) % MAX_ROWS;
  }

  #reserve(rows: number): void {
    if (rows * FEATURES.length <= this.#values.length) return;
    if (rows > MAX_ROWS) throw new Error(`no rows: more than ${MAX_ROWS}`);
    const larger = new Float32Array(Math.min(MAX_ROWS, Math.max(1_000, rows * 2)) * FEATURES.length);
    larger.set(this.#values);
    this.#values = larger;
  }
}

const PIECE = 1_000;
