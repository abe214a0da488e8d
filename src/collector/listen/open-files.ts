// How many files and sockets this process may have open (Linux tells; elsewhere it is not known).

import { readFileSync } from 'node:fs';

/** Node raises the soft limit to the hard one at its start, so the soft one is what counts. */
export function openFileLimit(path = '/proc/self/limits'): number | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return undefined; // no such file here
  }
  const soft = /^Max open files +(\d+)/m.exec(text)?.[1];
  return soft === undefined ? undefined : Number(soft);
}
