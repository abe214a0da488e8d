// Finds name=value pairs in one pass from left to right:
//
//   [junk]name=plain  name="quoted \"text\""  name='quoted'  ...      separated by blanks, commas or semicolons
//
// A name is the longest run of name characters before the sign; words without a sign are no part of any pair.

const MAX_NAME_CHARS = 200;
const MAX_VALUE_CHARS = 16_384;

export interface Pairs {
  readonly pairs: readonly (readonly [name: string, value: string])[];
  /** How much of the text, blanks not counted, belongs to pairs: 0..1. */
  readonly share: number;
  /** A name or value beyond the caps was left out. */
  readonly isTruncated: boolean;
}

export function readPairs(text: string): Pairs {
  const pairs: [string, string][] = [];
  let covered = 0;
  let blanks = 0;
  let isTruncated = false;
  let at = 0;
  while (at < text.length) {
    if (isSeparator(text.charCodeAt(at))) {
      blanks += 1;
      at += 1;
      continue;
    }
    const sign = signOfWord(text, at);
    if (sign < 0) {
      at = endOfWord(text, at);
      continue;
    }
    const nameAt = startOfName(text, at, sign);
    const end = endOfValue(text, sign + 1);
    if (nameAt < sign) {
      covered += end - nameAt;
      if (sign - nameAt > MAX_NAME_CHARS || end - sign > MAX_VALUE_CHARS) isTruncated = true;
      else pairs.push([text.slice(nameAt, sign), valueOf(text, sign + 1, end)]);
    }
    at = end;
  }
  const solid = text.length - blanks;
  return { pairs, share: solid === 0 ? 0 : Math.min(1, covered / solid), isTruncated };
}

/** The first `=` of the word at `at`; -1 when the word ends before one. */
function signOfWord(text: string, at: number): number {
  for (let i = at; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 0x3d) return i;
    if (isSeparator(code)) return -1;
  }
  return -1;
}

function endOfWord(text: string, at: number): number {
  let end = at;
  while (end < text.length && !isSeparator(text.charCodeAt(end))) end += 1;
  return end;
}

function startOfName(text: string, from: number, sign: number): number {
  let at = sign;
  while (at > from && isNameChar(text.charCodeAt(at - 1))) at -= 1;
  return at;
}

/** Behind the value: the closing quote, or the next blank (a comma within an unquoted value belongs to it unless it ends it). */
function endOfValue(text: string, from: number): number {
  const quote = text.charCodeAt(from);
  if (quote === 0x22 || quote === 0x27) {
    for (let at = from + 1; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === 0x5c) at += 1;
      else if (code === quote) return at + 1;
    }
    return text.length;
  }
  let end = from;
  while (end < text.length && text.charCodeAt(end) > 0x20) end += 1;
  while (end > from && isComma(text.charCodeAt(end - 1))) end -= 1;
  return end;
}

function valueOf(text: string, from: number, end: number): string {
  const quote = text.charCodeAt(from);
  if (quote !== 0x22 && quote !== 0x27) return text.slice(from, end);
  const isClosed = end - from >= 2 && text.charCodeAt(end - 1) === quote;
  const inner = text.slice(from + 1, isClosed ? end - 1 : end);
  return (inner.includes('\\') ? inner.replaceAll(/\\(["'\\])/g, '$1') : inner).trim();
}

function isSeparator(code: number): boolean {
  return code <= 0x20 || isComma(code);
}

function isComma(code: number): boolean {
  return code === 0x2c || code === 0x3b;
}

/** Letters, digits, `_`, `-`, `.`, `@`, `/` */
function isNameChar(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x2d && code <= 0x39) ||
    code === 0x5f ||
    code === 0x40
  );
}
