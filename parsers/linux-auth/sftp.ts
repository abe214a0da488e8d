// OpenSSH's sftp-server and internal-sftp (sftp-server.c). File names stand in quotes and may hold anything, quotes too (escaped), so what
// follows the last quote is the server's own.

import type { Fields } from '#src/event/event.js';
import type { OwnAction } from './actions.js';
import {
  event,
  FILE_ACCESS,
  FILE_CHANGE,
  FILE_CREATION,
  FILE_DELETION,
  SESSION_END,
  SESSION_START,
  type Kind,
} from '#src/event/kinds.js';
import { endWithoutPhase, put, putName, putSource } from './text.js';

/** First word of the sentence -> what it is. */
const VERBS = new Map<string, readonly [OwnAction, Kind]>([
  ['open', ['sftp_file_opened', FILE_ACCESS]],
  ['opendir', ['sftp_file_opened', FILE_ACCESS]],
  ['close', ['sftp_transfer', FILE_ACCESS]],
  ['closedir', ['sftp_file_opened', FILE_ACCESS]],
  ['remove', ['sftp_file_deleted', FILE_DELETION]],
  ['rmdir', ['sftp_file_deleted', FILE_DELETION]],
  ['rename', ['sftp_file_changed', FILE_CHANGE]],
  ['posix-rename', ['sftp_file_changed', FILE_CHANGE]],
  ['mkdir', ['sftp_file_changed', FILE_CREATION]],
  ['symlink', ['sftp_file_changed', FILE_CREATION]],
  ['hardlink', ['sftp_file_changed', FILE_CREATION]],
  ['set', ['sftp_file_changed', FILE_CHANGE]],
  ['lsetstat', ['sftp_file_changed', FILE_CHANGE]],
  ['forced', ['sftp_transfer', FILE_ACCESS]],
  ['sent', ['sftp_denied', FILE_ACCESS]],
  ['refused', ['sftp_denied', FILE_ACCESS]],
]);

export function parseSftp(text: string): Fields | undefined {
  if (text.startsWith('session ')) return readSftpSession(text);
  const end = endWithoutPhase(text);
  const space = text.indexOf(' ');
  const verb = VERBS.get(text.slice(0, space));
  if (verb === undefined) return undefined;
  const [action, kind] = verb;
  if (action === 'sftp_denied') {
    if (!text.startsWith('sent status ') && !text.includes(' request')) return undefined;
    const fields = event(action, kind, 2, 'failure');
    putName(fields, 'event.reason', text.slice(0, end));
    return fields;
  }
  const open = text.indexOf('"');
  const close = text.lastIndexOf('"');
  if (open < 0 || close <= open) return undefined;
  const fields = event(action, kind, 1, 'success');
  const between = Math.max(text.indexOf('" new "', open), text.indexOf('" to "', open));
  putName(fields, 'file.path', text.slice(open + 1, between > 0 ? between : close));
  if (between > 0) putName(fields, 'linux_auth.new_path', text.slice(text.indexOf('"', between + 1) + 1, close));
  putBytes(fields, text.slice(close, end));
  return fields;
}

/** `session opened|closed for local user <user> from [<address>]` */
export function readSftpSession(text: string): Fields | undefined {
  const isOpened = text.startsWith('session opened for local user ');
  if (!isOpened && !text.startsWith('session closed for local user ')) return undefined;
  const from = text.lastIndexOf(' from [');
  const end = endWithoutPhase(text);
  if (from < 0 || text.charCodeAt(end - 1) !== 0x5d) return undefined;
  const fields = isOpened ? event('sftp_session', SESSION_START, 1, 'success') : event('sftp_session', SESSION_END, 1);
  putName(fields, 'user.name', text.slice(30, from));
  putSource(fields, text, from + 7, end - 1);
  return fields;
}

/** `" bytes read 0 written 12` */
function putBytes(fields: Fields, tail: string): void {
  const [, read, written] = /^" bytes read (\d{1,15}) written (\d{1,15})$/.exec(tail) ?? [];
  if (read !== undefined) put(fields, 'linux_auth.bytes_read', Number(read));
  if (written !== undefined) put(fields, 'linux_auth.bytes_written', Number(written));
}
