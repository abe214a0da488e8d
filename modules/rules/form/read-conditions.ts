// From a query's text to rows of the form, where rows can say all of it: conditions that must hold at once. What is read is written again
// and compared as a tree, so that opening the form never changes what a rule means.

import { isSpace, readBare, readQuoted } from '#src/query/atoms.js';
import { parseRuleQuery } from '../lists.js';
import type { RuleSet } from '../rule.js';
import { type Condition, queryOf, typeOf } from './condition.js';

type Context = Pick<RuleSet, 'lists' | 'zone'>;

/** Undefined for a query that rows cannot say (OR between fields, ranges, regular expressions, ...) or that has a mistake. */
export function conditionsOf(text: string, { lists, zone }: Context): readonly Condition[] | undefined {
  const conditions = read(text);
  if (conditions === undefined) return undefined;
  const meant = parseRuleQuery(text, lists, zone);
  const said = parseRuleQuery(queryOf(conditions), lists, zone);
  if (meant.kind === 'invalid' || said.kind === 'invalid') return undefined;
  return shown(meant.query) === shown(said.query) && namesOf(text) === namesOf(queryOf(conditions))
    ? conditions
    : undefined;
}

/** Bytes of addresses become readable text. */
function shown(query: unknown): string {
  return JSON.stringify(query, (_key, value: unknown) => (value instanceof Uint8Array ? [...value].join('.') : value));
}

/** Lists stay lists: their values alone would be the same query. */
function namesOf(text: string): string {
  return (text.match(/\$[a-z][a-z0-9_-]*/g) ?? []).toSorted().join();
}

function read(text: string): Condition[] | undefined {
  const conditions: Condition[] = [];
  let at = 0;
  for (;;) {
    while (isSpace(text.charAt(at))) at++;
    if (at >= text.length) return conditions;
    if (/^AND\s/.test(text.slice(at, at + 4))) at += 3;
    else {
      const found = readTerm(text, at);
      if (found === undefined) return undefined;
      conditions.push(found.condition);
      at = found.end;
    }
  }
}

interface Found {
  readonly condition: Condition;
  readonly end: number;
}

function readTerm(text: string, start: number): Found | undefined {
  const [negation = ''] = /^(?:-|NOT\s+)?/.exec(text.slice(start)) ?? [];
  const isNot = negation !== '';
  const at = start + negation.length;
  const [head, name, operator] = /^([\p{L}_@][\p{L}\p{N}_@.$/-]*)(>=|<=|:|=|<|>)/u.exec(text.slice(at)) ?? [];
  if (head === undefined || name === undefined) return readWords(text, at, isNot);
  const valueAt = at + head.length;
  if (name === 'exists') {
    const field = atomAt(text, valueAt);
    return (
      field && { condition: { field: field.text, comparison: isNot ? 'missing' : 'exists', value: '' }, end: field.end }
    );
  }
  if (operator === '>=' || operator === '<=') {
    const bound = isNot ? undefined : atomAt(text, valueAt);
    const comparison = operator === '>=' ? 'at-least' : 'at-most';
    return bound && { condition: { field: name, comparison, value: bound.text }, end: bound.end };
  }
  if (operator !== ':' && operator !== '=') return undefined;
  return text.charAt(valueAt) === '(' ? readGroup(text, valueAt, name, isNot) : readValue(text, valueAt, name, isNot);
}

/** `(a OR b)` */
function readGroup(text: string, at: number, field: string, isNot: boolean): Found | undefined {
  const values: string[] = [];
  let position = at + 1;
  for (;;) {
    while (isSpace(text.charAt(position))) position++;
    const atom = atomAt(text, position);
    if (atom === undefined || atom.isWild) return undefined;
    values.push(atom.text);
    position = atom.end;
    while (isSpace(text.charAt(position))) position++;
    if (text.charAt(position) === ')') break;
    if (!/^OR[\s(]/.test(text.slice(position, position + 3))) return undefined;
    position += 2;
  }
  const isNetwork = typeOf(field) === 'ip';
  const comparison = isNetwork ? (isNot ? 'not-in' : 'in') : isNot ? 'none-of' : 'one-of';
  const value = values.map((each) => (/[",]/.test(each) ? quoted(each) : each)).join(', ');
  return { condition: { field, comparison, value }, end: position + 1 };
}

function readValue(text: string, at: number, field: string, isNot: boolean): Found | undefined {
  const atom = atomAt(text, at);
  if (atom === undefined) return undefined;
  const found = (comparison: Condition['comparison'], value = atom.text): Found => ({
    condition: { field, comparison, value },
    end: atom.end,
  });
  if (atom.isWild) {
    const [, within] = /^\*([^*?]+)\*$/.exec(atom.text) ?? [];
    if (within !== undefined) return found(isNot ? 'contains-not' : 'contains', within);
    return found(isNot ? 'like-not' : 'like');
  }
  if (typeOf(field) === 'text') return found(isNot ? 'contains-not' : 'contains');
  const isNetwork = typeOf(field) === 'ip' && /[/$]/.test(atom.text);
  if (isNetwork) return found(isNot ? 'not-in' : 'in');
  return found(isNot ? 'is-not' : 'is');
}

/** Words of the message. */
function readWords(text: string, at: number, isNot: boolean): Found | undefined {
  const atom = atomAt(text, at);
  if (atom === undefined || atom.isWild || /^(?:OR|NOT)$/.test(atom.text)) return undefined;
  const comparison = isNot ? 'contains-not' : 'contains';
  return { condition: { field: 'message', comparison, value: atom.text }, end: atom.end };
}

interface Atom {
  readonly text: string;
  readonly end: number;
  /** It holds wildcards. */
  readonly isWild: boolean;
}

function atomAt(text: string, at: number): Atom | undefined {
  if (text.charAt(at) === '"') {
    if (!/^"(?:\\.|[^"\\])*"/s.test(text.slice(at))) return undefined;
    const atom = readQuoted(text, at);
    // `"a b"*`: words that go on.
    return text.charAt(atom.end) === '*' ? undefined : { ...atom, isWild: false };
  }
  if ('([{/'.includes(text.charAt(at))) return undefined;
  const atom = readBare(text, at, '');
  return atom.text === '' ? undefined : { text: atom.text, end: atom.end, isWild: atom.live.length > 0 };
}

function quoted(value: string): string {
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}
