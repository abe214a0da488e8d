// Query -> SQL condition over one row of `event`, values as bound parameters only.
//
// Some conditions SQL cannot say exactly as the predicate does (numbers in texts, CIDR over texts, odd rows). They have two
// forms, `upper` (true wherever the predicate is) and `lower` (true only where it is). NOT swaps them, so the upper form
// of a whole tree misses nothing, and what comes out of an inexact one is checked again with the predicate.

import type { Query, QueryField } from '../../query/ast.js';
import { addressOf } from '../../query/address.js';
import { literalIn } from '../../query/regex-literal.js';
import type { Bind } from './driver.js';
import { ORDINAL_BITS, type RowRange } from '../engine/rowid.js';
import { likePattern } from '../engine/like.js';
import { messageSql } from './message.js';
import { TYPED_COLUMNS, type Column } from '../engine/row.js';

/** Adds a value to the statement and gives its placeholder. */
export interface Binder {
  (value: Bind): string;
  /** Of the statement: a sub-select over words need not go beyond. */
  readonly rows?: RowRange;
}
export type Emit = (bind: Binder) => string;

export interface Condition {
  readonly upper: Emit;
  readonly lower: Emit;
  readonly exact: boolean;
}

/** What a condition needs to know of its segment. */
export interface ConditionContext {
  readonly startOfDay: number;
  /** Whether the segment has odd rows (see row.ts). */
  readonly hasOdd: boolean;
  /** Of the segment: schema.ts. */
  readonly version: number;
}

type Leaf = Extract<Query, { readonly field: QueryField }>;

/** Nothing but leaves with a field that is no facet. */
export function leafCondition(leaf: Leaf, context: ConditionContext): Condition {
  const condition = exactOrBounds(leaf, context);
  if (!context.hasOdd) return condition;
  return {
    upper: (bind) => `(${condition.upper(bind)} or event.odd is not null)`,
    lower: (bind) => `(${condition.lower(bind)} and event.odd is null)`,
    exact: false,
  };
}

/** What a leaf about a typed column asks of its value, which stands in `sql`. */
export function valueCondition(leaf: Leaf, sql: string): Condition {
  const column = TYPED_COLUMNS.find((each) => each.field === leaf.field);
  if (column === undefined) throw new Error(`BUG: ${leaf.field} has no column`);
  return BY_TYPE[column.type](leaf, sql);
}

export function exactly(emit: Emit): Condition {
  return { upper: emit, lower: emit, exact: true };
}

export const TRUE = exactly(() => '1');
export const FALSE = exactly(() => '0');

const MESSAGE = `(${messageSql('message', 'raw')})`;
const HOUR = 'hour_of_week % 24';
const WEEKDAY = 'hour_of_week / 24';

/** SQLite refuses longer LIKE patterns (50,000 bytes). */
const MAX_PATTERN_CHARS = 10_000;

function exactOrBounds(leaf: Leaf, context: ConditionContext): Condition {
  switch (leaf.field) {
    case 'message':
      return textCondition(leaf, MESSAGE);
    case 'event.original':
      return textCondition(leaf, 'raw');
    case '@timestamp':
      return timeCondition(leaf, `((event.id >> ${ORDINAL_BITS}) + ${context.startOfDay})`);
    case 'event.ingested':
      return timeCondition(leaf, `((event.id >> ${ORDINAL_BITS}) + ${context.startOfDay} + received)`);
    case 'hour':
      return integerCondition(leaf, HOUR);
    case 'weekday':
      return integerCondition(leaf, WEEKDAY);
    case 'event.id':
      return anything();
  }
  const column = TYPED_COLUMNS.find((each) => each.field === leaf.field);
  if (column === undefined) return jsonCondition(leaf, context.version);
  return BY_TYPE[column.type](leaf, column.column);
}

const BY_TYPE: Record<Column['type'], (leaf: Leaf, sql: string) => Condition> = {
  text: textCondition,
  integer: integerCondition,
  ip: addressCondition,
};

function textCondition(leaf: Leaf, sql: string): Condition {
  const exists: Emit = () => `${sql} is not null`;
  switch (leaf.kind) {
    case 'exists':
      return exactly(exists);
    case 'equals':
      // Written out, because a partial index is used only where its condition is evident.
      return known(sql, (bind) => `${sql} = ${bind(leaf.value)} collate nocase`);
    case 'wildcard':
      if (leaf.pattern.length > MAX_PATTERN_CHARS) return bounds(exists);
      return known(sql, (bind) => `${sql} like ${bind(likePattern(leaf.pattern))} escape '\\'`);
    case 'regex':
      return bounds(mayMatch(leaf, sql));
    case 'range': // numbers in texts: numeral.ts says which
    case 'ip':
      return bounds(exists);
  }
}

function integerCondition(leaf: Leaf, sql: string): Condition {
  switch (leaf.kind) {
    case 'exists':
      return exactly(() => `${sql} is not null`);
    case 'equals': {
      const isInteger = /^(0|-?[1-9]\d{0,15})$/.test(leaf.value);
      return isInteger && Number.isSafeInteger(Number(leaf.value))
        ? known(sql, (bind) => `${sql} = ${bind(Number(leaf.value))}`)
        : FALSE;
    }
    case 'wildcard':
    case 'regex':
      return textCondition(leaf, `cast(${sql} as text)`);
    case 'range':
      return known(sql, rangeOf(leaf, sql));
    case 'ip':
      return FALSE;
  }
}

function timeCondition(leaf: Leaf, sql: string): Condition {
  if (leaf.kind === 'wildcard' || leaf.kind === 'regex') return bounds(() => `${sql} is not null`);
  return integerCondition(leaf, sql);
}

function addressCondition(leaf: Leaf, sql: string): Condition {
  const exists: Emit = () => `${sql} is not null`;
  switch (leaf.kind) {
    case 'exists':
      return exactly(exists);
    case 'equals': {
      const address = addressOf(leaf.value);
      return address === undefined ? FALSE : known(sql, (bind) => `${sql} = ${bind(Buffer.from(address))}`);
    }
    case 'ip': {
      const { from, to } = leaf;
      const size = from.length;
      if (Buffer.compare(from, to) === 0) return known(sql, (bind) => `${sql} = ${bind(Buffer.from(from))}`);
      return known(
        sql,
        (bind) =>
          `${sql} >= ${bind(Buffer.from(from))} and ${sql} <= ${bind(Buffer.from(to))} and length(${sql}) = ${size}`,
      );
    }
    case 'wildcard':
    case 'regex':
    case 'range':
      return bounds(exists);
  }
}

/** Fields that parsers bring along: a value, or a list of which any may match. */
function jsonCondition(leaf: Leaf, version: number): Condition {
  const path = `$.${JSON.stringify(leaf.field)}`;
  const any =
    (condition: (text: string) => Emit): Emit =>
    (bind) => {
      const own = `exists (select 1 from json_each(event.fields, ${bind(path)}) v where ${condition(textOf('event'))(bind)})`;
      if (version === 1) return own;
      // Each evaluated once a statement: they ask nothing of the row. A row with one id is asked without json_each.
      const ids = (): string =>
        `select c.id from common c, json_each(c.fields, ${bind(path)}) v where ${condition(textOf('c'))(bind)}`;
      const listed = `exists (select 1 from json_each(event.common) r where r.value in (${ids()}))`;
      const common = `case typeof(event.common) when 'text' then ${listed} else event.common in (${ids()}) end`;
      return `(${own} or event.common is not null and ${common})`;
    };
  switch (leaf.kind) {
    case 'exists':
      return exactly(any(() => () => '1'));
    case 'equals':
      return exactly(any((text) => (bind) => `${text} = ${bind(leaf.value)} collate nocase`));
    case 'wildcard':
      if (leaf.pattern.length > MAX_PATTERN_CHARS) return bounds(any(() => () => '1'));
      return exactly(any((text) => (bind) => `${text} like ${bind(likePattern(leaf.pattern))} escape '\\'`));
    case 'regex':
      return bounds(any((text) => mayMatch(leaf, text)));
    case 'range':
      return {
        upper: any(
          () => (bind) => `(v.type = 'text' or v.type in ('integer', 'real') and ${rangeOf(leaf, 'v.value')(bind)})`,
        ),
        lower: any(() => (bind) => `v.type in ('integer', 'real') and ${rangeOf(leaf, 'v.value')(bind)}`),
        exact: false,
      };
    case 'ip':
      return bounds(any(() => () => `v.type = 'text'`));
  }
}

/** SQLite has no regular expressions: the predicate decides over what has the text that stands in every match. */
function mayMatch(leaf: Extract<Leaf, { kind: 'regex' }>, sql: string): Emit {
  const literal = literalIn(leaf);
  if (literal === undefined) return () => `${sql} is not null`;
  return (bind) =>
    `(${sql} is not null and ${sql} like ${bind(likePattern(`*${literal.replace(/[*?]/g, '?')}*`))} escape '\\')`;
}

/** As JavaScript's String() has it; for numbers that is their JSON. `v` is of the JSON in `table`.fields. */
function textOf(table: 'event' | 'c'): string {
  return `case v.type when 'text' then v.value when 'true' then 'true' when 'false' then 'false' else ${table}.fields -> v.fullkey end`;
}

function rangeOf(leaf: Extract<Leaf, { kind: 'range' }>, sql: string): Emit {
  return (bind) => {
    const parts: string[] = [];
    if (leaf.from !== undefined) parts.push(`${sql} ${leaf.exclusiveFrom ? '>' : '>='} ${bind(leaf.from)}`);
    if (leaf.to !== undefined) parts.push(`${sql} ${leaf.exclusiveTo ? '<' : '<='} ${bind(leaf.to)}`);
    return parts.length === 0 ? '1' : parts.join(' and ');
  };
}

/** False, not NULL, where the value is missing: NOT has to turn it into true. */
function known(sql: string, condition: Emit): Condition {
  return exactly((bind) => `(${sql} is not null and ${condition(bind)})`);
}

function bounds(upper: Emit): Condition {
  return { upper, lower: () => '0', exact: false };
}

function anything(): Condition {
  return bounds(() => '1');
}
