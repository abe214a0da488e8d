// Which of many words stand in a message, in one pass and without cutting it into pieces. Words are found by hash, so a hit may be a
// mistake (the predicate decides); a miss never is.

import { isWordCode, wordsOf } from '#src/query/words.js';

export class WordIndex<T> {
  readonly #byHash = new Map<number, T[]>();

  get isEmpty(): boolean {
    return this.#byHash.size === 0;
  }

  /** @param word normalised as by wordsOf */
  add(word: string, entry: T): void {
    const hash = hashOf(word);
    const there = this.#byHash.get(hash);
    if (there === undefined) this.#byHash.set(hash, [entry]);
    else there.push(entry);
  }

  /** Calls `visit` for the entries of each word; of a word that comes twice, twice. */
  visit(text: string, visit: (entry: T) => void): void {
    let hash = START;
    let isWord = false;
    for (let i = 0; i < text.length; i++) {
      let code = text.charCodeAt(i);
      if (code >= 128) return this.#visitUnicode(text, visit);
      if (code >= 65 && code <= 90) code += 32;
      if (isWordCode(code)) {
        hash = Math.imul(hash ^ code, PRIME);
        isWord = true;
      } else if (isWord) {
        this.#hit(hash, visit);
        hash = START;
        isWord = false;
      }
    }
    if (isWord) this.#hit(hash, visit);
  }

  #visitUnicode(text: string, visit: (entry: T) => void): void {
    for (const word of wordsOf(text)) this.#hit(hashOf(word), visit);
  }

  #hit(hash: number, visit: (entry: T) => void): void {
    const entries = this.#byHash.get(hash);
    if (entries !== undefined) for (const entry of entries) visit(entry);
  }
}

/** FNV-1a over UTF-16 units. */
const START = 0x811c9dc5 | 0;
const PRIME = 0x01000193;

function hashOf(word: string): number {
  let hash = START;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), PRIME);
  return hash;
}
