// Regular expressions of the query language, run by RE2 (re2js): the time of a match grows with the text alone, whatever a stranger wrote into
// pattern or log. So there are no back-references and no look-around. Partial match; case counts unless `i`; `.` matches no line break.

import { RE2JS, RE2JSSyntaxException } from 're2js';

/** Of a pattern, in UTF-16 units. */
const MAX_REGEX_CHARS = 500;
/** Instructions: `a{500}` has some 500. 16,384 characters through a program of that size take a quarter of a second at the worst. */
const MAX_REGEX_PROGRAM = 500;
/** Of all in one query, together. */
export const MAX_QUERY_PROGRAM = 1_500;
/** Of a value, from its start; what stands behind is not looked at. */
export const MAX_REGEX_INPUT_CHARS = 16_384;

export interface RegexTerm {
  readonly pattern: string;
  readonly flags: '' | 'i';
}

export type CheckedRegex =
  | { readonly kind: 'regex' }
  /** `at`: UTF-16 index in the pattern; `hint`: a sentence. */
  | { readonly kind: 'invalid'; readonly at: number; readonly hint: string };

/** Whether it can be run, and if not, where and why. */
export function checkRegex({ pattern, flags }: RegexTerm): CheckedRegex {
  if (pattern.length > MAX_REGEX_CHARS)
    return {
      kind: 'invalid',
      at: MAX_REGEX_CHARS,
      hint: `A regular expression can have ${MAX_REGEX_CHARS} characters.`,
    };
  try {
    const size = programSize({ pattern, flags });
    if (size <= MAX_REGEX_PROGRAM) return { kind: 'regex' };
    return {
      kind: 'invalid',
      at: 0,
      hint: `This regular expression is too large to be run on every message (${size} steps of at most ${MAX_REGEX_PROGRAM}); expected smaller repeat counts such as {1,50}.`,
    };
  } catch (cause) {
    if (!(cause instanceof RE2JSSyntaxException)) throw cause;
    return { kind: 'invalid', ...explained(pattern, cause) };
  }
}

/** Instructions of one that can be run. */
export function programSize({ pattern, flags }: RegexTerm): number {
  return compile(pattern, flags).programSize();
}

/**
 * Whether a match stands anywhere in a text. What cannot be run (the parser lets none through) matches nothing.
 * Compiled once a pattern: the store asks for the same one again for each segment.
 */
export function regexTest({ pattern, flags }: RegexTerm): (text: string) => boolean {
  if (checkRegex({ pattern, flags }).kind === 'invalid') return () => false;
  const regex = compile(pattern, flags);
  return (text) => regex.test(text.length > MAX_REGEX_INPUT_CHARS ? text.slice(0, MAX_REGEX_INPUT_CHARS) : text);
}

const MAX_KEPT = 200;
const kept = new Map<string, RE2JS>();

function compile(pattern: string, flags: RegexTerm['flags']): RE2JS {
  const key = `${flags}/${pattern}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const regex = RE2JS.compile(pattern, flags === 'i' ? RE2JS.CASE_INSENSITIVE : 0);
  kept.set(key, regex);
  const [oldest] = kept.keys();
  if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
  return regex;
}

const LINEAR_ONLY = 'only regular expressions that run in linear time are taken';

/** What other engines know and RE2 does not comes back as a mistake in the syntax; it is named here. */
const UNSUPPORTED: readonly (readonly [RegExp, string])[] = [
  [
    /\(\?<?[=!]/,
    `Look-around such as (?=...) or (?<!...) cannot be run: ${LINEAR_ONLY}. Combine two conditions with AND or NOT.`,
  ],
  [/\\(?:[1-9]|k[<{'])/, `Back-references such as \\1 cannot be run: ${LINEAR_ONLY}.`],
  [/\(\?>|\(\?\||\(\?R|\(\?[0-9+(]/, `Atomic groups, conditions and recursion cannot be run: ${LINEAR_ONLY}.`],
  [/[*+?}]\+/, `Possessive repeats such as a++ cannot be run and are not needed: ${LINEAR_ONLY}.`],
];

const SENTENCES: Readonly<Record<string, string>> = {
  'invalid character class range': 'Expected a range or class that exists, such as [a-z] or \\pL',
  'invalid escape sequence': 'There is no such escape',
  'invalid named capture': 'Expected a group such as (?P<name>...)',
  'invalid or unsupported Perl syntax': 'Expected (...), (?:...) or (?i)',
  'invalid nested repetition operator': 'Expected one repeat only, such as a* or (a*)*',
  'invalid repeat count': 'Expected a repeat count of at most 1,000, the smaller number first',
  'missing closing ]': 'Expected "]" to close the "["',
  'missing closing )': 'Expected ")" to close a "("',
  'missing argument to repetition operator': 'Expected something to repeat before it',
  'trailing backslash at end of expression': 'Expected a character after the backslash',
  'duplicate capture group name': 'Two groups have the same name',
  'unexpected )': 'There is no "(" open that this ")" could close',
  'expression nests too deeply': 'Too many parentheses in each other',
  'expression too large': 'It is too large',
};

function explained(
  pattern: string,
  { error, input }: RE2JSSyntaxException,
): { readonly at: number; readonly hint: string } {
  const fragment = input ?? '';
  const at = Math.max(0, error === 'unexpected )' ? looseParenthesis(pattern) : pattern.indexOf(fragment));
  for (const [shape, hint] of UNSUPPORTED) {
    const found = shape.exec(pattern.slice(at));
    if (found !== null && (found.index === 0 || shape.test(fragment))) return { at: at + found.index, hint };
  }
  const what = SENTENCES[error] ?? `It cannot be read (${error})`;
  const where = fragment !== '' && fragment.length < pattern.length ? ` at ${fragment}` : '';
  return { at, hint: `The regular expression has a mistake${where}. ${what}.` };
}

/** Where a `)` closes nothing; escapes and classes are passed. */
function looseParenthesis(pattern: string): number {
  let open = 0;
  for (const { 0: token, index } of pattern.matchAll(/\\.|\[(?:\\.|[^\]\\])*\]|[()]/gs)) {
    if (token === '(') open++;
    if (token === ')' && --open < 0) return index;
  }
  return -1;
}
