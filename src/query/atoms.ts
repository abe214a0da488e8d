// The smallest pieces of a query's text: quoted and bare strings, with their escapes taken out.
// Bare: a backslash before a special character or a space makes it ordinary; before anything else it stands for
// itself, so that `CORP\alice` needs no care. Quoted: only \" and \\ are escapes, and wildcards are ordinary.

import { Mistake } from './mistake.js';

export interface Atom {
  /** Without quotes and escapes. */
  readonly text: string;
  /** Positions in `text` where `*` and `?` are wildcards. */
  readonly live: readonly number[];
  readonly quoted: boolean;
  /** Where it starts and ends (exclusive) in the query. */
  readonly at: number;
  readonly end: number;
}

/** Characters that a backslash makes ordinary in bare text; white space is one of them too. */
export const SPECIAL = '\\"*?()[]{}:<>=-+!';

/** `at` is the opening quote. */
export function readQuoted(query: string, at: number): Atom {
  let text = '';
  for (let i = at + 1; i < query.length; i++) {
    let char = query.charAt(i);
    if (char === '"') return { text, live: [], quoted: true, at, end: i + 1 };
    const next = query.charAt(i + 1);
    if (char === '\\' && (next === '"' || next === '\\')) char = query.charAt(++i);
    text += char;
  }
  throw new Mistake(
    query.length,
    `Expected a closing quote for the one at character ${at + 1}; inside quotes write \\" for a quote.`,
  );
}

/** Reads up to white space, a parenthesis, a quote, or one of `stops`. The text may be empty. */
export function readBare(query: string, at: number, stops: string): Atom {
  let text = '';
  const live: number[] = [];
  let i = at;
  for (; i < query.length; i++) {
    const char = query.charAt(i);
    if (char === '\\' && isEscapable(query.charAt(i + 1))) {
      text += query.charAt(++i);
      continue;
    }
    if (isSpace(char) || '()"'.includes(char) || stops.includes(char)) break;
    if (char === '*' || char === '?') live.push(text.length);
    text += char;
  }
  return { text, live, quoted: false, at, end: i };
}

export function isSpace(char: string): boolean {
  return /^\s$/.test(char);
}

/** Whether the atom is nothing but live stars: anything at all. */
export function isAnything(atom: Atom): boolean {
  return atom.live.length > 0 && atom.live.length === atom.text.length && !atom.text.includes('?');
}

function isEscapable(char: string): boolean {
  return char !== '' && (SPECIAL.includes(char) || isSpace(char));
}
