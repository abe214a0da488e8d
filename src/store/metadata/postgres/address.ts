// Reads `postgres://user:password@host:port/database?sslmode=...`. Nothing of it may be shown but `shown`: the rest holds the password.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ConnectionOptions } from 'node:tls';
import { Fault, messageOf } from '#src/faults.js';

export interface PostgresAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Undefined: none, the server trusts whom it sees. */
  readonly password: string | undefined;
  readonly database: string;
  /** False: in plain text. */
  readonly ssl: false | ConnectionOptions;
  /** `host:port/database`, for people. */
  readonly shown: string;
}

const MODES = ['disable', 'require', 'verify-ca', 'verify-full'] as const;
const PARAMETERS = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'host'];

/**
 * `sslmode` means what it means to libpq: `require` encrypts and trusts any certificate (with sslrootcert: that authority's), `verify-ca`
 * asks for an authority, `verify-full` for the host's name too. Left out: `disable` to this machine, `require` to any other.
 * `host=/run/postgresql` is a socket on this machine, in place of the host before.
 * @param key of the configuration where it stands, for what is said of it
 * @throws Fault CONFIG_INVALID
 */
export function readAddress(url: string, key = 'database.url'): PostgresAddress {
  const invalid = (what: string): Fault =>
    new Fault('CONFIG_INVALID', `${key} ${what}. Expected postgres://user:password@host:5432/database.`);
  const parsed = parse(url, invalid);
  for (const name of parsed.searchParams.keys())
    if (!PARAMETERS.includes(name))
      throw invalid(`has the parameter ${name}, which is none of ${PARAMETERS.join(', ')}`);
  const database = decoded(parsed.pathname.slice(1), invalid);
  const host = parsed.searchParams.get('host') ?? decoded(parsed.hostname, invalid).replace(/^\[|\]$/g, '');
  const user = decoded(parsed.username, invalid);
  if (host === '') throw invalid('names no host');
  if (database === '') throw invalid('names no database: put /lanwarden behind the host');
  if (user === '') throw invalid('names no user: put lanwarden@ before the host');
  const port = parsed.port === '' ? 5432 : Number(parsed.port);
  return {
    host,
    port,
    user,
    database,
    password: parsed.password === '' ? undefined : decoded(parsed.password, invalid),
    ssl: sslOf(parsed.searchParams, host, invalid),
    shown: `${host.startsWith('/') ? host : `${host}:${port}`}/${database}`,
  };
}

type Invalid = (what: string) => Fault;

function parse(url: string, invalid: Invalid): URL {
  if (!/^postgres(ql)?:\/\//.test(url)) throw invalid('does not begin with postgres://');
  try {
    return new URL(url);
  } catch {
    // The reason would hold the password.
    throw invalid('cannot be read; is a # / ? or @ in the password? Write it as %23 %2F %3F %40');
  }
}

function decoded(text: string, invalid: Invalid): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid('holds a % that stands for no character; write %25');
  }
}

function sslOf(parameters: URLSearchParams, host: string, invalid: Invalid): false | ConnectionOptions {
  const mode = parameters.get('sslmode') ?? (isHere(host) ? 'disable' : 'require');
  if (!(MODES as readonly string[]).includes(mode))
    throw invalid(`has sslmode=${mode.slice(0, 40)}, expected one of ${MODES.join(', ')}`);
  if (mode === 'disable' || host.startsWith('/')) return false;
  const ca = fileOf(parameters, 'sslrootcert', invalid);
  const [cert, key] = [fileOf(parameters, 'sslcert', invalid), fileOf(parameters, 'sslkey', invalid)];
  if ((cert === undefined) !== (key === undefined)) throw invalid('has one of sslcert and sslkey: give both or none');
  return {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert, key }),
    rejectUnauthorized: mode !== 'require' || ca !== undefined,
    ...(mode !== 'verify-full' && { checkServerIdentity: () => undefined }),
  };
}

/** Loopback: nobody else reads along. */
function isHere(host: string): boolean {
  return host.startsWith('/') || host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function fileOf(parameters: URLSearchParams, name: string, invalid: Invalid): string | undefined {
  const path = parameters.get(name);
  if (path === null) return undefined;
  try {
    return readFileSync(resolve(path), 'utf8');
  } catch (cause) {
    throw invalid(`cannot be used: ${name} cannot be read (${messageOf(cause)})`);
  }
}
