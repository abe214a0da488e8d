// Whose fault it is that the store did not take a batch.

/** A locked, full or absent database is nobody's fault and passes; these are said of the data itself. */
const DATA_ERRORS = new Set(['SQLITE_ERROR', 'SQLITE_CONSTRAINT', 'SQLITE_TOOBIG', 'SQLITE_MISMATCH', 'SQLITE_RANGE']);

/** The batch's own: some event in it is one that this store never takes. */
export function isBatchAtFault(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause ?? (cause as { original?: unknown }).original) {
    if (cause instanceof TypeError || cause instanceof RangeError) return true;
    if (DATA_ERRORS.has(String((cause as { code?: unknown }).code))) return true;
  }
  return false;
}
