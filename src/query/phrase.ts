// Phrases in text, without cutting the text into words: find the first word, then see whether the others follow it.

import { foldForWords, isWordCode } from './words.js';

/**
 * Whether `words` (as wordsOf gives them) stand one after the other in a text; with `prefix` the last may go on.
 * No words match nothing.
 */
export function phraseTest(words: readonly string[], prefix: boolean): (text: string) => boolean {
  const [first, ...rest] = words;
  if (first === undefined) return () => false;
  return (text) => {
    const folded = foldedOf(text);
    for (let at = folded.indexOf(first); at !== -1; at = folded.indexOf(first, at + 1)) {
      if (at > 0 && isWordCode(folded.charCodeAt(at - 1))) continue;
      if (followedBy(folded, at + first.length, rest, prefix)) return true;
    }
    return false;
  };
}

/** `at`: behind the first word. */
function followedBy(folded: string, at: number, rest: readonly string[], prefix: boolean): boolean {
  let end = at;
  for (const word of rest) {
    if (isWordAt(folded, end)) return false;
    while (end < folded.length && !isWordAt(folded, end)) end++;
    if (!folded.startsWith(word, end)) return false;
    end += word.length;
  }
  return prefix || !isWordAt(folded, end);
}

function isWordAt(folded: string, at: number): boolean {
  return at < folded.length && isWordCode(folded.charCodeAt(at));
}

// One event is asked for many phrases (terms of a query, rules of a stage), one after the other: remember the last text.
let lastText = '';
let lastFolded = '';

function foldedOf(text: string): string {
  if (text !== lastText) {
    lastFolded = foldForWords(text);
    lastText = text;
  }
  return lastFolded;
}
