// Patterns with `*` (any run, also empty) and `?` (one character, a surrogate pair counts as one) over whole values,
// ASCII case ignored. A pattern is cut at its stars, and each part is looked for once, from where the one before it ended: parts
// without `?` are plain searches, the others cost at most their length times the value's (MAX_PATTERN_CHARS bounds it).

import { lowerAscii } from './ascii.js';

/** Longer patterns are refused by the parser: a message can hold 64 kB, and both are a stranger's. */
export const MAX_PATTERN_CHARS = 256;

/** Of `searchedChars`, over one query: each of them may be compared with every character of a message. */
export const MAX_QUERY_SEARCHED_CHARS = 1_000;

/** Characters that are tried at every place of a value: of parts with `?` between two stars. */
export function searchedChars(pattern: string): number {
  const between = pattern.split('*').slice(1, -1);
  return between.reduce((sum, part) => sum + (part.includes('?') ? part.length : 0), 0);
}

/** Patterns over message or raw, over one query: each of them goes through all of a long text. */
export const MAX_QUERY_TEXT_PATTERNS = 100;

/** Compiles a pattern; the common shapes `a*`, `*a` and `*a*` become plain string searches. */
export function wildcardTest(pattern: string): (value: string) => boolean {
  const wanted = lowerAscii(pattern).replace(/\*{2,}/g, '*');
  const shape = /^(\*?)([^*?]*)(\*?)$/.exec(wanted);
  if (shape === null) return matcherOf(wanted.split('*'));
  const [, before, fixed = '', after] = shape;
  if (before && after) return (value) => loweredOf(value).includes(fixed);
  if (before) return (value) => lowerAscii(value.slice(fixed === '' ? value.length : -fixed.length)) === fixed;
  if (after) return (value) => lowerAscii(value.slice(0, fixed.length)) === fixed;
  return (value) => lowerAscii(value) === fixed;
}

// One event is asked for many patterns, one after the other: remember the last text, as phrase.ts does. Only a long one: what is lowered
// quickly anyway (a host's name between two patterns over the line) would take its place.
const REMEMBERED_CHARS = 256;
let lastText = '';
let lastLowered = '';

function loweredOf(text: string): string {
  if (text.length < REMEMBERED_CHARS) return lowerAscii(text);
  if (text !== lastText) {
    lastLowered = lowerAscii(text);
    lastText = text;
  }
  return lastLowered;
}

/** The first part stands at the start, the last at the end, the others somewhere between, leftmost first. */
function matcherOf(parts: readonly string[]): (value: string) => boolean {
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  return (original) => {
    const value = loweredOf(original);
    let at = endOf(first, value, 0);
    if (last === undefined) return at === value.length;
    for (const part of rest) {
      if (at === -1) return false;
      at = find(part, value, at);
    }
    return at !== -1 && isEnd(last, value, at);
  };
}

/** Where the leftmost occurrence from `from` on ends; -1 for none. */
function find(part: string, value: string, from: number): number {
  if (!part.includes('?')) {
    const at = value.indexOf(part, from);
    return at === -1 ? -1 : at + part.length;
  }
  for (let at = from; at <= value.length; at += isPair(value, at) ? 2 : 1) {
    const end = endOf(part, value, at);
    if (end !== -1) return end;
  }
  return -1;
}

/** Does the value end in this part, which may begin at `from` or later? */
function isEnd(part: string, value: string, from: number): boolean {
  // Each `?` may stand for a pair, so there are a few places to begin at.
  const shortest = value.length - part.length;
  const longest = part.includes('?') ? shortest - part.length : shortest;
  for (let at = Math.max(from, longest); at <= shortest; at += 1) {
    if (at > 0 && isPair(value, at - 1)) continue;
    if (endOf(part, value, at) === value.length) return true;
  }
  return false;
}

/** Where the part ends if it stands at `at`; -1 if it does not. */
function endOf(part: string, value: string, at: number): number {
  let v = at;
  for (let p = 0; p < part.length; p += 1) {
    if (v >= value.length) return -1;
    if (part[p] === '?') v += isPair(value, v) ? 2 : 1;
    else if (part[p] === value[v]) v += 1;
    else return -1;
  }
  return v;
}

function isPair(text: string, at: number): boolean {
  const high = text.charCodeAt(at);
  if (high < 0xd800 || high > 0xdbff) return false;
  const low = text.charCodeAt(at + 1);
  return low >= 0xdc00 && low <= 0xdfff;
}
