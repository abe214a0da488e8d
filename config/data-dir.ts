// data.dir: can it be used? For `config check` and `doctor`, which make nothing; src/data-dir.ts makes it at the start.

import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Fault, messageOf } from '#src/faults.js';

/** Looks without making anything: the folder, or the nearest one above it that exists, must be a writable folder. Throws DATA_DIR. */
export function checkDataDir(dir: string): void {
  try {
    if (!statSync(dir).isDirectory()) throw unusable(dir, 'it is not a folder');
    accessSync(dir, constants.W_OK | constants.X_OK);
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT' && dirname(dir) !== dir) return checkDataDir(dirname(dir));
    throw unusable(dir, messageOf(cause), cause);
  }
}

function unusable(dir: string, why: string, cause?: unknown): Fault {
  return new Fault(
    'DATA_DIR',
    `Cannot keep data in ${dir}: ${why}. Set data.dir (LANWARDEN_DATA__DIR) to a folder that this user may write.`,
    { cause },
  );
}
