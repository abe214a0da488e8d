// What `field:value`, `field>=value` and `field:[a TO b]` mean for each type of field. Values that the type cannot hold
// are mistakes, never conditions that match nothing.
//
//   type      :value                           =value            comparison, range
//   keyword   equality, wildcard, * = exists   the same          plain numbers
//   message   words, phrase, prefix*           the whole text    -
//   raw       contained anywhere, or wildcard  the whole text    -
//   integer   equality                         the same          numbers (hour and weekday may wrap round)
//   time      a day, minute, second as a whole the same          a day is a whole day at either end
//   ip        address, CIDR, 10.0.*            the same          addresses of one family
//
// `:/pattern/` is a regular expression for all of them but numbers and times.

import { addressOf, networkOf, octetPattern } from './address.js';
import type { Query } from './ast.js';
import { isAnything, type Atom } from './atoms.js';
import type { FieldRef } from './field-ref.js';
import { Mistake } from './mistake.js';
import { checkRegex } from './regex.js';
import { betweenAddresses, betweenNumbers, numberAt, timeAt, type Bound } from './ranges.js';
import { wordsOf } from './words.js';
import { MAX_PATTERN_CHARS } from './wildcard.js';

/** The zone is a valid IANA name; `now` is in ms. */
export interface ParseContext {
  readonly now: number;
  readonly zone: string;
}

export type Comparison = '=' | '<' | '<=' | '>' | '>=';

/** `field:value`. */
export function condition(field: FieldRef, value: Atom, context: ParseContext): Query {
  if (value.text === '')
    throw new Mistake(
      value.at,
      `Expected a value for "${field.written}"; events without it are found with -exists:${field.written}.`,
    );
  if (isAnything(value)) return { kind: 'exists', field: field.name };
  if (field.type === 'keyword' || field.type === 'other') return literalOrWildcard(field, value);
  if (field.name === 'message') return wordsCondition(value);
  if (field.type === 'text') return containedIn(field, value);
  if (field.type === 'ip') return addressCondition(field, value);
  if (value.live.length > 0)
    throw new Mistake(
      value.at,
      `"${field.written}" takes no wildcards; expected ${expectedValue(field)}, or a range such as ${field.written}:[a TO b].`,
    );
  return field.type === 'time' ? timeCondition(field, value, context) : exactly(field, numberAt(field, value, true));
}

/** `field=value`, `field<value` and so on. */
export function comparison(field: FieldRef, operator: Comparison, value: Atom, context: ParseContext): Query {
  if (operator === '=')
    return field.type === 'text' && value.text !== ''
      ? literalOrWildcard(field, value)
      : condition(field, value, context);
  const bound: Bound = { atom: value, exclusive: operator.length === 1 };
  return operator.startsWith('>') ? range(field, bound, undefined, context) : range(field, undefined, bound, context);
}

/** `field:[a TO b]`; an undefined end is open. */
export function range(field: FieldRef, from: Bound | undefined, to: Bound | undefined, context: ParseContext): Query {
  const first = from ?? to;
  if (first === undefined) return { kind: 'exists', field: field.name };
  if (field.type === 'text')
    throw new Mistake(
      first.atom.at,
      `"${field.written}" is text and cannot be compared; expected ${field.written}:word.`,
    );
  for (const bound of [from, to]) {
    if (bound !== undefined && bound.atom.live.length > 0)
      throw new Mistake(bound.atom.at, `Expected ${expectedValue(field)}; wildcards cannot be compared.`);
  }
  return field.type === 'ip' ? betweenAddresses(field, from, to) : betweenNumbers(field, from, to, context);
}

/** `field:/pattern/`. `written` as it stands in the query, `\/` for a slash; `at`: its first character there. */
export function regexCondition(field: FieldRef, written: string, flags: '' | 'i', at: number): Query {
  if (!REGEX_TYPES.has(field.type))
    throw new Mistake(at - 1, `"${field.written}" takes no regular expression; expected ${expectedValue(field)}.`);
  const checked = checkRegex({ pattern: written, flags });
  if (checked.kind === 'invalid') throw new Mistake(at + checked.at, checked.hint);
  const pattern = written.replace(/\\([^])/g, (escape, char) => (char === '/' ? '/' : escape));
  return { kind: 'regex', field: field.name, pattern, flags };
}

const REGEX_TYPES = new Set<FieldRef['type']>(['keyword', 'text', 'ip', 'other']);

/** Words without a field: what the message says. */
export function wordsCondition(atom: Atom): Query {
  if (isAnything(atom)) return { kind: 'all' };
  const star = atom.live[0];
  if (star !== undefined && (star !== atom.text.length - 1 || atom.text[star] === '?'))
    throw new Mistake(atom.at, wildcardInWords(atom));
  const words = wordsOf(atom.text);
  if (words.length === 0)
    throw new Mistake(atom.at, 'Expected at least one letter or digit: words are searched without punctuation.');
  // After punctuation the star continues no word: `foo-*` is foo and whatever follows.
  return {
    kind: 'phrase',
    words,
    prefix: star !== undefined && wordsOf(atom.text.slice(0, star) + 'x').length === words.length,
  };
}

function wildcardInWords(atom: Atom): string {
  const letters = wordsOf(atom.text)[0] ?? 'word';
  return `In words a * may only stand at the end (${letters}*). For a pattern over the whole line write raw:*${letters}*, for a field host:${letters}*.`;
}

function literalOrWildcard(field: FieldRef, { text, live, at }: Atom): Query {
  if (live.length === 0) return { kind: 'equals', field: field.name, value: text };
  if (/^\*+$/.test(text)) return { kind: 'exists', field: field.name };
  const stars = text.match(/[*?]/g)?.length ?? 0;
  // The tree has no escape in patterns.
  if (stars !== live.length)
    throw new Mistake(at, 'A literal * or ? cannot stand beside wildcards; use ? (any one character) for it.');
  return wildcard(field, text, at);
}

function wildcard(field: FieldRef, pattern: string, at: number): Query {
  if (pattern.length > MAX_PATTERN_CHARS && pattern.includes('?'))
    throw new Mistake(at, `A pattern with ? can have ${MAX_PATTERN_CHARS} characters; this one has ${pattern.length}.`);
  return { kind: 'wildcard', field: field.name, pattern };
}

/** Without wildcards anywhere in the text. A literal `*` stands for any one character there: the tree has no escape in patterns. */
function containedIn(field: FieldRef, value: Atom): Query {
  if (value.live.length > 0) return literalOrWildcard(field, value);
  return wildcard(field, `*${value.text.replaceAll('*', '?')}*`, value.at);
}

function addressCondition(field: FieldRef, { text, live, at }: Atom): Query {
  const single = live.length === 0 ? addressOf(text) : undefined;
  const found = single ? { from: single, to: single } : live.length > 0 ? octetPattern(text) : networkOf(text);
  if (found === undefined)
    throw new Mistake(
      at,
      `Expected an address, a network such as 10.0.0.0/8, or whole octets such as 10.0.* for "${field.written}".`,
    );
  return { kind: 'ip', field: field.name, ...found };
}

function timeCondition(field: FieldRef, value: Atom, context: ParseContext): Query {
  const { at, end, kind } = timeAt(field, value, context);
  if (end !== undefined) return { kind: 'range', field: field.name, from: at, to: end, exclusiveTo: true };
  if (kind === 'instant') return exactly(field, at);
  if (at < context.now) return { kind: 'range', field: field.name, from: at };
  throw new Mistake(value.at, `Expected a comparison such as ${field.written}:<=${value.text}.`);
}

function exactly(field: FieldRef, number: number): Query {
  return { kind: 'range', field: field.name, from: number, to: number };
}

function expectedValue(field: FieldRef): string {
  return field.type === 'time'
    ? 'a time'
    : field.type === 'weekday'
      ? 'a weekday'
      : field.type === 'ip'
        ? 'an address'
        : 'a number';
}
