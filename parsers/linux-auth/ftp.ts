// ProFTPD and Pure-FTPd. Both put the peer, as they know it, before what they say: ProFTPD `<server> (<host>[<address>]) - <what>`,
// Pure-FTPd `(<user>@<host>) [LEVEL] <what>`. User and file names are strangers' text and come after it.

import type { Fields } from '#src/event/event.js';
import { readIp } from '#src/event/address.js';
import {
  CONNECTION_DENIED,
  CONNECTION_START,
  event,
  FILE_ACCESS,
  FILE_CHANGE,
  FILE_CREATION,
  FILE_DELETION,
  LOGON,
  LOGON_DENIED,
  LOGON_INFO,
  SESSION_END,
} from '#src/event/kinds.js';
import { parsePam } from './pam.js';
import { between, putName, putSource } from './text.js';

export function parseProftpd(text: string): Fields | undefined {
  if (text.startsWith('pam_')) return parsePam(text);
  if (text.startsWith('refused connect from ')) return readWrapper(text);
  const open = text.indexOf(' (');
  const bracket = text.indexOf('[', open);
  const close = text.indexOf('])', bracket);
  if (open < 0 || bracket < 0 || close < 0 || text.lastIndexOf(' ', bracket) !== open) return undefined;
  let at = close + 2;
  if (text.startsWith(' - ', at)) at += 3;
  else if (text.startsWith(': ', at)) at += 2;
  else return undefined;
  const fields = readProftpd(text, at);
  if (fields === undefined) return undefined;
  putSource(fields, text, bracket + 1, close);
  const host = text.slice(open + 2, bracket);
  if (readIp(host) === undefined) putName(fields, 'source.domain', host);
  return fields;
}

/** libwrap: `refused connect from <host> (<address>)` */
function readWrapper(text: string): Fields | undefined {
  const fields = event('ftp_connection', CONNECTION_DENIED, 2, 'failure');
  const open = text.lastIndexOf('(');
  const close = text.indexOf(')', open);
  return open > 0 && close > 0 && putSource(fields, text, open + 1, close) ? fields : undefined;
}

function readProftpd(text: string, at: number): Fields | undefined {
  if (text.startsWith('USER ', at)) return readUser(text, at + 5);
  if (text.startsWith('ANON ', at) && text.includes('Login successful', at))
    return login(true, between(text, 'ANON ', ':', at) ?? '', '');
  if (text.startsWith('FTP session opened', at) || text.startsWith('SSH2 session opened', at))
    return event('ftp_connection', CONNECTION_START, 1);
  if (
    text.startsWith('FTP session closed', at) ||
    text.startsWith('SSH2 session closed', at) ||
    text.startsWith('FTP no transfer timeout', at)
  )
    return event('ftp_logout', SESSION_END, 1);
  if (text.startsWith('SECURITY VIOLATION: ', at)) {
    const fields = event('ftp_login', LOGON_DENIED, 3, 'failure');
    putName(
      fields,
      'user.name',
      text.startsWith('root login', at + 20) ? 'root' : (between(text, 'USER ', ':', at) ?? ''),
    );
    putName(fields, 'event.reason', text.slice(at));
    return fields;
  }
  if (text.startsWith('Maximum login attempts ', at)) return event('ftp_login', LOGON_DENIED, 3, 'failure');
  if (text.startsWith('Connection refused ', at) || text.startsWith('Connection from ', at))
    return event('ftp_connection', CONNECTION_DENIED, 2, 'failure');
  return undefined;
}

/** `<user>: Login successful.`, `<user> (Login failed): Incorrect password.`, `<user>: no such user found from <h> [<a>] to <a>:21` */
function readUser(text: string, at: number): Fields | undefined {
  const failed = text.indexOf(' (Login failed)', at);
  if (failed > 0) return login(false, text.slice(at, failed), text.slice(failed + 15).replace(/^: /, ''));
  const none = text.indexOf(': no such user', at);
  if (none > 0) {
    const fields = login(false, text.slice(at, none), 'no such user');
    fields['linux_auth.invalid_user'] = true;
    return fields;
  }
  const good = text.lastIndexOf(': Login successful');
  if (good > at) return login(true, text.slice(at, good), '');
  const limit = text.indexOf(': ', at);
  return limit < 0 ? undefined : login(false, text.slice(at, limit), text.slice(limit + 2));
}

function login(isSuccess: boolean, user: string, reason: string): Fields {
  const fields = isSuccess ? event('ftp_login', LOGON, 1, 'success') : event('ftp_login', LOGON, 3, 'failure');
  putName(fields, 'user.name', user);
  putName(fields, 'event.reason', reason);
  return fields;
}

/** `(?@203.0.113.9) [WARNING] Authentication failed for user [bob]`; `?` until somebody has logged on. */
export function parsePureFtpd(text: string): Fields | undefined {
  if (text.startsWith('pam_')) return parsePam(text);
  const at = text.indexOf('@');
  const close = text.indexOf(') [', at);
  const level = text.indexOf('] ', close);
  if (!text.startsWith('(') || at < 0 || close < 0 || level < 0) return undefined;
  const fields = readPure(text, level + 2, text.slice(1, at));
  if (fields === undefined) return undefined;
  putSource(fields, text, at + 1, close);
  if (fields['user.name'] === undefined && text.slice(1, at) !== '?') putName(fields, 'user.name', text.slice(1, at));
  return fields;
}

function readPure(text: string, at: number, who: string): Fields | undefined {
  if (text.startsWith('New connection from ', at)) return event('ftp_connection', CONNECTION_START, 1);
  if (text.startsWith('Authentication failed for user [', at))
    return login(false, text.slice(at + 32, text.lastIndexOf(']')), '');
  if (text.endsWith(' is now logged in')) return login(true, text.slice(at, -17), '');
  if (text.startsWith('Logout', at)) return event('ftp_logout', SESSION_END, 1);
  if (text.startsWith('Too many connections ', at) || text.startsWith("Can't login ", at))
    return event('ftp_login', LOGON_INFO, 2, 'failure');
  if (who === '?') return undefined;
  return readFile(text, at);
}

function readFile(text: string, at: number): Fields | undefined {
  for (const [word, isUpload] of [
    [' uploaded  (', true],
    [' downloaded  (', false],
  ] as const) {
    const end = text.lastIndexOf(word);
    if (end < at) continue;
    const fields = event('ftp_transfer', isUpload ? FILE_CREATION : FILE_ACCESS, 1, 'success');
    putName(fields, 'file.path', text.slice(at, end));
    return fields;
  }
  if (text.startsWith('Deleted ', at))
    return file(event('ftp_file_deleted', FILE_DELETION, 1, 'success'), text.slice(at + 8));
  if (text.startsWith('File successfully renamed or moved: ', at))
    return file(event('ftp_file_changed', FILE_CHANGE, 1, 'success'), text.slice(at + 36));
  return undefined;
}

function file(fields: Fields, path: string): Fields {
  putName(fields, 'file.path', path.replace(/^\[(.*)\]$/, '$1'));
  return fields;
}
