// The shape of a message: its words, with what changes from one to the next replaced by placeholders. The program's name belongs to it.
// Pure, the same in every process, and linear in the length, of which only the beginning is looked at.

import { foldDates } from './dates.js';
import { shapeOfToken } from './classify.js';
import { placeholder } from './placeholder.js';

export interface Shape {
  /** Empty when the message named no program. */
  readonly app: string;
  /** See placeholder.ts. */
  readonly template: string;
}

/** Tokens, not characters: where a long message is cut does not depend on how long its variables are. */
const MAX_TOKENS = 64;
const MAX_CHARS = 1_500;
const MAX_APP_CHARS = 64;
/** A list of addresses is the same shape however long it is. */
const MAX_REPEATS = 3;
const MAX_KEY_CHARS = 40;
const PLAIN = /^[\w .$@/-]*$/;
const LIST = /^[ ,;|/]{1,3}$/;
const CUT = '…';

export function shapeOf(app: string | undefined, message: string): Shape {
  return { app: app === undefined ? '' : templateOf(app.slice(0, MAX_APP_CHARS)), template: templateOf(message) };
}

/** Tokens and what stands before each; `gaps` has one more, for the end. */
export interface Pieces {
  readonly gaps: string[];
  readonly tokens: string[];
  /** As written. */
  readonly written: string[];
}

function templateOf(message: string): string {
  const text = message.length > MAX_CHARS ? message.slice(0, MAX_CHARS) : message;
  const pieces: Pieces = { gaps: [], tokens: [], written: [] };
  const isCut = cutIntoPieces(text, pieces);
  return joined(foldDates(pieces), isCut || text.length < message.length);
}

/** @returns whether there was more than MAX_TOKENS */
function cutIntoPieces(text: string, { gaps, tokens, written }: Pieces): boolean {
  const quotes = new Quotes(text);
  let gap = '';
  let at = 0;
  while (at < text.length) {
    if (tokens.length >= MAX_TOKENS) return true;
    const code = text.charCodeAt(at);
    if (!isDelimiter(code)) {
      const end = endOfToken(text, at);
      gap = take(text, at, end, gap, gaps, tokens, written);
      at = end;
      continue;
    }
    const close = code === 34 || code === 39 ? quotes.closing(at) : -1;
    if (close > at && isKey(text, at, close)) {
      gap += text.slice(at, close + 1);
      at = close + 1;
      continue;
    }
    if (close > at + 1) {
      gaps.push(gap + text[at]!);
      tokens.push(placeholder('text'));
      written.push('');
      gap = text[at]!;
      at = close + 1;
      continue;
    }
    if (code > 32 && code !== 127) gap = withSign(gap, text[at]!);
    else if (!gap.endsWith(' ')) gap += ' ';
    at += 1;
  }
  gaps.push(gap);
  return false;
}

/** A rule of dashes or asterisks is as long as it likes. */
function withSign(gap: string, sign: string): string {
  return gap.length > 2 && gap.endsWith(sign.repeat(3)) ? gap : gap + sign;
}

/** `"user": ` in JSON: a word of the sentence, not a variable. */
function isKey(text: string, open: number, close: number): boolean {
  return text[close + 1] === ':' && close - open <= MAX_KEY_CHARS && PLAIN.test(text.slice(open + 1, close));
}

/** Cuts punctuation off both ends (`(eth0:` is `eth0`), and answers with what goes before the next token. */
function take(
  text: string,
  from: number,
  to: number,
  gap: string,
  gaps: string[],
  tokens: string[],
  written: string[],
): string {
  let start = from;
  let end = to;
  while (start < end && isLeading(text, start, end)) start += 1;
  while (end > start && isTrailing(text.charCodeAt(end - 1))) end -= 1;
  if (start === end) return gap + text.slice(from, to);
  const token = text.slice(start, end);
  gaps.push(gap + text.slice(from, start));
  tokens.push(shapeOfToken(token));
  written.push(token);
  return text.slice(end, to);
}

/** Within an address of the web, or the path of one, `?a=b&c` belongs to it. */
function endOfToken(text: string, from: number): number {
  let isAddress = text.charCodeAt(from) === SLASH;
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (isDelimiter(code) && !(isAddress && IN_ADDRESS.includes(text[at]!))) break;
    if (code === SLASH && text.charCodeAt(at - 1) === SLASH && text.charCodeAt(at - 2) === 58) isAddress = true;
    at += 1;
  }
  return at;
}

const SLASH = 47;
const IN_ADDRESS = '?=&#!*';
const DELIMITERS = new Uint8Array(128);
for (let code = 0; code <= 32; code += 1) DELIMITERS[code] = 1;
for (const char of '\u007f=,;()[]{}<>|"\'`!?#*&') DELIMITERS[char.charCodeAt(0)] = 1;

function isDelimiter(code: number): boolean {
  return code < 128 && DELIMITERS[code] === 1;
}

/** `@ : . $ ^ %` and a `-` or `+` that belongs to no number; a colon may begin an address (`::1`). */
function isLeading(text: string, at: number, end: number): boolean {
  const char = text[at]!;
  if (char === '-' || char === '+') return !isDigit(text.charCodeAt(at + 1)) || at + 1 >= end;
  if (char === ':') return text[at + 1] !== ':';
  return char === '@' || char === '.' || char === '$' || char === '^' || char === '%';
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** `: . - @ $ ^ +` and a slash are the sentence's. */
function isTrailing(code: number): boolean {
  return code === 58 || code === 46 || code === 45 || code === 64 || code === 36 || code === 94 || code === 43;
}

function joined({ gaps, tokens }: Pieces, isCut: boolean): string {
  let out = '';
  let repeats = 0;
  for (let i = 0; i < tokens.length; i += 1) {
    const isListed = i > 0 && tokens[i] === tokens[i - 1] && tokens[i]!.startsWith('\u0001') && LIST.test(gaps[i]!);
    repeats = isListed ? repeats + 1 : 0;
    if (repeats < MAX_REPEATS) out += gaps[i]! + tokens[i]!;
    else if (repeats === MAX_REPEATS) out += ` ${CUT}`;
  }
  if (!isCut) out += gaps[tokens.length] ?? '';
  else if (!out.endsWith(CUT)) out += ` ${CUT}`;
  return out.trim();
}

/** Finds what is quoted. A quote that is never closed is looked for once. */
class Quotes {
  #noneFrom: Record<number, number> = {};

  constructor(private readonly text: string) {}

  /** Where the quote that opens at `at` closes; -1 when it is none, or around the whole text. */
  closing(at: number): number {
    const { text } = this;
    const quote = text.charCodeAt(at);
    if (quote === 39 && at > 0 && isWord(text.charCodeAt(at - 1))) return -1;
    if (at >= (this.#noneFrom[quote] ?? Infinity)) return -1;
    const close = this.#find(quote, at + 1);
    if (close === -1) this.#noneFrom[quote] = at;
    return at === 0 && close === text.length - 1 ? -1 : close;
  }

  #find(quote: number, from: number): number {
    for (let at = from; at < this.text.length; at += 1) {
      const code = this.text.charCodeAt(at);
      if (code === 92) at += 1;
      else if (code === quote && (quote === 34 || !isWord(this.text.charCodeAt(at + 1)))) return at;
    }
    return -1;
  }
}

function isWord(code: number): boolean {
  return isDigit(code) || (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code >= 128;
}
