// Why PostgreSQL does not let us in, as one line that says what to do. The password is in none of them.

import { Fault, messageOf } from '#src/faults.js';
import type { PostgresAddress } from './address.js';

/** @param error what connecting, or the first question, ended with */
export function refusalOf(error: unknown, address: PostgresAddress): Fault {
  if (error instanceof Fault) return error;
  const cause = rootOf(error);
  const { user, database, shown } = address;
  const said = messageOf(cause);
  const refused = (text: string): Fault => new Fault('DATABASE_REFUSED', text, { cause });
  switch (codeOf(cause)) {
    case '28P01':
      if (address.password === undefined) return refused(noPassword(address));
      return refused(
        `PostgreSQL at ${shown} does not take the password of ${user}. Correct it in database.url, or: ALTER ROLE ${quoted(user)} PASSWORD '...'`,
      );
    case '28000':
      return refused(`PostgreSQL at ${shown} does not let ${user} in: ${said}. Check the role and pg_hba.conf.`);
    case '3D000':
      return refused(
        `There is no database ${database} at ${shown}. Make it: CREATE DATABASE ${quoted(database)} OWNER ${quoted(user)} ENCODING 'UTF8' TEMPLATE template0`,
      );
    case '42501':
      return refused(
        `The role ${user} may not use ${shown}: ${said}. Grant it: GRANT CONNECT ON DATABASE ${quoted(database)} TO ${quoted(user)}; GRANT USAGE, CREATE ON SCHEMA public TO ${quoted(user)}`,
      );
    case '53300':
      return new Fault(
        'DATABASE_AWAY',
        `PostgreSQL at ${shown} has no connection left: ${said}. Raise its max_connections, or lower database.pool.max.`,
        { cause },
      );
  }
  if (isPooler(codeOf(cause), said))
    return refused(`A pooler answers at ${shown} (${said}). Put the address of PostgreSQL itself into database.url.`);
  if (/password must be a string/.test(said)) return refused(noPassword(address));
  if (/does not support SSL/.test(said))
    return refused(
      `PostgreSQL at ${shown} has no TLS. Set it up there (ssl = on), or accept plain text with ?sslmode=disable in database.url.`,
    );
  if (isCertificateTrouble(cause))
    return refused(
      `The certificate of PostgreSQL at ${shown} is not accepted: ${said}. Give its authority with sslrootcert in database.url, and the name that it is made for as host.`,
    );
  return new Fault(
    'DATABASE_AWAY',
    `PostgreSQL at ${shown} does not answer: ${said || codeOf(cause)}. Check that it runs, and host and port in database.url.`,
    { cause },
  );
}

/** Such as pgbouncer: it knows none of our limits, and what runs behind it cannot be cancelled by the number that it gives a connection. */
export function isPooler(code: string, text: string): boolean {
  return code === '08P01' && text.includes('startup parameter');
}

function noPassword({ shown, user }: PostgresAddress): string {
  return `PostgreSQL at ${shown} asks ${user} for a password, and database.url has none. Put one behind the user: ${user}:PASSWORD@`;
}

/** As SQL names it. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Sequelize wraps what the driver says; Node wraps what several addresses of a name said. */
function rootOf(error: unknown): unknown {
  if (typeof error !== 'object' || error === null) return error;
  const { parent, errors } = error as { readonly parent?: unknown; readonly errors?: unknown };
  if (parent !== undefined && parent !== error) return rootOf(parent);
  return error instanceof AggregateError && Array.isArray(errors) && errors.length > 0 ? rootOf(errors[0]) : error;
}

function codeOf(error: unknown): string {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' ? code : '';
}

function isCertificateTrouble(error: unknown): boolean {
  return (
    /CERT|SELF_SIGNED|UNABLE_TO|ALTNAME|HOSTNAME_MISMATCH/.test(codeOf(error)) || /certificate/.test(messageOf(error))
  );
}
