// Dropbear, the small SSH server of routers and initramfs. Addresses are written `<address>:<port>`, at the end of the sentence.

import type { Fields } from '#src/event/event.js';
import { readPort } from '#src/event/address.js';
import {
  CONFIGURATION_ERROR,
  CONNECTION_END,
  CONNECTION_START,
  LOGON_ABORTED,
  PROCESS_END,
  PROCESS_START,
  LOGON,
  LOGON_DENIED,
  LOGON_INFO,
  event,
} from '#src/event/kinds.js';
import { parsePam } from './pam.js';
import { between, putName, putSource } from './text.js';

/** Newer versions write pid and time themselves, `[825] Jul 10 23:53:52 `, also where syslog does; until 0.52 sentences began small. */
export function parseDropbear(message: string): Fields | undefined {
  const text = withoutOwnHead(message);
  if (text.startsWith('pam_')) return parsePam(text);
  if (text.includes(' auth succeeded for ') || text.startsWith('Auth succeeded with blank password for '))
    return readAccepted(text);
  if (/^[Bb]ad /.test(text) && text.includes('assword attempt for ')) return readBad(text);
  if (text.startsWith('Login attempt ') || text.startsWith('login attempt ')) return readStranger(text);
  if (text.startsWith('Max auth tries reached')) return readMaxTries(text);
  if (text.startsWith('Exit before auth')) return readExitBefore(text);
  if (text.startsWith('Exit (')) return readExit(text);
  if (text.startsWith('Child connection from ')) return atEnd(event('ssh_connection', CONNECTION_START, 1), text);
  return readOthers(text);
}

const OWN_HEAD = /^\[\d{1,10}\] [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d /;

function withoutOwnHead(message: string): string {
  const head = message.charCodeAt(0) === 0x5b ? OWN_HEAD.exec(message) : null;
  return head === null ? message : message.slice(head[0].length);
}

/**
 * `User 'bob' has invalid shell, rejected`, `User account 'bob' is locked`, `root login rejected`, `Auth succeeded with blank password for 'x'
 * from <a>:<n>` (above), `Pubkey auth attempt with unknown algo for 'x' from <a>:<n>`, `Failed listening on '22': ...`
 */
function readOthers(text: string): Fields | undefined {
  if (
    text.startsWith('User ') &&
    (text.endsWith(' rejected') || text.endsWith(' is locked') || text.includes(' not allowed'))
  ) {
    const fields = event('ssh_user_not_allowed', LOGON_DENIED, 3, 'failure');
    const open = text.indexOf("'");
    const close = text.lastIndexOf("'");
    if (close > open) putName(fields, 'user.name', text.slice(open + 1, close));
    putName(fields, 'event.reason', text.slice(close + 1).replace(/^[ ,]+/, ''));
    return fields;
  }
  if (text.startsWith('root login rejected')) {
    const fields = event('ssh_user_not_allowed', LOGON_DENIED, 3, 'failure');
    fields['user.name'] = 'root';
    return fields;
  }
  if (text.startsWith('Pubkey auth attempt with unknown algo for ')) {
    const fields = atEnd(event('ssh_key_refused', LOGON_DENIED, 2, 'failure'), text);
    putName(fields, 'user.name', quotedUser(text));
    return fields;
  }
  if (
    text.startsWith('Failed listening on ') ||
    text.startsWith('Failed loading hostkey') ||
    text.startsWith('Failed to read hostkey')
  ) {
    const fields = event('ssh_configuration_error', CONFIGURATION_ERROR, 2, 'failure');
    putName(fields, 'event.reason', text);
    return fields;
  }
  if (text.startsWith('Early exit: ') || text.startsWith('Terminated by signal'))
    return event('ssh_server_stopped', PROCESS_END, 1);
  const isStart = text.startsWith('Running in background') || text.startsWith('Not backgrounding');
  return isStart ? event('ssh_server_started', PROCESS_START, 1) : undefined;
}

/** `Password auth succeeded for 'root' from <a>:<n>`, `Pubkey auth succeeded for 'root' with <key> from <a>:<n>` */
function readAccepted(text: string): Fields {
  const fields = atEnd(event('ssh_login', LOGON, 1, 'success'), text);
  const isKey = text.startsWith('Pubkey');
  putName(fields, 'user.name', between(text, "'", "'") ?? '');
  fields['linux_auth.method'] = isKey ? 'publickey' : 'password';
  if (!isKey && fields['user.name'] === 'root') fields['event.severity'] = 2;
  return fields;
}

/** `Bad [PAM ]password attempt for '<user>' from <a>:<n>`: the user is known to exist. */
function readBad(text: string): Fields {
  const fields = atEnd(event('ssh_login', LOGON, 3, 'failure'), text);
  putName(fields, 'user.name', quotedUser(text));
  fields['linux_auth.method'] = 'password';
  return fields;
}

/** `Login attempt for nonexistent user[ '<user>'] from <a>:<n>` */
function readStranger(text: string): Fields {
  const fields = atEnd(event('ssh_invalid_user', LOGON_INFO, 3, 'failure'), text);
  putName(fields, 'user.name', quotedUser(text));
  fields['linux_auth.invalid_user'] = true;
  return fields;
}

/** `Max auth tries reached - user '<user>'[ from <a>:<n>]` */
function readMaxTries(text: string): Fields {
  const fields = atEnd(event('ssh_max_attempts', LOGON_DENIED, 3, 'failure'), text);
  const user = text.lastIndexOf(" - user '");
  if (user > 0) putName(fields, 'user.name', quotedUser(text.slice(user + 3)));
  return fields;
}

/** `Exit before auth[ from <<a>:<n>>][:] (user '<user>', 3 fails): <why>`; without the user where none was tried. */
function readExitBefore(text: string): Fields {
  const open = text.indexOf("(user '");
  const close = text.lastIndexOf("', ");
  const isNamed = open > 0 && close > open;
  const first = text.includes(': Max auth tries reached')
    ? readMaxTries(text)
    : isNamed
      ? event('ssh_connection_closed', LOGON_ABORTED, 2, 'failure')
      : event('ssh_connection_closed', CONNECTION_END, 1);
  const fields = putBracketed(first, text, 16);
  if (isNamed) putName(fields, 'user.name', text.slice(open + 7, close));
  return fields;
}

/** `Exit (<user>)[ from <<a>:<n>>]: <why>`: of somebody who was logged on. */
function readExit(text: string): Fields {
  const fields = event('ssh_connection_closed', CONNECTION_END, 1);
  const close = text.indexOf(')');
  putName(fields, 'user.name', text.slice(6, close < 0 ? 6 : close));
  return putBracketed(fields, text, close + 1);
}

/** The name between the first quote and the last one before the address. */
function quotedUser(text: string): string {
  const open = text.indexOf("'");
  const close = text.lastIndexOf("'");
  return open > 0 && close > open ? text.slice(open + 1, close) : '';
}

function putBracketed(fields: Fields, text: string, at: number): Fields {
  if (!text.startsWith(' from <', at)) return fields;
  const close = text.indexOf('>', at);
  return close < 0 ? fields : putAddressAndPort(fields, text, at + 7, close);
}

function atEnd(fields: Fields, text: string): Fields {
  const from = text.lastIndexOf(' from ');
  return from < 0 ? fields : putAddressAndPort(fields, text, from + 6, text.length);
}

function putAddressAndPort(fields: Fields, text: string, from: number, to: number): Fields {
  const colon = text.lastIndexOf(':', to - 1);
  if (colon <= from) return fields;
  const port = readPort(text, colon + 1, to);
  if (port !== undefined && putSource(fields, text, from, colon)) fields['source.port'] = port;
  return fields;
}
