// Opens the metadata database on a PostgreSQL server. Transactions run side by side there: what reads before it writes locks its rows
// (forUpdate) or takes a turn (takeTurn).

import { type Options, QueryTypes, Sequelize } from 'sequelize';
import { Fault } from '#src/faults.js';
import { refuseUnfinished } from '../../move/records.js';
import { type PostgresAddress, readAddress } from './address.js';
import { refusalOf } from './refusal.js';
import { ASK, type Server, whyUnfit } from './server.js';
import { pgModule, widenColumns } from './types.js';

export interface PostgresOptions {
  readonly url: string;
  readonly pool: { readonly max: number };
  readonly statementTimeoutMs: number;
  /** `read`: what it has no right to change, and a server that is behind another, will do. `move`: an unfinished move into it, too. */
  readonly use?: 'read' | 'write' | 'move';
}

type Use = NonNullable<PostgresOptions['use']>;

const CONNECT_TIMEOUT_MS = 10_000;
/** For a connection of the pool to be free. */
const ACQUIRE_TIMEOUT_MS = 30_000;
const IDLE_MS = 10_000;
/** Of a statement's time it waits for a lock at most: somebody else's work passes (passing.ts), a statement too slow for its time does not. */
const LOCK_SHARE = 0.8;
/** For a server that should have ended the statement: its host is gone. The ROLLBACK waits as long; that connection is not used again. */
const SILENCE_MS = 10_000;
/** A transaction of ours never waits for a person: this one's process stands still, and its locks would stop all others. */
const IDLE_IN_TRANSACTION_MS = 60_000;

/**
 * Connects, and looks whether the server and its database will do. Does not migrate.
 * @throws Fault CONFIG_INVALID (the address), DATABASE_AWAY, DATABASE_REFUSED, CONFLICT (a move of metadata into it is not finished)
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

/** Other connections to the same database, for work that takes as long as it takes. Whoever asks for them closes them. */
export function withoutTimeouts(db: Sequelize): Sequelize {
  const { options } = db as unknown as { readonly options: Options };
  const patient = new Sequelize({
    ...options,
    dialectOptions: { ...options.dialectOptions, ...NO_TIMEOUTS },
  });
  widenColumns(patient);
  return patient;
}

const NO_TIMEOUTS = {
  statement_timeout: 0,
  lock_timeout: 0,
  query_timeout: 0,
  idle_in_transaction_session_timeout: 0,
};

function connectionsOf(address: PostgresAddress, { pool, statementTimeoutMs }: PostgresOptions): Sequelize {
  const { host, port, user, password, database, ssl } = address;
  const db = new Sequelize({
    dialect: 'postgres',
    dialectModule: pgModule,
    logging: false,
    host,
    port,
    username: user,
    database,
    ...(password !== undefined && { password }),
    pool: { max: pool.max, min: 0, acquire: ACQUIRE_TIMEOUT_MS, idle: IDLE_MS },
    dialectOptions: {
      ssl,
      application_name: 'lanwarden',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      statement_timeout: statementTimeoutMs,
      query_timeout: statementTimeoutMs + SILENCE_MS,
      lock_timeout: Math.ceil(statementTimeoutMs * LOCK_SHARE),
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    },
  });
  widenColumns(db);
  return db;
}

async function check(db: Sequelize, address: PostgresAddress, use: Use): Promise<void> {
  const [server] = await db.query<Server>(ASK, { type: QueryTypes.SELECT });
  const reason = whyUnfit(server as Server, address, use === 'read' ? 'read' : 'write');
  if (reason !== undefined) throw new Fault('DATABASE_REFUSED', reason);
  if (use !== 'write') return;
  await refuseUnfinished({ all: (sql) => db.query(sql, { type: QueryTypes.SELECT }) as never }, 'metadata');
}
