// One condition of the form as a row (field, comparison, value) and as a term of the query language.

import { type FieldType, fieldOf } from '#src/event/fields.js';
import { printQuery, termFor } from '#src/query/print.js';
import type { QueryField } from '#src/query/ast.js';

export const COMPARISONS = [
  { id: 'is', label: 'is' },
  { id: 'is-not', label: 'is not' },
  { id: 'contains', label: 'contains' },
  { id: 'contains-not', label: 'does not contain' },
  { id: 'one-of', label: 'is one of' },
  { id: 'none-of', label: 'is none of' },
  { id: 'in', label: 'is in the network' },
  { id: 'not-in', label: 'is not in the network' },
  { id: 'at-least', label: 'is at least' },
  { id: 'at-most', label: 'is at most' },
  { id: 'like', label: 'fits (* and ?)' },
  { id: 'like-not', label: 'does not fit (* and ?)' },
  { id: 'exists', label: 'is there' },
  { id: 'missing', label: 'is missing' },
] as const;
export type Comparison = (typeof COMPARISONS)[number]['id'];

export interface Condition {
  /** ECS name or alias, as typed. */
  readonly field: string;
  readonly comparison: Comparison;
  /** As typed; several with commas between them. */
  readonly value: string;
}

export function isComparison(text: string): text is Comparison {
  return COMPARISONS.some(({ id }) => id === text);
}

/** Nothing is said yet. */
function isEmpty({ field, comparison, value }: Condition): boolean {
  return field.trim() === '' && value.trim() === '' && comparison !== 'exists' && comparison !== 'missing';
}

/** All that hold at once; empty rows are left out. */
export function queryOf(conditions: readonly Condition[]): string {
  return conditions
    .filter((each) => !isEmpty(each))
    .map(termOf)
    .join(' ');
}

/** What it says in the query language; a mistake in it is the parser's to find. */
function termOf({ field: typed, comparison, value: given }: Condition): string {
  const field = typed.trim() || 'message';
  const value = given.trim();
  switch (comparison) {
    case 'is':
      return valueTerm(field, value);
    case 'is-not':
      return `-${valueTerm(field, value)}`;
    case 'contains':
      return containsTerm(field, value);
    case 'contains-not':
      return `-${containsTerm(field, value)}`;
    case 'one-of':
    case 'in':
      return anyTerm(field, value);
    case 'none-of':
    case 'not-in':
      return `-${anyTerm(field, value)}`;
    case 'at-least':
      return `${nameOf(field)}>=${boundOf(value)}`;
    case 'at-most':
      return `${nameOf(field)}<=${boundOf(value)}`;
    case 'like':
      return printQuery({ kind: 'wildcard', field: full(field), pattern: value });
    case 'like-not':
      return `-${printQuery({ kind: 'wildcard', field: full(field), pattern: value })}`;
    case 'exists':
      return `exists:${nameOf(field)}`;
    case 'missing':
      return `-exists:${nameOf(field)}`;
  }
}

export function typeOf(field: string): FieldType | undefined {
  return fieldOf(field)?.type;
}

/** Values with commas between them; a comma within quotes belongs to its value. */
function valuesIn(text: string): readonly string[] {
  return [...text.matchAll(/\s*"((?:\\.|[^"\\])*)"\s*(?=[,\n]|$)|[^,\n]+/g)]
    .map(([whole, quoted]) => (quoted === undefined ? whole.trim() : quoted.replace(/\\(["\\])/g, '$1')))
    .filter((value) => value !== '');
}

const LIST = /^\$[a-z][a-z0-9_-]*$/;

function valueTerm(field: string, value: string): string {
  if (LIST.test(value)) return `${nameOf(field)}:${value}`;
  // An empty value would ask for events without the field, which is another comparison.
  return value === '' ? `${nameOf(field)}:""` : termFor(field, value);
}

function containsTerm(field: string, value: string): string {
  const name = full(field);
  if (name === 'message') return valueTerm(name, value);
  if (typeOf(name) === 'text') return `${nameOf(name)}:"${value.replace(/["\\]/g, '\\$&')}"`;
  return printQuery({ kind: 'wildcard', field: name, pattern: `*${value}*` });
}

function anyTerm(field: string, value: string): string {
  const values = valuesIn(value);
  if (values.length < 2) return valueTerm(field, values[0] ?? '');
  const terms = values.map((each) => valueTerm(field, each));
  const prefix = `${nameOf(field)}:`;
  const isPlain = terms.every((term) => term.startsWith(prefix));
  return isPlain
    ? `${prefix}(${terms.map((term) => term.slice(prefix.length)).join(' OR ')})`
    : `(${terms.join(' OR ')})`;
}

function boundOf(value: string): string {
  return /^[\w.:-]+$/.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}

function full(field: string): QueryField {
  return (fieldOf(field)?.name ?? field) as QueryField;
}

/** As queries write it: the alias, else the name, in quotes where it must be. */
function nameOf(field: string): string {
  return termFor(field, '').replace(/^-exists:/, '');
}
