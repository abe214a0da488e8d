// What Check Point's Log Exporter writes instead of structured data: `[action:"Accept"; src:"192.0.2.1"; sys_message::"text"]`, with \" \]
// \\ escaped. One pass from left to right; what does not have this form ends it.

import type { Pair } from '#src/event/doubled.js';

const MAX_PAIRS = 250;
const BLANK = 32;
const COLON = 58;
const SEMICOLON = 59;
const BACKSLASH = 92;
const QUOTE = 34;

/** The pairs of the text that begins with `[`; none when it has another form. */
export function readPairs(text: string): Pair[] {
  const pairs: Pair[] = [];
  let at = 1;
  while (pairs.length < MAX_PAIRS) {
    while (text.charCodeAt(at) === BLANK || text.charCodeAt(at) === SEMICOLON) at += 1;
    const end = nameEnd(text, at);
    if (end === at) break;
    let open = end;
    while (text.charCodeAt(open) === COLON) open += 1;
    if (open === end || text.charCodeAt(open) !== QUOTE) break;
    const close = closingQuote(text, open + 1);
    if (close < 0) break;
    pairs.push([text.slice(at, end), unescaped(text.slice(open + 1, close))]);
    at = close + 1;
  }
  return pairs;
}

function nameEnd(text: string, at: number): number {
  let end = at;
  while (isNameChar(text.charCodeAt(end)) && end - at < 100) end += 1;
  return end;
}

const isNameChar = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95 || code === 45;

function closingQuote(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === QUOTE) return at;
  }
  return -1;
}

const unescaped = (value: string): string => (value.includes('\\') ? value.replaceAll(/\\(.)/gs, '$1') : value);
