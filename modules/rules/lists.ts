// `$name` in a rule's query stands for any of the values of a list: user:$admins is user:(root OR Administrator). What is written in
// quotes or inside a regular expression stays as it is. A list without values matches nothing.

import { SPECIAL } from '#src/query/atoms.js';
import type { ParsedQuery } from '#src/query/ast.js';
import { parseQuery, type QueryLimits } from '#src/query/parse.js';
import { nearest } from '#src/nearest.js';

export type Lists = Readonly<Record<string, readonly string[]>>;

/**
 * A query as typed is at most as long as any other; what lists add may be more (200 values of 200 characters, several times). It may have
 * more slow conditions than a search: rules have a budget of time, asked before each of them (engine/time-budget.ts). Those that learn or
 * ask the store have none.
 */
const EXPANDED_LIMITS: QueryLimits = {
  chars: 500_000,
  terms: 10_000,
  program: 20_000,
  searched: 20_000,
  textPatterns: 10_000,
};

/**
 * The query with the values in place of the names. A list that does not exist matches nothing here; parseRuleQuery says that it
 * does not exist.
 */
export function expandLists(query: string, lists: Lists): string {
  return expanded(query, lists).text;
}

/**
 * Tree of a rule's query. `at` of a mistake points into the query as typed.
 * @param now what relative times refer to; rules must not have any (check-rule.ts)
 */
export function parseRuleQuery(query: string, lists: Lists, zone: string, now = 0): ParsedQuery {
  const unknown = namesIn(query).find(({ name }) => !Object.hasOwn(lists, name));
  if (unknown !== undefined) return { kind: 'invalid', at: unknown.at, hint: unknownList(unknown.name, lists) };
  const compared = tokensIn(query).find(({ 2: name }) => name !== undefined);
  if (compared !== undefined)
    return { kind: 'invalid', at: compared.index, hint: `Expected a list behind a colon only: field:${compared[0]}.` };
  const { text, at } = expanded(query, lists);
  const parsed = parseQuery(text, { now, zone, limits: EXPANDED_LIMITS });
  return parsed.kind === 'query' ? parsed : { ...parsed, at: at(parsed.at) };
}

interface Named {
  readonly name: string;
  /** Of the `$`. */
  readonly at: number;
  readonly end: number;
}

interface Expanded {
  readonly text: string;
  /** From a place in the text to the one in the query as typed. */
  readonly at: (position: number) => number;
}

function expanded(query: string, lists: Lists): Expanded {
  const pieces: { readonly from: number; readonly typedAt: number; readonly isValue: boolean }[] = [];
  let text = '';
  let copied = 0;
  for (const { name, at, end } of namesIn(query)) {
    pieces.push({ from: text.length, typedAt: copied, isValue: false });
    text += query.slice(copied, at);
    pieces.push({ from: text.length, typedAt: at, isValue: true });
    text += valuesText(Object.hasOwn(lists, name) ? (lists[name] ?? []) : []);
    copied = end;
  }
  pieces.push({ from: text.length, typedAt: copied, isValue: false });
  text += query.slice(copied);
  const typedPosition = (position: number): number => {
    const piece = pieces.findLast(({ from }) => from <= position);
    if (piece === undefined) return position;
    return piece.isValue ? piece.typedAt : piece.typedAt + position - piece.from;
  };
  return { text, at: typedPosition };
}

/** Quoted text, regular expressions, names at the beginning of a value or a word, and names that are compared, which cannot be. */
const TOKEN =
  /"(?:\\.|[^"\\])*"?|:\/(?:\\.|[^/\\])+\/i?(?=[\s)]|$)|\\.|(?<=^|[\s(:-])\$([a-z][a-z0-9_-]*)(?=[\s)]|$)|(?<=[<>=])\$([a-z][a-z0-9_-]*)(?=[\s)]|$)/gs;

function tokensIn(query: string): RegExpExecArray[] {
  return [...query.matchAll(TOKEN)];
}

function namesIn(query: string): Named[] {
  return tokensIn(query).flatMap(({ 0: token, 1: name, index }) =>
    name === undefined ? [] : [{ name, at: index, end: index + token.length }],
  );
}

/** There, and not there: no value is both, whatever the field's type. */
const NOTHING = '(* -*)';

function valuesText(values: readonly string[]): string {
  return values.length === 0 ? NOTHING : `(${values.map(valueText).join(' OR ')})`;
}

/** Stars in a list's values are wildcards, as they are in a query. */
function valueText(value: string): string {
  if (PLAIN.test(value) && !KEYWORD.test(value)) return value;
  if (!/[*?]/.test(value)) return `"${value.replace(/["\\]/g, '\\$&')}"`;
  return [...value].map((char) => (MUST_ESCAPE.includes(char) || /\s/.test(char) ? `\\${char}` : char)).join('');
}

const PLAIN = /^[\p{L}\p{N}_][\p{L}\p{N}_./@-]*$/u;
const KEYWORD = /^(?:AND|OR|NOT|TO)$/;
const MUST_ESCAPE = [...SPECIAL].filter((char) => char !== '*' && char !== '?');

function unknownList(name: string, lists: Lists): string {
  const near = nearest(name, Object.keys(lists));
  const expectation = near === undefined ? 'a list from the settings of the rules' : `"$${near}"`;
  return `There is no list "$${name}"; expected ${expectation}. If it is text to search for, put it in quotes.`;
}
