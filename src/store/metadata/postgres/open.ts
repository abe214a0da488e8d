// Opens the metadata database on a PostgreSQL server. Transactions run side by side there: what reads before it writes locks its rows
// (forUpdate) or takes a turn (takeTurn).

import { QueryTypes, Sequelize } from 'sequelize';
import { Fault } from '#src/faults.js';
import { type PostgresAddress, readAddress } from './address.js';
import { quoted, refusalOf } from './refusal.js';
import { pgModule, widenColumns } from './types.js';

export interface PostgresOptions {
  readonly url: string;
  readonly pool: { readonly max: number };
  readonly statementTimeoutMs: number;
  /** To look only: what it has no right to change, and a server that is behind another, will do. */
  readonly use?: 'read' | 'write';
}

/** The oldest one that is still looked after by its makers. */
const LEAST_VERSION = 14;
const CONNECT_TIMEOUT_MS = 10_000;
/** For a connection of the pool to be free. */
const ACQUIRE_TIMEOUT_MS = 30_000;
const IDLE_MS = 10_000;
/** A transaction of ours never waits for a person: this one's process stands still, and its locks would stop all others. */
const IDLE_IN_TRANSACTION_MS = 60_000;

/**
 * Connects, and looks whether the server and its database will do. Does not migrate.
 * @throws Fault CONFIG_INVALID (the address), DATABASE_AWAY, DATABASE_REFUSED
 */
export async function openPostgres(options: PostgresOptions): Promise<Sequelize> {
  const address = readAddress(options.url);
  const db = connectionsOf(address, options);
  try {
    await check(db, address, options.use ?? 'write');
    return db;
  } catch (error) {
    await db.close();
    throw refusalOf(error, address);
  }
}

function connectionsOf(address: PostgresAddress, { pool, statementTimeoutMs }: PostgresOptions): Sequelize {
  const { host, port, user, password, database, ssl } = address;
  const db = new Sequelize({
    ...{ dialect: 'postgres', dialectModule: pgModule, logging: false },
    ...{ host, port, username: user, database },
    ...(password !== undefined && { password }),
    pool: { max: pool.max, min: 0, acquire: ACQUIRE_TIMEOUT_MS, idle: IDLE_MS },
    dialectOptions: {
      ...{ ssl, application_name: 'lanwarden', keepAlive: true },
      ...{ connectionTimeoutMillis: CONNECT_TIMEOUT_MS, statement_timeout: statementTimeoutMs },
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    },
  });
  widenColumns(db);
  return db;
}

interface Server {
  readonly version: number;
  readonly named: string;
  readonly encoding: string;
  readonly schema: string | null;
  readonly may_use: boolean | null;
  readonly may_create: boolean | null;
  readonly read_only: boolean;
}

const ASK = `
  SELECT current_setting('server_version_num')::integer AS version, current_setting('server_version') AS named,
    current_setting('server_encoding') AS encoding, current_schema() AS schema,
    has_schema_privilege(current_schema(), 'USAGE') AS may_use, has_schema_privilege(current_schema(), 'CREATE') AS may_create,
    pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean AS read_only`;

async function check(db: Sequelize, { shown, user, database }: PostgresAddress, use: 'read' | 'write'): Promise<void> {
  const [server] = await db.query<Server>(ASK, { type: QueryTypes.SELECT });
  const { version, named, encoding, schema, read_only, may_create, may_use } = server as Server;
  const refuse = (text: string): never => {
    throw new Fault('DATABASE_REFUSED', text);
  };
  if (version < LEAST_VERSION * 10_000)
    refuse(`PostgreSQL at ${shown} is ${named}; Lanwarden needs ${LEAST_VERSION} or newer. Upgrade the server.`);
  if (encoding !== 'UTF8')
    refuse(
      `The database ${database} at ${shown} keeps text as ${encoding}. Make one that takes every language: CREATE DATABASE ${quoted(database)} ENCODING 'UTF8' TEMPLATE template0`,
    );
  if (schema === null || may_use !== true)
    refuse(
      `The role ${user} has no schema in ${shown}. Grant it: GRANT USAGE, CREATE ON SCHEMA public TO ${quoted(user)}`,
    );
  if (use === 'read') return;
  if (read_only)
    refuse(`PostgreSQL at ${shown} is read-only (a replica). Give the address of its primary in database.url.`);
  if (may_create !== true)
    refuse(
      `The role ${user} may not make tables in ${shown}. Grant it: GRANT USAGE, CREATE ON SCHEMA ${quoted(schema ?? 'public')} TO ${quoted(user)}`,
    );
}
