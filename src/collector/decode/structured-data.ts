// STRUCTURED-DATA of RFC 5424 §6.3: [id name="value" ...][...], with \" \\ and \] inside values.

import { BACKSLASH, CLOSE_BRACKET, OPEN_BRACKET, QUOTE, SPACE } from './chars.js';

/**
 * An object whose keys are the sender's: nothing is inherited, so that `__proto__` or `constructor` is a name like any other.
 * (As Node's querystring does it: Object.create(null) would be a slow dictionary.)
 */
class Names<T> {
  [name: string]: T;
}
Object.setPrototypeOf(Names.prototype, null);
delete (Names.prototype as { constructor?: unknown }).constructor;

/** More parameters are left in the text only: a frame of nothing but `a=""` must not become a huge object. */
const MAX_PARAMETERS = 256;

/** The scratch result of one read, overwritten by the next. */
export const structuredData: { elements: Names<Names<string>> | undefined; end: number; valid: boolean } = {
  elements: undefined,
  end: 0,
  valid: true,
};

/**
 * Reads the elements that start at `at` (a bracket) into `structuredData`: `end` is the index behind the last whole element.
 * Where one is malformed it stops before that element, `valid` is false, and the rest is the message's. Of a repeated
 * SD-ID or PARAM-NAME the first value is kept.
 */
export function readStructuredData(text: string, at: number): void {
  structuredData.elements = undefined;
  structuredData.valid = true;
  let left = MAX_PARAMETERS;
  while (text.charCodeAt(at) === OPEN_BRACKET) {
    const idEnd = nameEnd(text, at + 1);
    const parameters = new Names<string>();
    let next = idEnd;
    while (next > 0 && text.charCodeAt(next) === SPACE) {
      next += 1;
      if (text.charCodeAt(next) === CLOSE_BRACKET) break; // a space too many, seen in the wild
      next = readParameter(text, next, left > 0 ? parameters : undefined);
      left -= 1;
    }
    if (idEnd === at + 1 || next < 0 || text.charCodeAt(next) !== CLOSE_BRACKET) {
      structuredData.valid = false;
      break;
    }
    structuredData.elements ??= new Names<Names<string>>();
    structuredData.elements[text.slice(at + 1, idEnd)] ??= parameters;
    at = next + 1;
  }
  if (left < 0) structuredData.valid = false;
  structuredData.end = at;
}

/** The index behind `name="value"`; -1 where it is none. */
function readParameter(text: string, at: number, parameters: Names<string> | undefined): number {
  const end = nameEnd(text, at);
  if (end <= at || text.charCodeAt(end) !== 61 || text.charCodeAt(end + 1) !== QUOTE) return -1;
  const from = end + 2;
  let escaped = false;
  for (let i = from; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === BACKSLASH) {
      escaped = true;
      i += 1;
    } else if (code === QUOTE) {
      if (parameters !== undefined) {
        const value = text.slice(from, i);
        parameters[text.slice(at, end)] ??= escaped ? unescapeValue(value) : value;
      }
      return i + 1;
    }
  }
  return -1;
}

/** A backslash before anything else than `"`, `\` and `]` is an ordinary backslash (§6.3.3). */
function unescapeValue(value: string): string {
  return value.replace(/\\(["\\\]])/g, '$1');
}

/** The end of an SD-NAME: printable ASCII but `=`, space, `]` and `"`. -1 when it is longer than a sane one. */
function nameEnd(text: string, at: number): number {
  for (let i = at; i < at + 128; i += 1) {
    const code = text.charCodeAt(i);
    if (!(code > SPACE && code < 127) || code === QUOTE || code === CLOSE_BRACKET || code === 61) return i;
  }
  return -1;
}
