// What a statement of the metadata that was refused means to people: the disk is full, or the database does not take it now. Anything else
// is our own mistake, and no fault.

import { BaseError } from 'sequelize';
import { Fault, messageOf } from '#src/faults.js';
import { isPassing } from './passing.js';

const FULL = /SQLITE_FULL|ENOSPC/;
const POSTGRES_FULL = '53100';

/** Undefined for errors of others, and for those that trying again does not mend. */
export function databaseFault(error: unknown): Fault | undefined {
  if (!isOfDatabase(error) || !isPassing(error)) return undefined;
  const text = messageOf(error);
  if (FULL.test(text) || error.parent?.code === POSTGRES_FULL)
    return new Fault(
      'DISK_FULL',
      'The disk of the metadata database is full, so nothing was changed. What is stored can be read. Free some disk, then try again.',
      { cause: error },
    );
  return new Fault(
    'DATABASE_AWAY',
    `The metadata database does not take this now: ${reasonOf(text, error)}. Try again; if it stays so, see that nothing else keeps it locked, that it may be written, and that its server runs. The log has what it said.`,
    { cause: error },
  );
}

/** Its kind alone: anybody reads it, and what the driver says holds addresses and paths. */
function reasonOf(text: string, { parent }: DatabaseError): string {
  if (/SQLITE_READONLY/.test(text) || parent?.code === '25006') return 'it only reads';
  const isBusy = /SQLITE_(BUSY|LOCKED)/.test(text) || /^(40001|40P01|55P03|25P03)$/.test(String(parent?.code ?? ''));
  return isBusy ? 'it is busy' : 'it is away';
}

interface DatabaseError extends Error {
  readonly parent?: { readonly code?: unknown };
}

function isOfDatabase(error: unknown): error is DatabaseError {
  if (error instanceof BaseError) return true;
  return error instanceof Error && (error.name.startsWith('Sequelize') || error.message.startsWith('SQLITE_'));
}
