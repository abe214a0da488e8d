// /var/log/zypp/history: `install|foo|1.2-1|x86_64|root@host|repo|checksum|`, behind the date. A line that begins with # is zypper's comment.
// https://doc.opensuse.org/documentation/ (zypper history)

import type { Fields } from '#src/event/event.js';
import { put } from '#src/event/put.js';
import { COMMAND, INSTALLED, REMOVED, STEP } from './kinds.js';

const WORDS: Readonly<Record<string, Fields>> = { install: INSTALLED, remove: REMOVED, command: COMMAND, radd: STEP, rremove: STEP, patch: STEP }; // prettier-ignore
const MAX_PARTS = 12;

export function readZypper(text: string): Fields | undefined {
  const [word = '', ...parts] = text.split('|', MAX_PARTS);
  const kind = WORDS[word.trim()];
  if (kind === undefined || parts.length < 3) return undefined;
  const fields: Fields = { ...kind };
  if (kind === COMMAND) {
    putActor(fields, parts[0]);
    put(fields, 'process.command_line', parts[1]);
    return fields;
  }
  const isPackage = kind === INSTALLED || kind === REMOVED;
  put(fields, isPackage ? 'package.name' : 'linux_packages.repository', parts[0]);
  if (!isPackage) return fields;
  put(fields, 'package.version', parts[1]);
  put(fields, 'package.architecture', parts[2]);
  putActor(fields, parts[3]);
  put(fields, 'linux_packages.repository', parts[4]);
  return fields;
}

/** `root@host` */
function putActor(fields: Fields, text = ''): void {
  const at = text.lastIndexOf('@');
  if (at > 0) put(fields, 'user.name', text.slice(0, at));
}
