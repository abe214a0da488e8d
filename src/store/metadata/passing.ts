// Troubles of the metadata database that pass by themselves, or when somebody makes room: what was refused is tried again as it is.

const SQLITE = /SQLITE_(BUSY|FULL|IOERR|READONLY|LOCKED|CANTOPEN)/;
const EITHER =
  /SequelizeTimeout|SequelizeConnection|SequelizeHost|DISK_FULL|ECONN|EPIPE|Connection terminated|not queryable|Query read timeout/;
/**
 * Connections, resources, shut-downs, the disk; two that waited for each other, a lock; we stood still in a transaction; a server that only
 * reads now. Not a statement's own time-out.
 */
const POSTGRES = /^(08|53|57P|58)|^(40001|40P01|55P03|25P03|25006)$/;

/** Busy, full or away: not what was wrong with the statement. */
export function isPassing(error: unknown): boolean {
  const { message = '', parent } = (error ?? {}) as {
    readonly message?: string;
    readonly parent?: { readonly code?: unknown };
  };
  const text = `${message} ${String(error)}`;
  return SQLITE.test(text) || EITHER.test(text) || POSTGRES.test(String(parent?.code ?? ''));
}
