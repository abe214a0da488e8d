// Query -> SQL condition over one row `e` of an event table, values as bound parameters only.
//
// As with SQLite, what SQL cannot say exactly has two forms, `upper` (true wherever the predicate is) and `lower` (true only where
// it is); NOT swaps them, and what an inexact tree finds is checked again with the predicate.

import type { Query } from '../../query/ast.js';
import { isFacetOnly } from '../engine/facet-table.js';
import type { Bind } from './driver.js';
import { leafCondition } from './leaf.js';

/** Adds a value to the statement and gives its placeholder, with its type. */
export type Binder = (value: Bind, type: string) => string;
export type Emit = (bind: Binder) => string;

export interface Condition {
  readonly upper: Emit;
  readonly lower: Emit;
  readonly exact: boolean;
}

export interface ConditionContext {
  readonly startOfDay: number;
  /** Whether the segment has odd rows (see row.ts). */
  readonly hasOdd: boolean;
  /** Ids of the facets that match; `all` where every one does. */
  facetsOf(query: Query): readonly number[] | 'all';
}

export function exactly(emit: Emit): Condition {
  return { upper: emit, lower: emit, exact: true };
}

export function bounds(upper: Emit): Condition {
  return { upper, lower: () => 'false', exact: false };
}

const TRUE = exactly(() => 'true');
export const FALSE = exactly(() => 'false');

/** FALSE itself where nothing in the segment can match. */
export function conditionOf(query: Query, context: ConditionContext): Condition {
  if (isFacetOnly(query)) return facetCondition(context.facetsOf(query));
  switch (query.kind) {
    case 'all':
      return TRUE;
    case 'not':
      return negated(conditionOf(query.of, context));
    case 'and':
    case 'or':
      return joined(query, context);
    case 'phrase':
      return withOdd(phraseCondition(query), context);
    default:
      return withOdd(leafCondition(query, context), context);
  }
}

/** Numbers its parameters from 1 on. */
export function binderInto(binds: Bind[]): Binder {
  return (value, type) => `$${binds.push(value)}::${type}`;
}

/** PostgreSQL refuses longer words, and our rows are odd where they have one. */
export const MAX_WORD_BYTES = 2_046;

/** Words are letters and digits only, so quoting them is enough. */
function phraseCondition({ words, prefix }: Extract<Query, { kind: 'phrase' }>): Condition {
  if (words.length === 0 || words.some((word) => Buffer.byteLength(word) > MAX_WORD_BYTES)) return FALSE;
  const terms = words.map((word) => `'${word.replaceAll("'", "''")}'`).join(' <-> ');
  return exactly((bind) => `(e.words is not null and e.words @@ ${bind(prefix ? `${terms}:*` : terms, 'tsquery')})`);
}

/** Odd rows are looked at in memory, whatever is asked. */
function withOdd(condition: Condition, { hasOdd }: ConditionContext): Condition {
  if (!hasOdd) return condition;
  return {
    upper: (bind) => `(${condition.upper(bind)} or e.odd is not null)`,
    lower: (bind) => `(${condition.lower(bind)} and e.odd is null)`,
    exact: false,
  };
}

/** Facet parts are taken together first: one list of ids. */
function joined({ kind, of }: Extract<Query, { kind: 'and' | 'or' }>, context: ConditionContext): Condition {
  const facets = of.filter(isFacetOnly);
  const parts = of.filter((part) => !isFacetOnly(part)).map((part) => conditionOf(part, context));
  if (facets.length > 0) parts.unshift(facetCondition(context.facetsOf({ kind, of: facets })));
  const [absorbing, neutral] = kind === 'and' ? [FALSE, TRUE] : [TRUE, FALSE];
  if (parts.includes(absorbing)) return absorbing;
  const rest = parts.filter((part) => part !== neutral);
  if (rest.length < 2) return rest[0] ?? neutral;
  const list =
    (form: 'upper' | 'lower'): Emit =>
    (bind) =>
      `(${rest.map((part) => part[form](bind)).join(` ${kind} `)})`;
  return { upper: list('upper'), lower: list('lower'), exact: rest.every((part) => part.exact) };
}

function facetCondition(ids: readonly number[] | 'all'): Condition {
  if (ids === 'all') return TRUE;
  return ids.length === 0 ? FALSE : exactly((bind) => `e.facet = any(${bind(ids, 'int[]')})`);
}

function negated(condition: Condition): Condition {
  if (condition === TRUE) return FALSE;
  if (condition === FALSE) return TRUE;
  return {
    upper: (bind) => `not ${condition.lower(bind)}`,
    lower: (bind) => `not ${condition.upper(bind)}`,
    exact: condition.exact,
  };
}
