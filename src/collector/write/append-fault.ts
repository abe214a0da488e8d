// Whose fault it is that the store did not take a batch.

/** A locked, full or absent database is nobody's fault and passes; these are said of the data itself. */
const DATA_ERRORS = new Set(['SQLITE_ERROR', 'SQLITE_CONSTRAINT', 'SQLITE_TOOBIG', 'SQLITE_MISMATCH', 'SQLITE_RANGE']);

/** The same of PostgreSQL: data exceptions, violated constraints, what exceeds a limit of the server (SQLSTATE classes 22, 23, 54). */
const DATA_STATES = /^(22|23|54)[0-9A-Z]{3}$/;

/** The batch's own: some event in it is one that this store never takes. */
export function isBatchAtFault(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause ?? (cause as { original?: unknown }).original) {
    if (cause instanceof TypeError || cause instanceof RangeError) return true;
    const code = String((cause as { code?: unknown }).code);
    if (DATA_ERRORS.has(code) || DATA_STATES.test(code)) return true;
  }
  return false;
}
