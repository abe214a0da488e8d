// vsftpd, in syslog or in its own file: `[pid 7] [<user>] OK LOGIN: Client "<address>"`.

import type { Fields } from '#src/event/event.js';
import { readIp } from '#src/event/address.js';
import {
  CONNECTION_START,
  FILE_ACCESS,
  FILE_CHANGE,
  FILE_CREATION,
  FILE_DELETION,
  LOGON,
  LOGON_DENIED,
  event,
  type Kind,
} from '#src/event/kinds.js';
import { parsePam } from './pam.js';
import { putName } from './text.js';

const CLIENT = ': Client "';

export function parseVsftpd(text: string): Fields | undefined {
  if (text.startsWith('pam_')) return parsePam(text);
  // The name in brackets is the stranger's, a file name after the client too; but a logon's line ends with the address.
  const last = text.lastIndexOf(CLIENT);
  if (last < 0) return undefined;
  if (text.endsWith('] OK LOGIN', last)) return readLogin(text, last, true);
  if (text.endsWith('] FAIL LOGIN', last)) return readLogin(text, last, false);
  const first = text.indexOf(CLIENT);
  const head = text.slice(0, first);
  if (head === 'CONNECT' || head.endsWith('] CONNECT'))
    return client(event('ftp_connection', CONNECTION_START, 1), text, first);
  if (head.endsWith('] FTP response') && text.startsWith('", "530 ', text.indexOf('"', first + CLIENT.length))) {
    const fields = event('ftp_login', LOGON_DENIED, 2, 'failure');
    putName(fields, 'user.name', nameBefore(head, head.length - 14));
    return client(fields, text, first);
  }
  const verb = VERBS.find(([words]) => head.endsWith(`] ${words}`));
  if (verb === undefined) return undefined;
  const [words, action, kind] = verb;
  const isSuccess = words.startsWith('OK');
  const fields = event(action, kind, isSuccess ? 1 : 2, isSuccess ? 'success' : 'failure');
  putName(fields, 'user.name', nameBefore(head, head.length - words.length - 2));
  const path = text.indexOf('", "', first);
  const end = text.indexOf('", ', path + 4) > 0 ? text.lastIndexOf('", ') : text.lastIndexOf('"');
  if (path > 0 && end > path) putName(fields, 'file.path', text.slice(path + 4, end));
  return client(fields, text, first);
}

type Verb = readonly [words: string, action: 'ftp_transfer' | 'ftp_file_deleted' | 'ftp_file_changed', kind: Kind];

const VERBS: readonly Verb[] = ['OK', 'FAIL'].flatMap((result): Verb[] => [
  [`${result} UPLOAD`, 'ftp_transfer', FILE_CREATION],
  [`${result} DOWNLOAD`, 'ftp_transfer', FILE_ACCESS],
  [`${result} DELETE`, 'ftp_file_deleted', FILE_DELETION],
  [`${result} RMDIR`, 'ftp_file_deleted', FILE_DELETION],
  [`${result} RENAME`, 'ftp_file_changed', FILE_CHANGE],
  [`${result} MKDIR`, 'ftp_file_changed', FILE_CREATION],
  [`${result} CHMOD`, 'ftp_file_changed', FILE_CHANGE],
]);

function readLogin(text: string, at: number, isSuccess: boolean): Fields | undefined {
  const fields = isSuccess ? event('ftp_login', LOGON, 1, 'success') : event('ftp_login', LOGON, 3, 'failure');
  putName(fields, 'user.name', nameBefore(text, at - (isSuccess ? 10 : 12)));
  return client(fields, text, at);
}

/** The name in the brackets that close at `close`; `[pid 7] ` before it belongs to vsftpd. */
function nameBefore(text: string, close: number): string {
  const pid = text.indexOf('[pid ');
  const from = pid < 0 ? 0 : text.indexOf('] ', pid) + 2;
  const open = text.indexOf('[', from);
  return open < 0 || open > close ? '' : text.slice(open + 1, close);
}

function client(fields: Fields, text: string, at: number): Fields | undefined {
  const from = at + CLIENT.length;
  const to = text.indexOf('"', from);
  const ip = to < 0 ? undefined : readIp(text, from, to);
  if (ip === undefined) return undefined;
  fields['source.ip'] = ip;
  return fields;
}
