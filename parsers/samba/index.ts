// Samba: logons (text and JSON audit), connections to shares, and what vfs_full_audit tells of files.

import { parseJsonObject } from '#src/event/json-text.js';
import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { CONNECTION_DENIED, event, LOGON_INFO, PROCESS_ERROR, SESSION_END, SESSION_START } from '#src/event/kinds.js';
import { put, putHost } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';
import { putPeer, readAuth, readAuthorization } from './auth.js';
import { parseFullAudit } from './full-audit.js';
import { parseSambaJson } from './json.js';

const SPEAKERS: ReadonlySet<string | undefined> = new Set([
  undefined,
  'smb',
  'smbd',
  'nmbd',
  'samba',
  'samba-dcerpcd',
  'winbindd',
  'smbd_audit',
  'smb_audit',
  'smbd-audit',
  'full_audit',
  'samba4',
  'kdc',
]);

export default defineParser({
  id: 'samba',
  title: 'Samba',
  contract: '^1.0.0',
  family: 'linux',
  hint: {
    apps: [
      'smb',
      'smbd',
      'nmbd',
      'samba',
      'samba4',
      'samba-dcerpcd',
      'winbindd',
      'smbd_audit',
      'smb_audit',
      'smbd-audit',
      'full_audit',
    ],
    contains: [
      'Auth: [',
      'AuthZ: [',
      '"Authentication": {',
      '"Authentication":{',
      '"type": "Author',
      '"type":"Author',
      '"groupChange"',
      '"passwordChange"',
    ],
  },
  parse,
});

function parse(line: SyslogLine): Fields | undefined {
  const app = line.app?.toLowerCase();
  if (!SPEAKERS.has(app)) return undefined;
  const text = line.message.trimStart();
  if (text.charCodeAt(0) === 0x7b) return line.json === undefined ? undefined : parseSambaJson(line.json);
  if (text.startsWith('JSON ')) return readLabelled(text);
  const at = afterDebugHeader(text);
  if (text.startsWith('Auth: [', at)) return readAuth(text, at + 6);
  if (text.startsWith('Successful AuthZ: [', at)) return readAuthorization(text, at + 18);
  if (app === undefined) return undefined;
  return readDenied(text, at) ?? readSession(text, at) ?? (text.includes('|') ? parseFullAudit(text) : undefined);
}

/** `JSON Authentication: {...}`: with the class before it, as smbd's own log has it. */
function readLabelled(text: string): Fields | undefined {
  const open = text.indexOf('{');
  if (open < 0 || open > 40) return undefined;
  const body = parseJsonObject(text.slice(open));
  return body && parseSambaJson(body);
}

/** smbd's own file: `[2026/11/20 10:00:01.123456,  3] ../auth/auth_log.c:760(log_authentication_event_human_readable)` may stand before. */
function afterDebugHeader(text: string): number {
  if (text.charCodeAt(0) !== 0x5b) return 0;
  const close = text.indexOf(') ', 20);
  if (close < 0 || close > 200) return 0;
  let at = close + 1;
  while (text.charCodeAt(at) === 0x20) at += 1;
  return at;
}

/**
 * `host9 (ipv4:192.0.2.7:50000) connect to service docs initially as user alice (uid=1000, gid=1000) (pid 7)`,
 * `host9 (ipv4:...) closed connection to service docs`, `check_ntlm_password:  Authentication for user [a] -> [a] FAILED with error NT_STATUS_..`
 */
function readSession(text: string, at: number): Fields | undefined {
  const open = text.indexOf(' (ipv', at);
  const close = text.indexOf(') ', open);
  if (open > 0 && close > 0 && !text.slice(at, open).includes(' ')) return readShare(text, open, close);
  const failed = text.lastIndexOf('] FAILED with error ');
  if (text.startsWith('check_ntlm_password:', at) && failed > 0) {
    const fields = event('smb_login', LOGON_INFO, 3, 'failure'); // the Auth line, which every version since 4.7 writes, counts
    const user = text.indexOf('user [', at);
    const arrow = text.lastIndexOf('] -> [');
    if (user > 0 && arrow > user) put(fields, 'user.name', text.slice(user + 6, arrow));
    put(fields, 'event.reason', text.slice(failed + 20).split(/[,\s]/, 1)[0]);
    return fields;
  }
  if (!/^(?:INTERNAL ERROR|PANIC|smb_panic|Failed to |ERROR)/.test(text.slice(at, at + 40))) return undefined;
  const fields = event('samba_error', PROCESS_ERROR, 2, 'failure');
  put(fields, 'event.reason', text.slice(at));
  return fields;
}

/** libwrap, `hosts deny`: `Denied connection from 192.0.2.7 (192.0.2.7)`; the name before the brackets is what DNS says. */
function readDenied(text: string, at: number): Fields | undefined {
  if (!text.startsWith('Denied connection from ', at)) return undefined;
  const fields = event('smb_denied', CONNECTION_DENIED, 2, 'failure');
  const open = text.lastIndexOf('(');
  const close = text.indexOf(')', open);
  const host = open < 0 || close < 0 ? text.slice(at + 23).trim() : text.slice(open + 1, close);
  putHost(fields, 'source', host, 'samba.source_address');
  return fields;
}

function readShare(text: string, open: number, close: number): Fields | undefined {
  const isOpened =
    text.startsWith('connect to service ', close + 2) || text.startsWith('signed connect to service ', close + 2);
  if (!isOpened && !text.startsWith('closed connection to service ', close + 2)) return undefined;
  const fields = isOpened ? event('smb_share', SESSION_START, 1, 'success') : event('smb_share', SESSION_END, 1);
  putPeer(fields, 'source', text.slice(open + 2, close));
  const rest = text.slice(text.indexOf(' to service ', close) + 12);
  const as = rest.lastIndexOf(' initially as user ');
  put(fields, 'samba.share', as < 0 ? rest : rest.slice(0, as));
  if (as > 0) put(fields, 'user.name', rest.slice(as + 19).split(' (uid=', 1)[0]);
  return fields;
}
