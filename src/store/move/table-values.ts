// Values of the metadata as both engines hold them: what SQLite keeps (which types values, not columns), as the column on PostgreSQL
// takes it, and a digest of a table that does not depend on the order of its rows.

import { createHash } from 'node:crypto';
import { Fault } from '../../faults.js';
import { sayable } from '../metadata/dialect.js';
import { copyText } from '../postgres/copy.js';

export type Value = string | number | boolean | Buffer | Date | null;

export interface Column {
  readonly name: string;
  /** As PostgreSQL names it in `information_schema.columns`. */
  readonly type: string;
}

const WHOLE = new Set(['bigint', 'integer', 'smallint']);
const REAL = new Set(['double precision', 'real', 'numeric']);

/** A value of SQLite for a column of PostgreSQL. @throws Fault DATABASE_CORRUPT where it is none of the column's type */
export function valueFor({ name, type }: Column, value: string | number | Buffer | null, table: string): Value {
  if (value === null) return null;
  const unfit = (): Fault =>
    new Fault(
      'DATABASE_CORRUPT',
      `${table}.${name} of the metadata holds ${JSON.stringify(String(value)).slice(0, 80)}, which is no ${type}. Correct it with the sqlite3 program and run this again.`,
    );
  if (type === 'boolean') {
    if (value === 0 || value === 1) return value === 1;
    throw unfit();
  }
  if (WHOLE.has(type) || REAL.has(type)) {
    const number = Number(value);
    if (Number.isNaN(number)) throw unfit();
    // PostgreSQL, too, rounds what our code would have it keep here (dialect.ts).
    return WHOLE.has(type) ? Math.round(number) : number;
  }
  if (type.startsWith('timestamp')) {
    const time = new Date(value as string | number);
    if (Number.isNaN(time.getTime())) throw unfit();
    return time;
  }
  if (type === 'bytea') return Buffer.isBuffer(value) ? value : Buffer.from(String(value));
  return sayable('', String(value)) as string;
}

/** A line of COPY. */
export function copyLine(values: readonly Value[]): string {
  return values.map(copyCell).join('\t');
}

/** Of the rows of a table in any order: their hashes added up. */
export class RowsDigest {
  #rows = 0;
  #sum = 0n;

  add(values: readonly Value[]): void {
    const hash = createHash('sha256')
      .update(JSON.stringify(values.map(canonical)))
      .digest('hex');
    this.#rows += 1;
    this.#sum = BigInt.asUintN(256, this.#sum + BigInt(`0x${hash}`));
  }

  get rows(): number {
    return this.#rows;
  }

  /** Hexadecimal. */
  get digest(): string {
    return this.#sum.toString(16).padStart(64, '0');
  }
}

function copyCell(value: Value): string {
  if (value === null) return '\\N';
  if (typeof value === 'boolean') return value ? 't' : 'f';
  if (Buffer.isBuffer(value)) return `\\\\x${value.toString('hex')}`;
  if (value instanceof Date) return value.toISOString();
  return copyText(String(value));
}

function canonical(value: Value): unknown {
  if (Buffer.isBuffer(value)) return { bytes: value.toString('hex') };
  return value instanceof Date ? { time: value.toISOString() } : value;
}
