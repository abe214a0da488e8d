// As whom the events are written. A segment's tables belong to who made them, and only their owner drops and vacuums them: where several
// roles write, all of them do it as the one that owns the schema (deploy/postgresql/roles.sql).

import { Fault } from '../../faults.js';
import type { Database } from './driver.js';
import { SCHEMA } from './names.js';

/** On this connection everything is done as the owner of the schema from now on, where our role is a member of it. */
export async function actAsOwner(db: Database): Promise<void> {
  await db.all(
    `select set_config('role', owner.rolname, false) from pg_namespace n join pg_roles owner on owner.oid = n.nspowner
     where n.nspname = '${SCHEMA}' and owner.rolname <> current_user and pg_has_role(current_user, owner.oid, 'MEMBER')`,
  );
}

/** Looks at the start whether what an append needs later is granted. @throws Fault STORE_WRITE */
export async function checkRights(db: Database, where: string): Promise<void> {
  const [row] = await db.all<Rights>(
    `select session_user as role, pg_get_userbyid(n.nspowner) as owner, has_schema_privilege(n.oid, 'CREATE') as may_create,
       (select pg_get_userbyid(c.relowner) from pg_class c where c.relnamespace = n.oid and c.relkind = 'r'
         and not pg_has_role(c.relowner, 'USAGE') limit 1) as other
     from pg_namespace n where n.nspname = '${SCHEMA}'`,
  );
  if (row === undefined) return checkMaking(db, where);
  const { role, owner, may_create, other } = row;
  if (!may_create)
    throw refusal(
      `The role ${role} may not store events at ${where}: it may make no tables in the schema ${SCHEMA}.`,
      `GRANT ${quoted(owner)} TO ${quoted(role)}`,
    );
  if (other !== null)
    throw refusal(
      `The role ${role} may not store events at ${where}: tables in the schema ${SCHEMA} belong to ${other}.`,
      `GRANT ${quoted(other)} TO ${quoted(role)}`,
    );
}

/** There is no schema yet: it would have to be made. */
async function checkMaking(db: Database, where: string): Promise<void> {
  const [row] = await db.all<{ role: string; database: string; may: boolean }>(
    `select session_user as role, current_database() as database, has_database_privilege(current_database(), 'CREATE') as may`,
  );
  if (row === undefined || row.may) return;
  throw refusal(
    `The role ${row.role} may not store events at ${where}: it may not make the schema ${SCHEMA}.`,
    `GRANT CREATE ON DATABASE ${quoted(row.database)} TO ${quoted(row.role)}`,
  );
}

interface Rights {
  readonly role: string;
  readonly owner: string;
  readonly may_create: boolean;
  /** Whose tables there are that our role has no right to. */
  readonly other: string | null;
}

function refusal(what: string, grant: string): Fault {
  return new Fault('STORE_WRITE', `${what} As an administrator run deploy/postgresql/roles.sql, or: ${grant}`);
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
