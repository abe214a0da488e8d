// Services of a Linux machine that say little about logons: MIT's Kerberos server (kdc_log.c), Webmin (miniserv.pl), libwrap in
// the name of the daemon that it guards. Who asks is a stranger's text; the address stands before it or at the end.

import type { Fields } from '#src/event/event.js';
import {
  CONNECTION_DENIED,
  CONNECTION_START,
  event,
  LOGON,
  LOGON_DENIED,
  LOGON_INFO,
  SESSION_END,
} from '#src/event/kinds.js';
import { PatternTable } from '#src/event/patterns.js';

const ASKED = 'AS_REQ (<_:phrase>) <source.ip>:';
const ASKED_FOR_SERVICE = 'TGS_REQ (<_:phrase>) <source.ip>:';
const WHO = '<user.name:text> for <linux_auth.principal>';
const failed = event('authentication', LOGON, 3, 'failure');
const refused = event('authentication', LOGON_DENIED, 3, 'failure');

const KERBEROS = new PatternTable(
  [
    [`${ASKED} ISSUE: <_:phrase>}, ${WHO}`, event('authentication', LOGON, 1, 'success'), splitRealm],
    // the first step of every logon
    [`${ASKED} NEEDED_PREAUTH: ${WHO}, Additional pre-authentication required`, event('authentication', LOGON_INFO, 1), splitRealm],
    [`${ASKED} PREAUTH_FAILED: ${WHO}, Preauthentication failed`, failed, splitRealm],
    [`${ASKED} CLIENT_NOT_FOUND: ${WHO}, Client not found in Kerberos database`, { ...failed, 'linux_auth.invalid_user': true }, splitRealm],
    [`${ASKED} LOCKED_OUT: ${WHO}, Client's credentials have been revoked`, refused, splitRealm],
    [`${ASKED} CLIENT EXPIRED: ${WHO}, Client's entry in database has expired`, refused, splitRealm],
    [`${ASKED_FOR_SERVICE} ISSUE: <_:phrase>}, ${WHO}`, event('authentication', LOGON_INFO, 1, 'success'), splitRealm],
    [`${ASKED_FOR_SERVICE} UNKNOWN_SERVER: <_:phrase>, ${WHO}, Server not found in Kerberos database`, event('authentication', LOGON_INFO, 2, 'failure'), splitRealm],
  ],
  'linux_auth',
); // prettier-ignore

const webLogon = event('application_login', LOGON, 3, 'failure');

const WEBMIN = new PatternTable(
  [
    ['Successful login as <user.name:text> from <source:host>', event('application_login', LOGON, 1, 'success')],
    ['Invalid login as <user.name:text> from <source:host>', webLogon],
    ['Non-existent login as <user.name:text> from <source:host>', { ...webLogon, 'linux_auth.invalid_user': true }],
    ['Logout by <user.name:text> from <source:host>', event('application_logout', SESSION_END, 1)],
    ['Security alert: Host <source:host> blocked after <linux_auth.attempts:int> failed logins <_:text>', event('application_login', LOGON_DENIED, 3, 'failure')],
  ],
  'linux_auth',
); // prettier-ignore

const CONNECTIONS = new PatternTable(
  [
    ['connect from <_:text> (<source:host>)', event('service_connection', CONNECTION_START, 1)],
    ['connect from <source:host>', event('service_connection', CONNECTION_START, 1)],
    ['refused connect from <_:text> (<source:host>)', event('service_connection', CONNECTION_DENIED, 2, 'failure')],
    ['refused connect from <source:host>', event('service_connection', CONNECTION_DENIED, 2, 'failure')],
  ],
  'linux_auth',
); // prettier-ignore

export const KERBEROS_PROGRAMS = ['krb5kdc'] as const;
export const WEBMIN_PROGRAMS = ['webmin', 'usermin'] as const;
export const CONNECTION_PROGRAMS = [
  'tcpd', 'in.telnetd', 'telnetd', 'in.ftpd', 'in.rshd', 'in.rlogind', 'in.fingerd', 'rpcbind',
] as const; // prettier-ignore

export const parseKerberos = (text: string): Fields | undefined => KERBEROS.match(text);
export const parseWebmin = (text: string): Fields | undefined => WEBMIN.match(text);
export const parseConnection = (text: string): Fields | undefined => CONNECTIONS.match(text);

/** `bob@EXAMPLE.ORG`; the realm is the server's own where the last at sign stands. */
function splitRealm(fields: Fields): void {
  const principal = fields['user.name'] ?? '';
  const at = principal.lastIndexOf('@');
  if (at < 1 || at === principal.length - 1) return;
  fields['user.name'] = principal.slice(0, at);
  fields['user.domain'] = principal.slice(at + 1);
}
