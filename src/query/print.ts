// Tree to text: the canonical form, which parses back to the same tree. Times are printed as absolute UTC.
// For click-to-include and exclude, `termFor` writes one condition and `narrowed` adds it to what stands in the box.

import { FIELDS, fieldOf } from '../event/fields.js';
import { addressText, prefixOf } from './address.js';
import { SPECIAL } from './atoms.js';
import type { Query, QueryField } from './ast.js';
import { BARE_NAME } from './field-ref.js';
import { parseQuery } from './parse.js';
import { WEEKDAYS } from './ranges.js';
import { wordsOf } from './words.js';

/** Canonical text of a tree as parseQuery builds them. */
export function printQuery(query: Query): string {
  switch (query.kind) {
    case 'all':
      return '*';
    case 'and':
      return query.of.length === 0 ? '*' : query.of.map((part) => grouped(part, part.kind === 'or')).join(' ');
    case 'or':
      return query.of.length === 0 ? '-*' : query.of.map((part) => grouped(part, false)).join(' OR ');
    case 'not':
      return `-${grouped(query.of, query.of.kind === 'and' || query.of.kind === 'or')}`;
    case 'phrase':
      return phrase(query.words) + (query.prefix ? '*' : '');
    case 'exists':
      return `exists:${nameOf(query.field)}`;
    case 'equals':
      return `${nameOf(query.field)}${isText(query.field) ? '=' : ':'}${quoted(query.value)}`;
    case 'wildcard':
      return `${nameOf(query.field)}${isText(query.field) || isLikeRegex(query.pattern) ? '=' : ':'}${pattern(query)}`;
    case 'regex':
      return `${nameOf(query.field)}:/${slashed(query.pattern)}/${query.flags}`;
    case 'range':
      return range(query);
    case 'ip':
      return `${nameOf(query.field)}:${addresses(query)}`;
  }
}

/**
 * The condition that finds events whose `field` (ECS name or alias) has this value, quoted as needed; put `-` in front to
 * exclude them. Times are ms since 1970 or ISO text; an empty value stands for events without the field.
 */
export function termFor(field: string, value: string | number | boolean): string {
  const def = fieldOf(field);
  const name = nameOf((def?.name ?? field) as QueryField);
  if (value === '') return `-exists:${name}`;
  if (def?.type === 'time' && typeof value === 'number') return `${name}:${isoTime(value)}`;
  if (def?.name === 'message' && wordsOf(String(value)).length > 0) return quotedAlways(String(value));
  return `${name}${def?.type === 'text' ? '=' : ':'}${quoted(String(value))}`;
}

/** The text of a query with one more condition that must hold. Text that does not parse is left as it is, with the term behind it. */
export function narrowed(text: string, term: string): string {
  const parsed = parseQuery(text);
  if (parsed.kind === 'query' && parsed.query.kind === 'all') return term;
  const isOr = parsed.kind === 'query' && parsed.query.kind === 'or';
  return `${isOr ? `(${text.trim()})` : text.trim()} ${term}`;
}

function grouped(query: Query, parentheses: boolean): string {
  return parentheses ? `(${printQuery(query)})` : printQuery(query);
}

function phrase(words: readonly string[]): string {
  const [first] = words;
  return words.length === 1 && first !== undefined && /^[\p{L}\p{N}]+$/u.test(first) && first === first.toLowerCase()
    ? first
    : `"${words.join(' ')}"`;
}

function nameOf(field: QueryField): string {
  const alias = FIELDS.find((def) => def.name === field)?.alias;
  return alias ?? (BARE_NAME.test(field) ? field : quotedAlways(field));
}

function isText(field: QueryField): boolean {
  return fieldOf(field)?.type === 'text';
}

/** Bare where nothing in it could be read otherwise; name://value would be a URL, and what a slash ends is a regular expression. */
function quoted(value: string): string {
  return /^(?!\/\/)[\p{L}\p{N}_/][\p{L}\p{N}_.:@/-]*$/u.test(value) && !KEYWORD.test(value) && !isLikeRegex(value)
    ? value
    : quotedAlways(value);
}

const KEYWORD = /^(?:AND|OR|NOT|TO)$/;

function quotedAlways(value: string): string {
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}

/** After a first slash the next one ends a regular expression, be it in the term behind, unless something follows it at once. */
function isLikeRegex(value: string): boolean {
  return /^\/(?!\/)/.test(value) && !/^\/[^/\\\s()]+\/(?!i?$)[^\s)]/.test(value);
}

/** A slash would end it. */
function slashed(pattern: string): string {
  return pattern.replace(/\\[^]|\//g, (found) => (found === '/' ? '\\/' : found));
}

/** In parentheses where name://text would be a URL. */
function pattern(query: Extract<Query, { kind: 'wildcard' }>): string {
  const text = escapedPattern(query.pattern);
  return text.startsWith('//') && !isText(query.field) ? `(${text})` : text;
}

function escapedPattern(pattern: string): string {
  return [...pattern]
    .map((char) => (char !== '*' && char !== '?' && (SPECIAL.includes(char) || /\s/.test(char)) ? `\\${char}` : char))
    .join('');
}

function range(query: Extract<Query, { kind: 'range' }>): string {
  const { field, from, to, exclusiveFrom, exclusiveTo } = query;
  const name = nameOf(field);
  if (from === undefined && to === undefined) return `${name}:[* TO *]`;
  if (to === undefined) return `${name}>${exclusiveFrom ? '' : '='}${scalar(field, from)}`;
  if (from === undefined) return `${name}<${exclusiveTo ? '' : '='}${scalar(field, to)}`;
  const single =
    from === to && !exclusiveFrom && !exclusiveTo && fieldOf(field)?.type !== 'keyword' && fieldOf(field) !== undefined;
  if (single || (from === to && field === 'weekday')) return `${name}:${scalar(field, from)}`;
  return `${name}:${exclusiveFrom ? '{' : '['}${scalar(field, from)} TO ${scalar(field, to)}${exclusiveTo ? '}' : ']'}`;
}

function scalar(field: QueryField, value = 0): string {
  if (field === 'weekday') return WEEKDAYS[Math.min(6, Math.max(0, Math.round(value)))] ?? 'mon';
  return fieldOf(field)?.type === 'time' ? isoTime(value) : String(value);
}

function isoTime(ms: number): string {
  return new Date(Math.min(MAX_DATE_MS, Math.max(-MAX_DATE_MS, ms))).toISOString();
}

/** ECMA-262 §21.4.1.1: beyond it there is no Date, and toISOString throws. */
const MAX_DATE_MS = 8.64e15;

function addresses(query: Extract<Query, { kind: 'ip' }>): string {
  const bits = prefixOf(query);
  const from = addressText(query.from);
  if (bits === undefined) return `[${from} TO ${addressText(query.to)}]`;
  return bits === query.from.length * 8 ? from : `${from}/${bits}`;
}
