// The long texts of a batch (raw text, own fields, words) as one binary parameter beside the JSON of its rows: they are
// most of its bytes, and so SQLite neither parses them nor undoes their escapes. In a row stand, in bytes, how long each
// is, where the raw text begins (the fields follow it), and where the words do, which mostly are its end.

import { RAW, REST, TEXTS_AT, UNSAFE_JSON, WORDS, WORDS_AT, type RowIn } from '../engine/row.js';

const END = Buffer.alloc(1);

export class RowTexts {
  readonly #taken: Buffer[] = [];
  #size = 0;

  /**
   * Moves the texts out of some more rows.
   * @param areSafe they went through `sanitizeRow`
   * @returns false: some text may be unsafe (NUL, half a surrogate pair, or their escapes in JSON), and these rows are spoilt
   */
  take(rows: readonly RowIn[], areSafe: boolean): boolean {
    const texts: string[] = [];
    const sizes: number[] = [];
    const start = this.#size;
    let size = start;
    const move = (row: RowIn, cell: number): boolean => {
      const text = row[cell];
      if (typeof text !== 'string') return true;
      const bytes = Buffer.byteLength(text);
      texts.push(text);
      sizes.push(bytes);
      row[cell] = bytes;
      size += bytes;
      return areSafe || !hasUnsafe(text);
    };
    for (const row of rows) {
      row[TEXTS_AT] = size;
      let isSafe = move(row, RAW);
      row[WORDS_AT] = size - Number(row[WORDS]);
      isSafe = move(row, REST) && isSafe;
      if (typeof row[WORDS] === 'string') row[WORDS_AT] = size;
      isSafe = move(row, WORDS) && isSafe;
      if (!isSafe) return false;
    }
    this.#taken.push(joined(texts, sizes, size - start));
    this.#size = size;
    return true;
  }

  /** With one byte more: of nothing at all `substr` gives NULL, and the texts of a batch may all be empty. */
  get bytes(): Buffer {
    return Buffer.concat([...this.#taken, END]);
  }
}

/** SQL for the texts of a row `value`. @param parameter the binary one */
export function textsSql(parameter: string): { readonly raw: string; readonly fields: string; readonly words: string } {
  const text = (start: string, size: number): string =>
    `cast(substr(${parameter}, ${start} + 1, value ->> ${size}) as text)`;
  return {
    raw: text(`(value ->> ${TEXTS_AT})`, RAW),
    fields: text(`(value ->> ${TEXTS_AT}) + coalesce(value ->> ${RAW}, 0)`, REST),
    words: text(`(value ->> ${WORDS_AT})`, WORDS),
  };
}

function hasUnsafe(text: string): boolean {
  return text.includes('\0') || !text.isWellFormed() || (text.includes('\\u') && UNSAFE_JSON.test(text));
}

function joined(texts: readonly string[], sizes: readonly number[], size: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(size);
  let start = 0;
  for (let i = 0; i < texts.length; i++) {
    const text = texts[i]!;
    // As many bytes as characters: all of them ASCII, which Latin 1 says alike and writes in one copy.
    bytes.write(text, start, sizes[i] === text.length ? 'latin1' : 'utf8');
    start += sizes[i]!;
  }
  return bytes;
}
