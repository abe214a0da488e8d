// Values and columns on our own connections to PostgreSQL, so that they are what they are on SQLite. Other users of `pg` in this process
// notice nothing.

import pg from 'pg';
import type { Sequelize } from 'sequelize';
import { KEEP_ALIVE } from './keep-alive.js';

type TypeParser = (text: string) => unknown;
interface Types {
  getTypeParser(oid: number, format?: string): TypeParser;
}

/** pg gives BIGINT and NUMERIC (sums of BIGINT) as text. Ours are below 2^53: row ids, ms since 1970, counts. */
const NUMBERS = [20, 1700];

class Client extends pg.Client {
  constructor(config: pg.ClientConfig) {
    const types = config.types as unknown as Types | undefined;
    super({
      ...config,
      ...KEEP_ALIVE, // Sequelize hands on a part of it only
      types: { getTypeParser: (oid: number, format?: string) => numberOr(oid, format, types) } as never,
    });
    // Sequelize listens a moment after it is connected: a server that ends meanwhile would be an error that nobody caught. It finds out by
    // its first statement.
    this.on('error', () => undefined);
  }
}

function numberOr(oid: number, format: string | undefined, types: Types | undefined): TypeParser {
  if (format !== 'binary' && NUMBERS.includes(oid)) return Number;
  return (types ?? (pg.types as unknown as Types)).getTypeParser(oid, format);
}

/** For Sequelize's `dialectModule`. */
export const pgModule = { ...pg, Client };

/**
 * VARCHAR(n) becomes TEXT and INTEGER becomes BIGINT: SQLite holds neither to its size, so our code is not used to it. A sequence of
 * INTEGER would come to its end, since each row that is written over takes a number, too.
 */
export function widenColumns(db: Sequelize): void {
  const { dialect } = db as unknown as { readonly dialect: { DataTypes: Readonly<Record<string, Extendable>> } };
  const { STRING, INTEGER } = dialect.DataTypes as Record<'STRING' | 'INTEGER', Extendable>;
  dialect.DataTypes = { ...dialect.DataTypes, STRING: widened(STRING, 'TEXT'), INTEGER: widened(INTEGER, 'BIGINT') };
}

/** Of which Sequelize makes a column's type. */
interface Extendable {
  extend(type: unknown): { toSql(): string };
}

function widened(kind: Extendable, sql: string): Extendable {
  return { extend: (type) => Object.assign(kind.extend(type), { toSql: () => sql }) };
}
