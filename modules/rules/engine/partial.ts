// What is left of a query once the value of one field is known.

import type { LogEvent } from '#src/event/event.js';
import { ALL, type Query } from '#src/query/ast.js';
import { type Predicate, predicateOf } from '#src/query/predicate.js';

const NONE: Query = { kind: 'or', of: [] };

/** @param only an event with nothing but this field */
export function decided(query: Query, field: string, only: LogEvent): Query {
  switch (query.kind) {
    case 'and':
      return joined(
        'and',
        query.of.map((part) => decided(part, field, only)),
      );
    case 'or':
      return joined(
        'or',
        query.of.map((part) => decided(part, field, only)),
      );
    case 'not': {
      const of = decided(query.of, field, only);
      if (isAll(of)) return NONE;
      return isNone(of) ? ALL : { kind: 'not', of };
    }
    case 'all':
    case 'phrase':
      return query;
    default:
      if (query.field !== field) return query;
      return testOf(query)(only) ? ALL : NONE;
  }
}

export function isAll(query: Query): boolean {
  return query.kind === 'all';
}

export function isNone(query: Query): boolean {
  return query.kind === 'or' && query.of.length === 0;
}

/** Of all its conditions, each once. */
export function fieldsOf(query: Query, found = new Set<string>()): ReadonlySet<string> {
  if (query.kind === 'and' || query.kind === 'or') for (const part of query.of) fieldsOf(part, found);
  else if (query.kind === 'not') fieldsOf(query.of, found);
  else if (query.kind === 'phrase') found.add('message');
  else if (query.kind !== 'all') found.add(query.field);
  return found;
}

/** Equal for equal queries. */
export function residueText(query: Query): string {
  return JSON.stringify(query);
}

function joined(kind: 'and' | 'or', parts: readonly Query[]): Query {
  const [neutral, ending] = kind === 'and' ? [isAll, isNone] : [isNone, isAll];
  const end = parts.find(ending);
  if (end !== undefined) return end;
  const of = parts.filter((part) => !neutral(part));
  if (of.length === 0) return kind === 'and' ? ALL : NONE;
  return of.length === 1 ? (of[0] as Query) : { kind, of };
}

/** Compiled once: one with a regular expression is dear to make. */
const tests = new WeakMap<Query, Predicate>();

function testOf(query: Query): Predicate {
  let test = tests.get(query);
  if (test === undefined) tests.set(query, (test = predicateOf(query)));
  return test;
}
