// The conditions about one field that is no facet. Each is true or false, never NULL, because NOT has to turn it round.

import type { Query, QueryField } from '../../query/ast.js';
import { addressOf } from '../../query/address.js';
import { lowerAscii } from '../../query/ascii.js';
import { literalIn } from '../../query/regex-literal.js';
import { likePattern } from '../engine/like.js';
import { isUnsafe, TYPED_COLUMNS, type Column } from '../engine/row.js';
import { ORDINAL_BITS } from '../engine/rowid.js';
import { bounds, exactly, FALSE, type Condition, type ConditionContext, type Emit } from './condition.js';
import { columnSql, MESSAGE, OWN_FIELDS } from './columns.js';
import { INDEXED_CHARS, indexedText } from './schema.js';

type Leaf = Extract<Query, { readonly field: QueryField }>;

export function leafCondition(leaf: Leaf, { startOfDay }: Pick<ConditionContext, 'startOfDay'>): Condition {
  const time = `((e.id >> ${ORDINAL_BITS}) + ${startOfDay})`;
  switch (leaf.field) {
    case 'message':
      return textCondition(leaf, MESSAGE);
    case 'event.original':
      return textCondition(leaf, 'e.raw');
    case '@timestamp':
      return timeCondition(leaf, time);
    case 'event.ingested':
      return timeCondition(leaf, `(${time} + e.received)`);
    case 'event.id':
      return bounds(() => 'true');
  }
  const type = leaf.field === 'hour' || leaf.field === 'weekday' ? 'integer' : typeOf(leaf.field);
  return type === undefined ? jsonCondition(leaf) : BY_TYPE[type](leaf, columnSql(leaf.field) as string);
}

function typeOf(field: string): Column['type'] | undefined {
  return TYPED_COLUMNS.find((each) => each.field === field)?.type;
}

const BY_TYPE: Record<Column['type'], (leaf: Leaf, sql: string) => Condition> = {
  text: (leaf, sql) => (leaf.kind === 'equals' ? indexedEquality(leaf.value, sql) : textCondition(leaf, sql)),
  integer: integerCondition,
  ip: addressCondition,
};

/** A value that is shorter than what the index has of it is decided by the index alone. */
function indexedEquality(value: string, sql: string): Condition {
  if (isUnsafe(value)) return FALSE;
  const wanted = lowerAscii(value);
  const start = [...wanted.slice(0, 2 * INDEXED_CHARS)].slice(0, INDEXED_CHARS);
  return known(sql, (bind) => {
    const indexed = `${indexedText(sql)} = ${bind(start.join(''), 'text')}`;
    return start.length < INDEXED_CHARS ? indexed : `${indexed} and ${lowered(sql)} = ${bind(wanted, 'text')}`;
  });
}

function textCondition(leaf: Leaf, sql: string): Condition {
  const exists: Emit = () => `${sql} is not null`;
  switch (leaf.kind) {
    case 'exists':
      return exactly(exists);
    case 'equals':
      return isUnsafe(leaf.value)
        ? FALSE
        : known(sql, (bind) => `${lowered(sql)} = ${bind(lowerAscii(leaf.value), 'text')}`);
    case 'wildcard':
      return isUnsafe(leaf.pattern) ? FALSE : known(sql, like(sql, leaf.pattern));
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
      const isInteger = /^(0|-?[1-9]\d{0,15})$/.test(leaf.value) && Number.isSafeInteger(Number(leaf.value));
      return isInteger ? known(sql, (bind) => `${sql} = ${bind(leaf.value, 'bigint')}`) : FALSE;
    }
    case 'wildcard':
    case 'regex':
      return textCondition(leaf, `(${sql})::text`);
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
      if (address === undefined) return FALSE;
      return known(sql, (bind) => `${sql} = ${bind(Buffer.from(address), 'bytea')}`);
    }
    case 'ip': {
      const { from, to } = leaf;
      if (Buffer.compare(from, to) === 0) return known(sql, (bind) => `${sql} = ${bind(Buffer.from(from), 'bytea')}`);
      return known(sql, (bind) => {
        const low = `${sql} >= ${bind(Buffer.from(from), 'bytea')}`;
        return `${low} and ${sql} <= ${bind(Buffer.from(to), 'bytea')} and length(${sql}) = ${from.length}`;
      });
    }
    case 'wildcard':
    case 'regex':
    case 'range':
      return bounds(exists);
  }
}

/** Of one value of a field that a parser brought: its JSON, and what JavaScript's String() makes of it. */
interface OwnValue {
  readonly json: string;
  readonly text: string;
}

/** Fields that parsers bring along: a value, or a list of which any may match. */
function jsonCondition(leaf: Leaf): Condition {
  if (isUnsafe(leaf.field)) return FALSE;
  const any = (condition: (value: OwnValue) => Emit): Emit => anyOwnValue(leaf.field, condition);
  switch (leaf.kind) {
    case 'exists':
      return exactly(any(() => () => 'true'));
    case 'equals':
      if (isUnsafe(leaf.value)) return FALSE;
      return exactly(
        any(
          ({ text }) =>
            (bind) =>
              `${lowered(text)} = ${bind(lowerAscii(leaf.value), 'text')}`,
        ),
      );
    case 'wildcard':
      return isUnsafe(leaf.pattern) ? FALSE : exactly(any(({ text }) => like(text, leaf.pattern)));
    case 'regex':
      return bounds(any(({ text }) => mayMatch(leaf, text)));
    case 'range': {
      const isIn =
        (texts: boolean) =>
        ({ json, text }: OwnValue): Emit =>
        (bind) =>
          `case json_typeof(${json}) when 'number' then ${rangeOf(leaf, `${text}::float8`)(bind)} when 'string' then ${texts} else false end`;
      return { upper: any(isIn(true)), lower: any(isIn(false)), exact: false };
    }
    case 'ip':
      return bounds(
        any(
          ({ json }) =>
            () =>
              `json_typeof(${json}) = 'string'`,
        ),
      );
  }
}

/** Lists are rare, and a sub-select for each row takes twice as long. Rows without the name in their JSON are passed over first. */
function anyOwnValue(field: string, condition: (value: OwnValue) => Emit): Emit {
  return (bind) => {
    const name = bind(field, 'text');
    const one = `(${OWN_FIELDS} -> ${name})`;
    const named = bind(`%${JSON.stringify(field).replace(/[\\%_]/g, '\\$&')}:%`, 'text');
    const inList = condition({ json: 'v', text: VALUE })(bind);
    return `(e.fields is not null and e.fields like ${named} and case coalesce(json_typeof(${one}), 'none')
      when 'none' then false
      when 'array' then exists (select 1 from json_array_elements(${one}) v where ${inList})
      else ${condition({ json: one, text: `(${OWN_FIELDS} ->> ${name})` })(bind)} end)`;
  };
}

/** The values `v`, as JSON, of a field of `e.fields`: one, those of a list, or none. */
export function valuesSql(path: string): string {
  return `(select ${OWN_FIELDS} -> ${path} j) o,
    lateral json_array_elements(case when o.j is null then '[]' when json_typeof(o.j) = 'array' then o.j else json_build_array(o.j) end) v`;
}

/** As JavaScript's String() has it; for numbers that is their JSON, which is kept as it was written. */
export const VALUE = `(v #>> '{}')`;

/** The predicate decides over what has the text that stands in every match. */
function mayMatch(leaf: Extract<Leaf, { kind: 'regex' }>, sql: string): Emit {
  const literal = literalIn(leaf);
  if (literal === undefined) return () => `${sql} is not null`;
  return (bind) => `(${sql} is not null and ${like(sql, `*${literal.replace(/[*?]/g, '?')}*`)(bind)})`;
}

function like(sql: string, pattern: string): Emit {
  return (bind) => `${lowered(sql)} like ${bind(likePattern(lowerAscii(pattern)), 'text')}`;
}

/** ASCII case only: the collation C knows no other. */
function lowered(sql: string): string {
  return `lower(${sql} collate "C")`;
}

function rangeOf(leaf: Extract<Leaf, { kind: 'range' }>, sql: string): Emit {
  return (bind) => {
    const parts: string[] = [];
    if (leaf.from !== undefined) parts.push(`${sql} ${leaf.exclusiveFrom ? '>' : '>='} ${bind(leaf.from, 'float8')}`);
    if (leaf.to !== undefined) parts.push(`${sql} ${leaf.exclusiveTo ? '<' : '<='} ${bind(leaf.to, 'float8')}`);
    return parts.length === 0 ? 'true' : parts.join(' and ');
  };
}

function known(sql: string, condition: Emit): Condition {
  return exactly((bind) => `(${sql} is not null and ${condition(bind)})`);
}
