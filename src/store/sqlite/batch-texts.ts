// The long texts of a batch (raw text, own fields, words) as one binary parameter beside its rows: most of them are ASCII, and are copied
// some hundred rows at once, but no more than V8 makes a text of without asking the kernel for memory. In a row stand, in bytes, how
// long each is, where the raw text begins (the fields follow it), and where the words do, which mostly are its end.

import { isUnsafeAsJson, RAW, REST, TEXTS_AT, WORDS, WORDS_AT, type RowIn } from '../engine/row.js';
import { GrowingBytes } from './growing-bytes.js';

/**
 * Characters at once. V8 asks the kernel for memory for each text of 128 kB and more: a third of all page faults, and a third of what long
 * events cost here (measured).
 */
const PIECE_CHARS = 65_536;

export class RowTexts {
  readonly #out = new GrowingBytes();

  /**
   * Moves the texts out of some more rows.
   * @param areSafe they went through `sanitizeRow`
   * @returns false: some text may be unsafe (NUL, half a surrogate pair, or their escapes in JSON), and these rows are spoilt
   */
  take(rows: readonly RowIn[], areSafe: boolean): boolean {
    const { size } = this.#out;
    for (let from = 0; from < rows.length;) {
      const texts: string[] = [];
      let until = from;
      for (let chars = 0; until < rows.length && chars < PIECE_CHARS; until += 1) {
        for (const cell of TEXTS) {
          const text = rows[until]![cell];
          if (typeof text !== 'string') continue;
          texts.push(text);
          chars += text.length;
        }
      }
      if (!this.#takePiece(rows, from, until, texts, areSafe)) {
        this.#out.size = size;
        return false;
      }
      from = until;
    }
    return true;
  }

  /** With one byte more: of nothing at all `substr` gives NULL, and the texts of a batch may all be empty. */
  bytes(): Buffer {
    this.#out.reserve(1);
    this.#out.buffer[this.#out.size] = 0;
    return this.#out.buffer.subarray(0, this.#out.size + 1);
  }

  #takePiece(rows: readonly RowIn[], from: number, until: number, texts: readonly string[], areSafe: boolean): boolean {
    const all = texts.join('');
    const size = Buffer.byteLength(all);
    // As many bytes as characters: all of them ASCII, which Latin 1 says alike and writes in one copy.
    const isPlain = size === all.length;
    // Halves of a pair may look whole where two texts meet.
    if (!areSafe && (isPlain ? isUnsafeAsJson(all) : texts.some(isUnsafeAsJson))) return false;
    let at = this.#out.size;
    this.#out.reserve(size);
    this.#out.size += this.#out.buffer.write(all, at, isPlain ? 'latin1' : 'utf8');
    const sizeOf = isPlain ? (text: string): number => text.length : Buffer.byteLength;
    for (let i = from; i < until; i += 1) {
      const row = rows[i]!;
      row[TEXTS_AT] = at;
      at += moved(row, RAW, sizeOf);
      const words = row[WORDS];
      // A number: so many characters from the end of the raw text, which are as many bytes.
      if (typeof words === 'number') row[WORDS_AT] = at - words;
      at += moved(row, REST, sizeOf);
      if (typeof words === 'string') row[WORDS_AT] = at;
      at += moved(row, WORDS, sizeOf);
    }
    return true;
  }
}

const TEXTS = [RAW, REST, WORDS] as const;

/** The text of a cell gives place to its size in bytes. */
function moved(row: RowIn, cell: (typeof TEXTS)[number], sizeOf: (text: string) => number): number {
  const text = row[cell];
  if (typeof text !== 'string') return 0;
  const size = sizeOf(text);
  row[cell] = size;
  return size;
}
