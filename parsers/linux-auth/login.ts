// login(1) of util-linux and shadow: logons at consoles, serial lines and telnet.

import type { Fields } from '#src/event/event.js';
import { event, LOGON, LOGON_DENIED } from '#src/event/kinds.js';
import { parsePam } from './pam.js';
import { between, putName, putSource } from './text.js';

export function parseLogin(text: string): Fields | undefined {
  if (text.startsWith('pam_')) return parsePam(text);
  if (text.startsWith('FAILED LOGIN ')) return readFailed(text, event('console_login', LOGON, 3, 'failure'));
  if (text.startsWith('TOO MANY LOGIN TRIES '))
    return readFailed(text, event('console_login', LOGON_DENIED, 3, 'failure'));
  if (text.startsWith('invalid password for ')) return readInvalid(text);
  if (text.startsWith('ROOT LOGIN')) return readRoot(text);
  if (text.startsWith('LOGIN ON ') || text.startsWith('DIALUP AT ')) return readOn(text);
  return readOthers(text);
}

/** `FAILED LOGIN (1) on '/dev/tty1' [from 'host'] FOR 'root', <why>` / `FAILED LOGIN 1 FROM <host> FOR <user>, <why>` */
function readFailed(text: string, fields: Fields): Fields | undefined {
  const forAt = text.indexOf(' FOR ');
  const comma = text.lastIndexOf(', ');
  if (forAt < 0) return undefined;
  putName(fields, 'user.name', unquoted(text.slice(forAt + 5, comma > forAt ? comma : text.length)));
  if (comma > forAt) putName(fields, 'event.reason', text.slice(comma + 2));
  const head = text.slice(0, forAt);
  const from = between(`${head} `, ' FROM ', ' ') ?? between(head, " from '", "'");
  // util-linux has the terminal there where nobody came from elsewhere.
  const isTty = from !== undefined && TTY.test(from);
  putHost(fields, isTty ? undefined : from);
  putTty(fields, isTty ? from : between(head, " on '", "'"));
  return fields;
}

const TTY = /^(?:\/dev\/\S{1,60}|pts\/\d{1,6}|tty[A-Za-z]{0,4}\d{1,6}|hvc\d{1,3}|console)$/;

/** shadow: `invalid password for 'bob' on '/dev/tty1' [from 'host']` */
function readInvalid(text: string): Fields {
  const fields = event('console_login', LOGON, 3, 'failure');
  const on = text.lastIndexOf(" on '");
  const name = unquoted(text.slice(21, on < 0 ? text.length : on));
  if (name !== 'UNKNOWN') putName(fields, 'user.name', name); // shadow's word for a name that might be a mistyped password
  if (on < 0) return fields;
  putTty(fields, between(text, " on '", "'", on));
  putHost(fields, between(text, " from '", "'", on));
  return fields;
}

/** `ROOT LOGIN  on '/dev/tty1'`, `ROOT LOGIN ON tty1[ FROM <host>]` */
function readRoot(text: string): Fields {
  const fields = event('console_login', LOGON, 2, 'success');
  fields['user.name'] = 'root';
  putTty(fields, between(text, " on '", "'") ?? between(`${text} `, ' ON ', ' '));
  putHost(fields, between(`${text} `, ' FROM ', ' '));
  return fields;
}

/** `LOGIN ON tty1 BY alice[ FROM <host>]` */
function readOn(text: string): Fields | undefined {
  const by = text.indexOf(' BY ');
  if (by < 0) return undefined;
  const from = text.lastIndexOf(' FROM ');
  const fields = event('console_login', LOGON, 1, 'success');
  putName(fields, 'user.name', text.slice(by + 4, from > by ? from : text.length));
  if (fields['user.name'] === 'root') fields['event.severity'] = 2;
  if (from > by) putHost(fields, text.slice(from + 6));
  putTty(fields, text.slice(text.startsWith('LOGIN') ? 9 : 10, by));
  return fields;
}

function putHost(fields: Fields, host: string | undefined): void {
  if (host !== undefined) putSource(fields, host, 0, host.length);
}

function putTty(fields: Fields, tty: string | undefined): void {
  if (tty !== undefined) putName(fields, 'linux_auth.tty', tty);
}

function unquoted(text: string): string {
  return text.length >= 2 && text.startsWith("'") && text.endsWith("'") ? text.slice(1, -1) : text;
}

/**
 * BSD: `2 LOGIN FAILURES FROM <host>[, <user>]`, `LOGIN FAILURE ON ttyv0, bob`; BusyBox: `root login on 'ttyS0'`, `login on 'tty1'`;
 * shadow: `'bob' logged in  on '/dev/tty1'`
 */
function readOthers(text: string): Fields | undefined {
  const failure = /^(?:\d{1,5} |REPEATED )?LOGIN FAILURES? (FROM|ON) ([^\s,]+)(?:, (.*))?$/.exec(text);
  if (failure !== null) {
    const fields = event('console_login', LOGON, 3, 'failure');
    if (failure[1] === 'FROM') putHost(fields, failure[2]);
    else putTty(fields, failure[2]);
    putName(fields, 'user.name', failure[3] ?? '');
    return fields;
  }
  const isRoot = text.startsWith('root login on ');
  const logged = text.lastIndexOf("' logged in");
  if (!isRoot && !(text.startsWith("'") && logged > 0)) return undefined;
  const fields = event('console_login', LOGON, isRoot ? 2 : 1, 'success');
  putName(fields, 'user.name', isRoot ? 'root' : text.slice(1, logged));
  putTty(fields, between(text, " on '", "'", Math.max(logged, 0)));
  putHost(fields, between(text, " from '", "'", Math.max(logged, 0)));
  return fields;
}
