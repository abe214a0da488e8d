// The one place where the event store meets its PostgreSQL driver. Promises: bound parameters only, whole numbers as numbers
// (ours are below 2^53), no password in a text, and errors that are Faults.

import pg from 'pg';
import { Fault, messageOf, type FaultCode } from '../../faults.js';
import { readAddress } from '../metadata/postgres/address.js';
import { KEEP_ALIVE } from '../metadata/postgres/keep-alive.js';
import { isPooler } from '../metadata/postgres/refusal.js';
import { SCHEMA } from './names.js';

export type Bind = string | number | Buffer | null | readonly (string | number | null)[];

export interface Database {
  /** Rows of a statement; `$1` is the first of `bind`. */
  all<T>(sql: string, bind?: readonly Bind[]): Promise<T[]>;
}

export interface ClientTimeouts {
  /** 0: none. */
  readonly statementTimeoutMs: number;
  /** Of a pool also until one of its connections is free. */
  readonly connectTimeoutMs?: number;
}

/** For clients and pools alike. `key`: the setting that holds the address. @throws Fault CONFIG_INVALID */
export function clientConfig(
  url: string,
  { statementTimeoutMs, connectTimeoutMs = CONNECT_TIMEOUT_MS }: ClientTimeouts,
  key = 'events.url',
): pg.PoolConfig {
  const { host, port, user, password, database, ssl } = readAddress(url, key);
  return {
    host,
    port,
    user,
    database,
    ssl,
    ...(password !== undefined && { password }),
    application_name: 'lanwarden',
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    ...KEEP_ALIVE,
    types: { getTypeParser: parserOf },
  };
}

const CONNECT_TIMEOUT_MS = 5_000;

const BIGINT = 20;

function parserOf(oid: number, format?: 'text' | 'binary'): unknown {
  return oid === BIGINT ? Number : pg.types.getTypeParser(oid, format as 'text');
}

/** What a statement that failed means to the port. `where`: host and database, as `placeOf` gives them; `key` as in clientConfig. */
export function faultOf(cause: unknown, where: string, mode: 'read' | 'write', key = 'events.url'): Fault {
  if (cause instanceof Fault) return cause;
  const text = messageOf(cause);
  const code = codeOf(cause);
  const general: FaultCode = mode === 'read' ? 'STORE_READ' : 'STORE_WRITE';
  const fault = (its: FaultCode, message: string): Fault =>
    new Fault(its, message, { cause, details: { sqlState: code } });
  if (code === CANCELED && mode === 'read') return fault('QUERY_DEADLINE', 'The query was stopped.');
  if (code === '53100')
    return fault('DISK_FULL', `The disk of PostgreSQL at ${where} is full. Free some, or lower events.retention.`);
  if (code === '42501') return fault(general, `PostgreSQL at ${where} does not permit it (${text}). ${GRANTS[mode]}`);
  if (code.startsWith('28'))
    return fault(general, `PostgreSQL at ${where} refused the login (${text}). Check user and password in ${key}.`);
  if (code === '3D000')
    return fault(general, `PostgreSQL at ${where} has no such database (${text}). Create it, or change ${key}.`);
  if (code.startsWith('53'))
    return fault(general, `PostgreSQL at ${where} has no room for it (${text}). See max_connections.`);
  if (code === LOCKED)
    return fault(
      general,
      `PostgreSQL at ${where}: somebody else, such as a dump, keeps a table (${text}). Try again when that has ended.`,
    );
  if (isPooler(code, text))
    return fault(general, `A pooler answers at ${where} (${text}). Put the address of PostgreSQL itself into ${key}.`);
  if (isAway(code, text))
    return fault(general, `PostgreSQL at ${where} is away (${text || code}). Start it, or check ${key}.`);
  return fault(general, `PostgreSQL at ${where}: ${text}`);
}

const CANCELED = '57014';
const LOCKED = '55P03';

/** A lock was waited for as long as `lock_timeout` permits. */
export function isLocked(error: unknown): boolean {
  return error instanceof Fault && error.details?.['sqlState'] === LOCKED;
}

/** Of a table that another process dropped with its segment. */
export function isMissingTable(error: unknown): boolean {
  const state = error instanceof Fault ? error.details?.['sqlState'] : codeOf(error);
  return state === '42P01' || state === '3F000';
}

/** `db.example.net:5432/lanwarden`: of a URL, what may be shown. */
export function placeOf(url: string): string {
  try {
    const { hostname, port, pathname } = new URL(url);
    return `${hostname || 'localhost'}:${port || '5432'}${pathname}`;
  } catch {
    return 'events.url';
  }
}

const GRANTS = {
  read: `As the owner of the events: GRANT USAGE ON SCHEMA ${SCHEMA} TO this user; GRANT SELECT ON ALL TABLES IN SCHEMA ${SCHEMA} TO this user; ALTER DEFAULT PRIVILEGES IN SCHEMA ${SCHEMA} GRANT SELECT ON TABLES TO this user.`,
  write: `As an administrator run deploy/postgresql/roles.sql there and use its role lanwarden_collector; or, where all collectors are one and the same user: CREATE SCHEMA IF NOT EXISTS ${SCHEMA}; GRANT USAGE, CREATE ON SCHEMA ${SCHEMA} TO this user.`,
};

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : '';
}

function isAway(code: string, text: string): boolean {
  return /^(08|57P)/.test(code) || /^E[A-Z]+$/.test(code) || /terminat|timeout|Connection|not queryable/i.test(text);
}
