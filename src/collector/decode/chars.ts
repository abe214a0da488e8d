// Character codes and classes that the header scanners share. One table look-up a character, no regular expressions.

const TAB = 9;
export const SPACE = 32;
export const QUOTE = 34;
export const PERCENT = 37;
export const OPEN_PAREN = 40;
export const CLOSE_PAREN = 41;
export const ASTERISK = 42;
export const PLUS = 43;
export const COMMA = 44;
export const MINUS = 45;
export const DOT = 46;
export const SLASH = 47;
export const ZERO = 48;
const NINE = 57;
export const COLON = 58;
export const LESS = 60;
export const GREATER = 62;
export const OPEN_BRACKET = 91;
export const BACKSLASH = 92;
export const CLOSE_BRACKET = 93;
export const OPEN_BRACE = 123;
export const BOM = 0xfeff;

const LETTER = 1;
const HOST = 2;
const TAG = 4;
const classes = new Uint8Array(128);
mark('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', LETTER | HOST | TAG);
mark('0123456789', HOST | TAG);
// A comma: UniFi access points call themselves `U7LT,18e829,v4.3`. A colon: IPv6.
mark('.-_:,/@#+~', HOST);
mark('.-_:,/@#+~$&*!\\(', TAG);

/** True for what a host name may hold; anything outside ASCII may (internationalised names). */
export const isHostChar = (code: number): boolean => code > 127 || (classes[code]! & HOST) !== 0;
/** True for what a TAG may hold before its `[pid]` or colon. An opening parenthesis is skipped to its end by the tag reader. */
export const isTagChar = (code: number): boolean => code > 127 || (classes[code]! & TAG) !== 0;
export const isLetter = (code: number): boolean => code > 127 || (classes[code]! & LETTER) !== 0;
/** False for NaN, so that a read behind the end is no digit. */
export const isDigit = (code: number): boolean => code >= ZERO && code <= NINE;
/** Space, tab or the end of the text (charCodeAt gives NaN there). */
export const isGap = (code: number): boolean => code === SPACE || code === TAB || code !== code;

/** The index of the next character that is no space and no tab. */
export function skipGap(text: string, at: number): number {
  let code = text.charCodeAt(at);
  while (code === SPACE || code === TAB) code = text.charCodeAt((at += 1));
  return at;
}

/** The value of exactly `count` digits at `at`; -1 where one of them is none. */
export function readDigits(text: string, at: number, count: number): number {
  let value = 0;
  for (let i = at; i < at + count; i += 1) {
    const code = text.charCodeAt(i);
    if (!isDigit(code)) return -1;
    value = value * 10 + code - ZERO;
  }
  return value;
}

function mark(characters: string, bits: number): void {
  for (const character of characters) classes[character.charCodeAt(0)]! |= bits;
}
