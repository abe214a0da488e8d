// What a word is, said once for the index, the query language and the predicate: a maximal run of Unicode letters and
// digits of the NFC text, in lower case. Two letters are folded further, so that a word does not depend on its
// neighbours and wordsOf of a word is that word: final sigma is sigma, and dotted capital I is a plain i.

/** The words of `text` in order. Linear in its length; ASCII text, which is nearly all of a log, takes the short way. */
export function wordsOf(text: string): string[] {
  return foldForWords(text).match(WORD) ?? [];
}

/**
 * The text in a form in which every word stands as in `wordsOf`, between characters that `isWordCode` denies.
 * For searching phrases without cutting the text into words.
 */
export function foldForWords(text: string): string {
  return isAscii(text) ? text.toLowerCase() : foldUnicode(text);
}

/** For folded text only: whether this UTF-16 unit belongs to a word. */
export function isWordCode(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code >= 128;
}

/** Folded text holds no other word characters: what is not ASCII in it is a letter or a digit. */
const WORD = /[a-z0-9\u0080-\uffff]+/g;

const NOT_ASCII = /[\u0080-\uffff]/;

function isAscii(text: string): boolean {
  return !NOT_ASCII.test(text);
}

function foldUnicode(text: string): string {
  const words = text.normalize('NFC').match(/[\p{L}\p{N}]+/gu);
  // Word by word: toLowerCase looks at the neighbours of a sigma, across the borders of words.
  return words === null ? '' : words.map(lowerWord).join(' ');
}

function lowerWord(word: string): string {
  return word
    .toLowerCase()
    .replace(/\u0307/g, '')
    .replace(/ς/g, 'σ');
}
