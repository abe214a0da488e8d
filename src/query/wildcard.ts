// Patterns with `*` (any run, also empty) and `?` (one character, a surrogate pair counts as one) over whole values,
// ASCII case ignored. Time is at most the product of both lengths; there is no backtracking into earlier stars.

import { lowerAscii } from './ascii.js';

/** Compiles a pattern; the common shapes `a*`, `*a` and `*a*` become plain string searches. */
export function wildcardTest(pattern: string): (value: string) => boolean {
  const wanted = lowerAscii(pattern).replace(/\*{2,}/g, '*');
  const shape = /^(\*?)([^*?]*)(\*?)$/.exec(wanted);
  if (shape === null) return (value) => matches(lowerAscii(value), wanted);
  const [, before, fixed = '', after] = shape;
  if (before && after) return (value) => lowerAscii(value).includes(fixed);
  if (before) return (value) => lowerAscii(value.slice(fixed === '' ? value.length : -fixed.length)) === fixed;
  if (after) return (value) => lowerAscii(value.slice(0, fixed.length)) === fixed;
  return (value) => lowerAscii(value) === fixed;
}

/** When a part behind a star fails, that star takes one more unit and the part is tried again. */
function matches(value: string, pattern: string): boolean {
  let v = 0;
  let p = 0;
  let starAt = -1;
  let resumeAt = 0;
  while (v < value.length) {
    const wanted = pattern[p];
    if (wanted === '*') {
      starAt = p++;
      resumeAt = v;
    } else if (wanted === '?') {
      v += isPair(value, v) ? 2 : 1;
      p++;
    } else if (wanted !== undefined && wanted === value[v]) {
      v++;
      p++;
    } else if (starAt === -1) {
      return false;
    } else {
      p = starAt + 1;
      resumeAt += isPair(value, resumeAt) ? 2 : 1;
      v = resumeAt;
    }
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

function isPair(text: string, at: number): boolean {
  const high = text.charCodeAt(at);
  if (high < 0xd800 || high > 0xdbff) return false;
  const low = text.charCodeAt(at + 1);
  return low >= 0xdc00 && low <= 0xdfff;
}
