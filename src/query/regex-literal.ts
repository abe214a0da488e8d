// A text that stands in everything a regular expression matches, so that a store can look for it before the expression is run. Nothing is
// better than something wrong: what is not plainly read (alternatives, quoted stretches, characters by number or class) gives none.

import type { RegexTerm } from './regex.js';

/** Shorter ones stand everywhere. */
const LEAST_CHARS = 3;

/** The longest one, to be compared without regard to ASCII case; undefined when nothing can be said. */
export function literalIn({ pattern, flags }: RegexTerm): string | undefined {
  if (/\\[xpPQ0-9]/.test(pattern)) return undefined;
  // Without regard to case k is also the Kelvin sign and s the long s, which ASCII knows nothing of.
  const border = flags === 'i' || pattern.includes('(?') ? /[kKsS]/ : undefined;
  const runs: string[] = [''];
  let depth = 0;
  for (const [token] of pattern.matchAll(TOKEN)) {
    if (token === '|' && depth === 0) return undefined;
    if (token === '(') depth += 1;
    if (token === ')') depth -= 1;
    if (depth > 0) continue;
    const run = runs.at(-1) ?? '';
    const char = literalOf(token);
    if (char !== undefined && border?.test(char) !== true) runs[runs.length - 1] = run + char;
    else if (/^[*?{]/.test(token)) runs.splice(-1, 1, run.slice(0, -1), '');
    else runs.push('');
  }
  const longest = runs.reduce((a, b) => (b.length > a.length ? b : a));
  return longest.length >= LEAST_CHARS ? longest : undefined;
}

/** Escapes, classes, repeats, and single characters. */
const TOKEN = /\\[^]|\[\^?\]?(?:\\[^]|\[:\^?\w+:\]|[^\]\\])*\]|\{\d+(?:,\d*)?\}|[^]/g;

/** An ASCII character that stands for itself. Control characters and what has a meaning end a run. */
function literalOf(token: string): string | undefined {
  const char = token.startsWith('\\') ? token.slice(1) : token;
  if (char.length !== 1 || !/[ -~]/.test(char)) return undefined;
  if (token !== char) return /[A-Za-z0-9]/.test(char) ? undefined : char;
  return '.^$*+?()[]{}|'.includes(char) ? undefined : char;
}
