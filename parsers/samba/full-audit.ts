// vfs_full_audit: `<prefix>|<operation>|<result>|<path>...`. The prefix is the admin's (`full_audit:prefix = %u|%I|%m|%S`): its parts are told
// apart by what they are, an address first. Paths may hold bars; they come after the result, so the operation is found from the front.

import type { Fields } from '#src/event/event.js';
import { readIp } from '#src/event/address.js';
import {
  event,
  FILE_ACCESS,
  FILE_CHANGE,
  FILE_DELETION,
  FILE_DENIED,
  SESSION_END,
  SESSION_START,
  type Kind,
} from '#src/event/kinds.js';
import { put } from '#src/event/put.js';

/** vfs_full_audit(8): the operations that people log; `at` forms since Samba 4.14. */
const OPERATIONS = new Map<string, readonly [action: string, kind: Kind]>([
  ...['connect', 'disconnect'].map((op): [string, [string, Kind]] => [
    op,
    ['smb_share', op === 'connect' ? SESSION_START : SESSION_END],
  ]),
  ...[
    'open',
    'openat',
    'opendir',
    'fdopendir',
    'read',
    'pread',
    'pread_recv',
    'readdir',
    'sendfile',
    'stat',
    'close',
    'create_file',
    'closedir',
  ].map((op): [string, [string, Kind]] => [op, ['smb_file_read', FILE_ACCESS]]),
  ...['unlink', 'unlinkat', 'rmdir'].map((op): [string, [string, Kind]] => [op, ['smb_file_deleted', FILE_DELETION]]),
  ...[
    'mkdir',
    'mkdirat',
    'rename',
    'renameat',
    'write',
    'pwrite',
    'pwrite_send',
    'pwrite_recv',
    'chmod',
    'fchmod',
    'chown',
    'fchown',
    'ftruncate',
  ].map((op): [string, [string, Kind]] => [op, ['smb_file_changed', FILE_CHANGE]]),
  ...[
    'link',
    'linkat',
    'symlink',
    'symlinkat',
    'fset_nt_acl',
    'set_nt_acl',
    'fsetxattr',
    'setxattr',
    'ntimes',
    'fntimes',
    'recvfile',
  ].map((op): [string, [string, Kind]] => [op, ['smb_file_changed', FILE_CHANGE]]),
]);

export function parseFullAudit(text: string): Fields | undefined {
  const parts = text.split('|', 16);
  const at = parts.findIndex((part, n) => n > 0 && OPERATIONS.has(part) && isResult(parts[n + 1]));
  const found = OPERATIONS.get(parts[at] ?? '');
  if (found === undefined) return undefined;
  const result = parts[at + 1] ?? '';
  const isSuccess = result === 'ok';
  const [action, kind] = found;
  const fields =
    !isSuccess && DENIED.test(result)
      ? event('smb_denied', FILE_DENIED, 2, 'failure')
      : event(action, kind, 1, isSuccess ? 'success' : 'failure');
  put(fields, 'samba.operation', parts[at]);
  const rest = text.split('|').slice(at + 2);
  // `open|ok|r|path`, `create_file|ok|0x100081|file|open|path`, `rename|ok|old|new`
  const isRename = parts[at]?.startsWith('rename') === true;
  put(fields, 'file.path', isRename ? rest[0] : rest.slice(LEADING.get(parts[at] ?? '') ?? 0).join('|'));
  if (isRename) put(fields, 'samba.new_path', rest.slice(1).join('|'));
  if (!isSuccess) put(fields, 'event.reason', result.replace(/^fail \((.*)\)$/, '$1'));
  putPrefix(fields, parts.slice(0, at));
  return fields;
}

/** EACCES, EPERM, EROFS in words of the C library, or an NT status; other errors (no such file) refuse nobody. */
const DENIED = /denied|not permitted|read-only/i;

/** How many words stand between the result and the path. */
const LEADING = new Map([
  ['open', 1],
  ['openat', 1],
  ['create_file', 3],
]);

function isResult(part: string | undefined): boolean {
  return part === 'ok' || part?.startsWith('fail') === true;
}

/** The first part that is an address is the peer; the first that is none is the user (%u comes first in every example of the manual). */
function putPrefix(fields: Fields, parts: readonly string[]): void {
  const ip = parts.find((part) => readIp(part) !== undefined);
  put(fields, 'source.ip', ip);
  const words = parts.filter((part) => readIp(part) === undefined && part !== '');
  const [user = '', ...others] = words;
  const cut = user.indexOf('\\');
  if (cut > 0) put(fields, 'user.domain', user.slice(0, cut));
  put(fields, 'user.name', cut > 0 ? user.slice(cut + 1) : user);
  put(fields, 'samba.client', others.length > 1 ? others[0] : undefined);
  put(fields, 'samba.share', others.at(-1));
}
