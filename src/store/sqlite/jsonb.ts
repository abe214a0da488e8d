// Writes an array in the binary JSON of SQLite (https://sqlite.org/jsonb.html: the format is stable). What SQLite is given so, nobody made
// a text of, and nobody parses: an element is a header (type, size of its payload), and the payload; those of numbers are their digits.

import { isUnsafe } from '../engine/row.js';
import { GrowingBytes } from './growing-bytes.js';

const NULL = 0;
const INTEGER = 3;
/** A text as it is, without escapes. */
const TEXT = 10;
const ARRAY = 11;
/** A payload longer than this has its size behind the first byte of the header, in so many bytes. */
const MAX_IN_HEADER = 11;
const ONE_BYTE = 12;
const FOUR_BYTES = 14;
const MAX_HEADER = 5;
const MAX_DIGITS = 17;

export class JsonbArray {
  readonly #out = new GrowingBytes();

  constructor() {
    this.#out.size = MAX_HEADER;
  }

  /** How far it is written; for `rewind`. */
  get size(): number {
    return this.#out.size;
  }

  /** Forgets what was written since. */
  rewind(size: number): void {
    this.#out.size = size;
  }

  null(): void {
    this.#out.reserve(1);
    this.#out.buffer[this.#out.size++] = NULL;
  }

  /** @param value a safe integer */
  integer(value: number): void {
    const out = this.#out;
    out.reserve(MAX_DIGITS + 2);
    if (value < 0) {
      this.#ascii(String(value), INTEGER);
      return;
    }
    const high = value < NINE_DIGITS ? 0 : Math.floor(value / NINE_DIGITS);
    const low = value - high * NINE_DIGITS;
    const digits = high === 0 ? digitsOf(low) : digitsOf(high) + 9;
    this.#short(INTEGER, digits);
    out.size += digits;
    if (high === 0) this.#digits(out.size, low, digits);
    else {
      this.#digits(out.size, low, 9);
      this.#digits(out.size - 9, high, digits - 9);
    }
  }

  /** An array of such. */
  integers(values: readonly number[]): void {
    const at = this.open();
    for (let i = 0; i < values.length; i += 1) this.integer(values[i]!);
    this.close(at);
  }

  /** False: NUL or half a surrogate pair stands in it, which no text of SQLite can hold; what was written of it is of no use. */
  text(value: string): boolean {
    if (value.length > MAX_SHORT) return this.#long(value);
    const out = this.#out;
    out.reserve(value.length + 2);
    const start = out.size;
    if (this.#ascii(value, TEXT)) return true;
    out.size = start;
    return this.#long(value);
  }

  /** Begins an array inside this one; to be given to `close`. */
  open(): number {
    this.#out.reserve(2);
    const at = this.#out.size;
    this.#out.size += 2;
    return at;
  }

  close(at: number): void {
    const out = this.#out;
    const size = out.size - at - 2;
    if (size > 255) {
      out.reserve(MAX_HEADER - 2);
      out.buffer.copyWithin(at + MAX_HEADER, at + 2, out.size);
      out.size += MAX_HEADER - 2;
      this.#header(at, ARRAY, size, FOUR_BYTES);
    } else this.#header(at, ARRAY, size, ONE_BYTE);
  }

  bytes(): Buffer {
    const out = this.#out;
    this.#header(0, ARRAY, out.size - MAX_HEADER, FOUR_BYTES);
    return out.bytes();
  }

  /** Up to MAX_SHORT characters, for which there is room. False: it is not plain ASCII. */
  #ascii(value: string, type: number): boolean {
    const { length } = value;
    this.#short(type, length);
    const out = this.#out;
    let at = out.size;
    for (let i = 0; i < length; i += 1) {
      const code = value.charCodeAt(i);
      if (code === 0 || code > 0x7f) return false;
      out.buffer[at++] = code;
    }
    out.size = at;
    return true;
  }

  /** The header of a payload of less than 256 bytes. */
  #short(type: number, size: number): void {
    const out = this.#out;
    out.buffer[out.size++] = ((size > MAX_IN_HEADER ? ONE_BYTE : size) << 4) | type;
    if (size > MAX_IN_HEADER) out.buffer[out.size++] = size;
  }

  /** So many digits of a number below 10^9, the last of them before `end`; two at once. */
  #digits(end: number, value: number, count: number): void {
    const { buffer } = this.#out;
    let rest = value;
    let at = end;
    for (let left = count; left > 1; left -= 2) {
      const hundredth = (rest / 100) | 0;
      const pair = 2 * (rest - 100 * hundredth);
      buffer[--at] = PAIRS[pair + 1]!;
      buffer[--at] = PAIRS[pair]!;
      rest = hundredth;
    }
    if ((count & 1) === 1) buffer[--at] = 48 + rest;
  }

  #long(value: string): boolean {
    if (isUnsafe(value)) return false;
    const out = this.#out;
    const size = Buffer.byteLength(value);
    out.reserve(MAX_HEADER + size);
    this.#header(out.size, TEXT, size, FOUR_BYTES);
    out.size += MAX_HEADER;
    out.buffer.write(value, out.size);
    out.size += size;
    return true;
  }

  #header(at: number, type: number, size: number, width: typeof ONE_BYTE | typeof FOUR_BYTES): void {
    const { buffer } = this.#out;
    buffer[at] = (width << 4) | type;
    if (width === ONE_BYTE) buffer[at + 1] = size;
    else buffer.writeUInt32BE(size, at + 1);
  }
}

/** The digits of 00 to 99. */
const PAIRS = Uint8Array.from({ length: 200 }, (_, at) => 48 + (at % 2 === 0 ? Math.floor(at / 20) : (at >> 1) % 10));

/** @param value below 10^9 */
function digitsOf(value: number): number {
  if (value < 1e4) return value < 100 ? (value < 10 ? 1 : 2) : value < 1e3 ? 3 : 4;
  if (value < 1e6) return value < 1e5 ? 5 : 6;
  return value < 1e8 ? (value < 1e7 ? 7 : 8) : 9;
}

/** Numbers below it are quick to take apart. */
const NINE_DIGITS = 1e9;
/** Characters of a text that is written one by one here. */
const MAX_SHORT = 64;
