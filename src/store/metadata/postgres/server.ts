// What a PostgreSQL server says of itself, and why it will not do for the metadata.

import type { PostgresAddress } from './address.js';
import { quoted } from './refusal.js';

/** The oldest one that is still looked after by its makers. */
const LEAST_VERSION = 14;

export interface Server {
  /** 150004 is 15.4. */
  readonly version: number;
  readonly named: string;
  readonly encoding: string;
  /** Where new tables go; null: nowhere. */
  readonly schema: string | null;
  readonly may_use: boolean | null;
  readonly may_create: boolean | null;
  readonly read_only: boolean;
}

export const ASK = `
  SELECT current_setting('server_version_num')::integer AS version, current_setting('server_version') AS named,
    current_setting('server_encoding') AS encoding, current_schema() AS schema,
    has_schema_privilege(current_schema(), 'USAGE') AS may_use, has_schema_privilege(current_schema(), 'CREATE') AS may_create,
    pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean AS read_only`;

/** One line with what to do; undefined: it will do. */
export function whyUnfit(
  { version, named, encoding, schema, may_use, may_create, read_only }: Server,
  { shown, user, database }: Pick<PostgresAddress, 'shown' | 'user' | 'database'>,
  use: 'read' | 'write',
): string | undefined {
  if (version < LEAST_VERSION * 10_000)
    return `PostgreSQL at ${shown} is ${named}; Lanwarden needs ${LEAST_VERSION} or newer. Upgrade the server.`;
  if (encoding !== 'UTF8')
    return `The database ${database} at ${shown} keeps text as ${encoding}. Make one that takes every language: CREATE DATABASE ${quoted(database)} ENCODING 'UTF8' TEMPLATE template0`;
  const grant = `Grant it: GRANT USAGE, CREATE ON SCHEMA ${quoted(schema ?? 'public')} TO ${quoted(user)}`;
  if (schema === null || may_use !== true) return `The role ${user} has no schema in ${shown}. ${grant}`;
  if (use === 'read') return undefined;
  if (read_only)
    return `PostgreSQL at ${shown} is read-only (a replica). Give the address of its primary in database.url.`;
  return may_create === true ? undefined : `The role ${user} may not make tables in ${shown}. ${grant}`;
}
