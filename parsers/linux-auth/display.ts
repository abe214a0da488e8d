// Display managers and remote desktops: sddm, lightdm, gdm, xrdp. Most of what they say about logons comes from PAM under their names.

import type { Fields } from '#src/event/event.js';
import { readIp } from '#src/event/address.js';
import { CONNECTION_START, event, LOGON, SESSION_END, SESSION_START } from '#src/event/kinds.js';
import { parsePam } from './pam.js';
import { between, putName, putPort, putSource } from './text.js';

export function parseDisplay(text: string): Fields | undefined {
  if (text.startsWith('pam_')) return parsePam(text);
  // sddm quotes with Qt's blanks: `Authentication for user  "alice"  successful`
  return text.startsWith('Authentication for user ') ? readSddm(text) : undefined;
}

function readSddm(text: string): Fields | undefined {
  const close = text.lastIndexOf('"');
  const isSuccess = text.endsWith('successful');
  if (close < 25 || (!isSuccess && !text.endsWith('failed'))) return undefined;
  const fields = isSuccess ? event('console_login', LOGON, 1, 'success') : event('console_login', LOGON, 3, 'failure');
  putName(fields, 'user.name', text.slice(text.indexOf('"') + 1, close));
  return fields;
}

/**
 * xrdp and xrdp-sesman: `[INFO ] AUTHFAIL: user=<user> ip=<a> time=<s>`, `[INFO ] ++ created session (access granted): username <user>, ip
 * <a>:<n> - socket: 12`, `++ reconnected session: ...`, `++ terminated session:  username ...`, `Socket 12: AF_INET connection received from
 * <a> port <n>`
 */
export function parseXrdp(text: string): Fields | undefined {
  if (text.startsWith('pam_')) return parsePam(text);
  const at = text.startsWith('[') ? text.indexOf('] ') + 2 : 0;
  if (text.startsWith('AUTHFAIL: user=', at)) return readAuthFail(text, at + 15);
  const connected = text.startsWith('Socket ', at) ? CONNECTED.exec(text) : null;
  if (connected !== null) {
    const fields = event('remote_desktop_session', CONNECTION_START, 1);
    const from = connected.index + connected[0].length;
    const port = text.lastIndexOf(' port ');
    if (port < from) putAddress(fields, text.slice(from));
    else {
      putSource(fields, text, from, port);
      putPort(fields, text, port + 6, text.length);
    }
    return fields;
  }
  const user = text.indexOf('username ', at);
  if (user < 0) return undefined;
  const isEnd = text.includes('terminated session', at) && text.indexOf('terminated session') < user;
  if (!isEnd && !/(?:created|reconnected|starting) session/.test(text.slice(at, user))) return undefined;
  const fields = isEnd
    ? event('remote_desktop_session', SESSION_END, 1)
    : event('remote_desktop_session', SESSION_START, 1, 'success');
  putName(fields, 'user.name', between(text, 'username ', ', ') ?? '');
  const ip = text.lastIndexOf(', ip ');
  if (ip > user) putAddress(fields, between(`${text} `, ', ip ', ' ', ip) ?? '');
  return fields;
}

/** The address family stands before these words or behind them. */
const CONNECTED = / connection (?:received|accepted) from (?:AF_INET6? )?/;

function readAuthFail(text: string, at: number): Fields | undefined {
  const time = text.lastIndexOf(' time=');
  const ip = text.lastIndexOf(' ip=', time);
  if (ip < at) return undefined;
  const fields = event('remote_desktop_session', LOGON, 3, 'failure');
  putName(fields, 'user.name', text.slice(at, ip));
  putAddress(fields, text.slice(ip + 4, time > ip ? time : text.length));
  return fields;
}

/** `192.0.2.10`, `192.0.2.10:50000`, `[2001:db8::1]:50000`, `::ffff:192.0.2.10` */
function putAddress(fields: Fields, text: string): void {
  const word = text.trim();
  const colon = word.lastIndexOf(':');
  const hasPort = readIp(word) === undefined && readIp(word, 0, colon) !== undefined;
  if (!putSource(fields, word, 0, hasPort ? colon : word.length)) return;
  if (hasPort) putPort(fields, word, colon + 1, word.length);
}

/** cockpit-ws and cockpit-session: `User <user> logged into session`, `New connection to session from <a>`, `Logged out session` */
export function parseCockpit(text: string): Fields | undefined {
  if (text.startsWith('pam_')) return parsePam(text);
  const logged = text.lastIndexOf(' logged into session');
  if (text.startsWith('User ') && logged > 5) {
    const fields = event('session_opened', SESSION_START, 1, 'success');
    putName(fields, 'user.name', text.slice(5, logged));
    return fields;
  }
  if (text.startsWith('New connection to session from ')) {
    const fields = event('session_opened', SESSION_START, 1);
    return putSource(fields, text, 31, text.length) ? fields : undefined;
  }
  return text.startsWith('Logged out session') ? event('session_closed', SESSION_END, 1) : undefined;
}
