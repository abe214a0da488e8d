// Query -> what one segment has to be asked: the terms of the top-level AND, sorted by how they can be answered.
//
//   facets   only facet fields: evaluated here, with the predicate itself, over the segment's few facets -> ids
//   text     only words: one full-text expression
//   indexed  a column that has an index
//   rest     everything else, as conditions on rows

import type { Query } from '../../query/ast.js';
import { isFacetOnly } from '../engine/facet-table.js';
import {
  exactly,
  FALSE,
  leafCondition,
  TRUE,
  valueCondition,
  type Binder,
  type Condition,
  type ConditionContext,
  type Emit,
} from './condition.js';
import { postingsOf, type PostingTable } from './postings.js';

export interface PlanContext extends ConditionContext {
  /** Ids of the facets that match; `all` where every one does. */
  facetsOf(query: Query): readonly number[] | 'all';
}

export interface IndexedTerm {
  /** Of a segment of version 1. */
  readonly index: string;
  /** Of later ones: where the rows are listed, and the condition on `p.value` there. */
  readonly postings?: { readonly table: PostingTable; readonly emit: Emit; readonly withOdd: boolean };
  /** One value, so the rows come out of the index in the order of time. */
  readonly isEquality: boolean;
  readonly emit: Emit;
}

export interface Plan {
  /** Of the segment: schema.ts. */
  readonly version: number;
  /** Nothing in this segment can match. */
  readonly isEmpty: boolean;
  readonly facets: readonly number[] | 'all';
  /** An FTS5 expression. */
  readonly text?: string;
  readonly indexed: readonly IndexedTerm[];
  readonly rest: readonly Emit[];
  /** False: rows have to be checked with the predicate. */
  readonly exact: boolean;
  /** A column with an index is asked in a form that SQLite itself has to find the way for (odd rows). */
  readonly isIndexHidden: boolean;
}

export function planFor(query: Query, context: PlanContext): Plan {
  const terms = termsOf(query);
  const facetTerms = terms.filter(isFacetOnly);
  const textTerms = terms.filter((term) => !isFacetOnly(term) && isTextOnly(term));
  const others = terms.filter((term) => !isFacetOnly(term) && !isTextOnly(term));
  const facets = facetTerms.length === 0 ? 'all' : context.facetsOf({ kind: 'and', of: facetTerms });
  const text = textTerms.length === 0 ? undefined : matchAll(textTerms);
  const conditions = others.map((term) => ({ term, condition: conditionOf(term, context) }));
  const indexed: IndexedTerm[] = [];
  const rest: Emit[] = [];
  for (const { term, condition } of conditions) {
    const index = condition.exact || context.version > 1 ? indexOf(term, context) : undefined;
    if (index === undefined) rest.push(condition.upper);
    else indexed.push({ ...index, emit: condition.upper });
  }
  return {
    version: context.version,
    isEmpty: facets.length === 0 || text === '' || conditions.some(({ condition }) => condition === FALSE),
    facets,
    ...(text !== undefined && { text }),
    indexed,
    rest,
    exact: conditions.every(({ condition }) => condition.exact),
    isIndexHidden:
      context.version === 1 &&
      conditions.some(({ term, condition }) => !condition.exact && indexOf(term, context) !== undefined),
  };
}

/** Fields whose rows are listed by value, and their columns. */
const INDEXED: Readonly<Record<string, string>> = {
  'user.name': 'user',
  'dns.question.name': 'domain',
  'source.ip': 'src_ip',
  'destination.ip': 'dst_ip',
};

function termsOf(query: Query): readonly Query[] {
  return query.kind === 'and' ? query.of.flatMap(termsOf) : [query];
}

function isTextOnly(query: Query): boolean {
  if (query.kind === 'and' || query.kind === 'or') return query.of.length > 0 && query.of.every(isTextOnly);
  return query.kind === 'phrase';
}

function matchAll(terms: readonly Query[]): string {
  const parts = terms.map(matchOf);
  return parts.includes('') ? '' : parts.join(' AND ');
}

/** An FTS5 expression; '' when it can match nothing. Words are letters and digits only, so quoting them is enough. */
function matchOf(query: Query): string {
  if (query.kind === 'phrase') {
    if (query.words.length === 0) return '';
    return `"${query.words.join(' ').replaceAll('"', '""')}"${query.prefix ? ' *' : ''}`;
  }
  if (query.kind === 'and') return parenthesized(matchAll(query.of));
  if (query.kind !== 'or') throw new Error(`BUG: ${query.kind} is no text`);
  return parenthesized(
    query.of
      .map(matchOf)
      .filter((part) => part !== '')
      .join(' OR '),
  );
}

function parenthesized(expression: string): string {
  return expression === '' ? '' : `(${expression})`;
}

function conditionOf(query: Query, context: PlanContext): Condition {
  if (isFacetOnly(query)) return facetCondition(context.facetsOf(query));
  if (isTextOnly(query)) return textCondition(matchOf(query));
  switch (query.kind) {
    case 'all':
      return TRUE;
    case 'phrase':
      return textCondition(matchOf(query));
    case 'not':
      return negated(conditionOf(query.of, context));
    case 'and':
    case 'or':
      return sameColumn(query) ?? joined(query, context);
    default:
      return leafCondition(query, context);
  }

  function sameColumn(list: Extract<Query, { kind: 'and' | 'or' }>): Condition | undefined {
    return context.hasOdd ? undefined : anyOfColumn(list);
  }
}

/** Facet and text parts are taken together first: one list of ids, one look into the index. */
function joined(query: Extract<Query, { kind: 'and' | 'or' }>, context: PlanContext): Condition {
  const [facets, others] = partition(query.of, isFacetOnly);
  const [texts, rest] = partition(others, isTextOnly);
  const conditions = rest.map((part) => conditionOf(part, context));
  for (const group of [facets, texts])
    if (group.length > 0) conditions.push(conditionOf({ kind: query.kind, of: group }, context));
  return {
    upper: (bind) =>
      balanced(
        conditions.map((each) => each.upper(bind)),
        query.kind,
      ),
    lower: (bind) =>
      balanced(
        conditions.map((each) => each.lower(bind)),
        query.kind,
      ),
    exact: conditions.every((each) => each.exact),
  };
}

function facetCondition(ids: readonly number[] | 'all'): Condition {
  if (ids === 'all') return TRUE;
  return ids.length === 0
    ? FALSE
    : exactly((bind) => `event.facet in (select value from json_each(${bind(JSON.stringify(ids))}))`);
}

function textCondition(match: string): Condition {
  return match === ''
    ? FALSE
    : exactly((bind) => `event.id in (select rowid from words where words match ${bind(match)}${within(bind)})`);
}

/** Each piece of a segment would list the matches of all of it. */
function within(bind: Binder): string {
  if (bind.rows === undefined) return '';
  const edge = (value: number): string => `cast(${bind(value)} as integer)`;
  return ` and rowid >= ${edge(bind.rows.from)} and rowid < ${edge(bind.rows.to)}`;
}

function negated(condition: Condition): Condition {
  return {
    upper: (bind) => `not ${condition.lower(bind)}`,
    lower: (bind) => `not ${condition.upper(bind)}`,
    exact: condition.exact,
  };
}

/** `user:(root OR admin)`: one list, so that the index serves it. */
function anyOfColumn(query: Extract<Query, { kind: 'and' | 'or' }>): Condition | undefined {
  const column = listColumn(query);
  return column === undefined ? undefined : anyOf(query, column);
}

function anyOf(query: Extract<Query, { kind: 'and' | 'or' }>, sql: string): Condition {
  const values = query.of.map((part) => (part as Extract<Query, { kind: 'equals' }>).value);
  return exactly(
    (bind) =>
      `(${sql} is not null and ${sql} collate nocase in (select value from json_each(${bind(JSON.stringify(values))})))`,
  );
}

function listColumn(query: Query): 'user' | 'domain' | undefined {
  if (query.kind !== 'or' || query.of.length < 2) return undefined;
  for (const [field, column] of [
    ['user.name', 'user'],
    ['dns.question.name', 'domain'],
  ] as const) {
    if (query.of.every((part) => part.kind === 'equals' && part.field === field)) return column;
  }
  return undefined;
}

/** Whether the rows of a term are listed; in version 1 the term has to be exact besides. */
function indexOf(query: Query, { version, hasOdd }: ConditionContext): Omit<IndexedTerm, 'emit'> | undefined {
  const list = listColumn(query);
  if (list !== undefined) {
    return termOf(list, false, () => anyOf(query as Extract<Query, { kind: 'or' }>, VALUE));
  }
  if (query.kind !== 'equals' && query.kind !== 'ip') return undefined;
  const column = INDEXED[query.field];
  if (column === undefined) return undefined;
  const isEquality = query.kind === 'equals' || Buffer.compare(query.from, query.to) === 0;
  return termOf(column, isEquality, () => valueCondition(query, VALUE));

  function termOf(name: string, isEqual: boolean, condition: () => Condition): Omit<IndexedTerm, 'emit'> {
    const table = version === 1 ? undefined : postingsOf(name);
    return {
      index: `event_${name}`,
      isEquality: isEqual,
      ...(table !== undefined && { postings: { table, emit: condition().upper, withOdd: hasOdd } }),
    };
  }
}

const VALUE = 'p.value';

function partition<T>(all: readonly T[], test: (each: T) => boolean): [T[], T[]] {
  return [all.filter(test), all.filter((each) => !test(each))];
}

/** SQLite bounds the depth of an expression (1,000), and `a or b or c` is as deep as it is long. */
function balanced(parts: readonly string[], operator: 'and' | 'or'): string {
  if (parts.length === 0) return operator === 'and' ? '1' : '0';
  if (parts.length === 1) return parts[0] as string;
  const half = parts.length >> 1;
  return `(${balanced(parts.slice(0, half), operator)} ${operator} ${balanced(parts.slice(half), operator)})`;
}
