// What SQLite and PostgreSQL say differently in the SQL of the metadata. Everything else that is written by hand is what both understand.

import type { Sequelize } from 'sequelize';

export type ColumnKind = 'text' | 'integer' | 'real' | 'flag';
/** By name, in the order of the list's values. */
export type Columns = Readonly<Record<string, ColumnKind>>;

export function isPostgres(db: Sequelize): boolean {
  return db.getDialect() === 'postgres';
}

/** For `IN (...)`: the values of the JSON list that is bound as `$name`. */
export function listed(db: Sequelize, name: string, kind: ColumnKind = 'text'): string {
  if (!isPostgres(db)) return `SELECT value FROM json_each($${name})`;
  return `SELECT CAST(value AS ${POSTGRES[kind]}) FROM json_array_elements_text(CAST($${name} AS json)) AS listed (value)`;
}

/** A table of the JSON list of lists that is bound as `$name` (see jsonRows); put it behind FROM, with an alias. */
export function unfolded(db: Sequelize, name: string, columns: Columns): string {
  const each = Object.entries(columns);
  if (!isPostgres(db)) {
    const values = each.map(([column], at) => `value ->> ${at} AS ${column}`);
    return `(SELECT ${values.join(', ')} FROM json_each($${name}))`;
  }
  const values = each.map(([column, kind], at) => `${castOf(kind, at)} AS ${column}`);
  return `(SELECT ${values.join(', ')} FROM json_array_elements(CAST($${name} AS json)) AS listed (value))`;
}

/**
 * What `listed` and `unfolded` take. No log line is trusted: PostgreSQL's text holds no NUL, in whose place stands `\0` (as Sequelize
 * writes it, so that it is found again), and no half of a surrogate pair, in whose place stands U+FFFD.
 */
export function jsonRows(db: Sequelize, rows: readonly unknown[]): string {
  const json = JSON.stringify(rows);
  // With a replacer it takes more than twice as long (8 ms, 3 without, for 4,500 events of alerts), and hardly any rows need one.
  return isPostgres(db) && UNSAYABLE.test(json) ? JSON.stringify(rows, sayable) : json;
}

/** NUL and half a surrogate pair, as JSON.stringify writes them; or the very escape, written out, which does no harm. */
const UNSAYABLE = /\\u(?:0000|d[89a-f])/;

/** The larger of two values; `max` of SQLite. */
export function larger(db: Sequelize, a: string, b: string): string {
  return `${isPostgres(db) ? 'greatest' : 'max'}(${a}, ${b})`;
}

export function smaller(db: Sequelize, a: string, b: string): string {
  return `${isPostgres(db) ? 'least' : 'min'}(${a}, ${b})`;
}

/** A sign before a column, so that SQLite's planner takes no index of it. PostgreSQL's knows better by itself. */
export function noIndex(db: Sequelize): string {
  return isPostgres(db) ? '' : '+';
}

/**
 * At the end of a SELECT of rows that the same transaction changes by what it read: PostgreSQL has others wait for them. SQLite's
 * transactions take turns anyway. `skip`: rows that others hold are left out.
 */
export function forUpdate(db: Sequelize, skip: 'wait' | 'skip' = 'wait'): string {
  if (!isPostgres(db)) return '';
  return skip === 'skip' ? 'FOR UPDATE SKIP LOCKED' : 'FOR UPDATE';
}

const POSTGRES: Readonly<Record<ColumnKind, string>> = {
  text: 'text',
  integer: 'bigint',
  real: 'double precision',
  flag: 'boolean',
};

/** SQLite takes 1.5 for an integer; PostgreSQL rounds it when it comes as `numeric`. */
function castOf(kind: ColumnKind, at: number): string {
  const text = `value ->> ${at}`;
  if (kind === 'text') return text;
  return kind === 'integer' ? `CAST(CAST(${text} AS numeric) AS bigint)` : `CAST(${text} AS ${POSTGRES[kind]})`;
}

/** A text as PostgreSQL can hold it; see jsonRows. */
export function sayable(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '\\0') : value;
}
