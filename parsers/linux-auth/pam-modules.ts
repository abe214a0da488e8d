// What the modules of Linux-PAM and its neighbours say beside `authentication failure` and sessions: locks, expiry, second factors,
// directories. `at` is where the module's own sentence begins; it decides, and names are cut from the end that the module wrote.
// Sources: linux-pam modules/, sssd pam_sss.c, pam-krb5, samba pam_winbind.c, google-authenticator-libpam, nss-pam-ldapd.

import type { Fields } from '#src/event/event.js';
import { event, LOGON, LOGON_DENIED, LOGON_INFO, USER_CHANGE } from '#src/event/kinds.js';
import { between, putName, putSource } from './text.js';

type Reader = (text: string, at: number) => Fields | undefined;

/** Beginning of the sentence -> reader, which gets the position behind it. */
const SENTENCES: readonly (readonly [string, Reader])[] = [
  ['received for user ', readReceived],
  [
    'password changed for ',
    (text, at) => named(event('password_changed', USER_CHANGE, 2, 'success'), 'user.target.name', text.slice(at)),
  ],
  ['Consecutive login failures for user ', (text, at) => locked(text, at, text.lastIndexOf(' account '))],
  ['user ', readUser],
  ["user '", readWinbind],
  ['account ', readExpired],
  ['expired password for user ', (text, at) => expired(text, at, text.lastIndexOf(' ('))],
  ['password for user ', (text, at) => expired(text, at, text.lastIndexOf(' will expire'))],
  ['requirement ', readRequirement],
  ['Accepted ', (text, at) => readCode(text, at, true)],
  ['Invalid verification code for ', (text, at) => code(text.slice(at), false)],
  ['Refused user ', readListfile],
  ['access denied for user ', readAccess],
  ['Access denied for user ', readSssDenied],
  ['Access denied to ', (text, at) => readWheel(text, at, false)],
  ['Access granted to ', (text, at) => readWheel(text, at, true)],
  ['Too many logins ', readTooMany],
  ['authentication succeeds for ', (text, at) => readKerberos(text, at, true)],
  ['authentication fails for ', (text, at) => readKerberos(text, at, false)],
  [
    'Authentication failure; user=',
    (text, at) => named(event('authentication', LOGON, 3, 'failure'), 'user.name', text.slice(at)),
  ],
  ['error trying to bind as user ', readLdap],
  ['Successful Duo login for ', (text, at) => readDuo(text, at, true)],
  ['Failed Duo login for ', (text, at) => readDuo(text, at, false)],
];

export function readModule(text: string, at: number): Fields | undefined {
  for (const [beginning, read] of SENTENCES) {
    if (!text.startsWith(beginning, at)) continue;
    const fields = read(text, at + beginning.length);
    if (fields !== undefined) return fields;
  }
  return undefined;
}

function named(fields: Fields, field: 'user.name' | 'user.target.name', name: string): Fields {
  putName(fields, field, name);
  return fields;
}

/** pam_sss: `<user>: 7 (Authentication failure)`, always behind an `authentication failure;` of its own. */
function readReceived(text: string, at: number): Fields | undefined {
  const colon = text.lastIndexOf(': ');
  if (colon < at) return undefined;
  const isSuccess = text.startsWith('0 ', colon + 2);
  const fields = isSuccess
    ? event('authentication', LOGON_INFO, 1, 'success')
    : event('authentication', LOGON_INFO, 3, 'failure');
  putName(fields, 'event.reason', between(text, '(', ')', colon) ?? '');
  return named(fields, 'user.name', text.slice(at, colon));
}

/** pam_tally2: `<user> (4001) tally 6, deny 5`; pam_unix: `[<user>] has blank password; ...`; pam_krb5: `<user> authenticated as <principal>` */
function readUser(text: string, at: number): Fields | undefined {
  const tally = Math.max(text.lastIndexOf(' tally '), text.lastIndexOf(' has time limit '));
  if (tally > at) return locked(text, at, text.lastIndexOf(' (', tally));
  const as = text.lastIndexOf(' authenticated as ');
  if (as > at) {
    const fields = event('authentication', LOGON_INFO, 1, 'success');
    putName(fields, 'linux_auth.principal', text.slice(as + 18));
    return named(fields, 'user.name', text.slice(at, as));
  }
  const blank = text.lastIndexOf('] has blank password');
  if (blank > at)
    return named(event('authentication', LOGON_INFO, 3, 'success'), 'user.name', text.slice(at + 1, blank));
  const inactive = text.lastIndexOf(' inactive for ');
  if (inactive < at) return undefined;
  return named(event('authentication', LOGON_DENIED, 2, 'failure'), 'user.name', text.slice(at, inactive));
}

function locked(text: string, at: number, end: number): Fields | undefined {
  if (end < at) return undefined;
  return named(event('account_locked', LOGON_DENIED, 3, 'failure'), 'user.name', text.slice(at, end));
}

/** pam_winbind: `<user>' granted access`, `<user>' denied access (incorrect password or invalid membership)` */
function readWinbind(text: string, at: number): Fields | undefined {
  const denied = text.lastIndexOf("' denied access");
  const granted = text.lastIndexOf("' granted access");
  const end = Math.max(denied, granted);
  if (end < at) return undefined;
  const fields =
    granted > denied ? event('authentication', LOGON, 1, 'success') : event('authentication', LOGON, 3, 'failure');
  return named(fields, 'user.name', text.slice(at, end));
}

/** pam_unix: `<user> has expired (account expired)` */
function readExpired(text: string, at: number): Fields | undefined {
  const end = text.indexOf(' has expired', at);
  if (end < at) return undefined;
  const fields = event('authentication', LOGON_DENIED, 2, 'failure');
  putName(fields, 'event.reason', text.slice(end + 1));
  return named(fields, 'user.name', text.slice(at, end));
}

/** pam_unix: `<user> (password aged)`, `<user> will expire in 3 days` */
function expired(text: string, at: number, end: number): Fields | undefined {
  if (end < at) return undefined;
  const fields = event('password_expired', LOGON_INFO, 2);
  putName(fields, 'event.reason', text.slice(end + 1).replace(/^\((.*)\)$/, '$1'));
  return named(fields, 'user.name', text.slice(at, end));
}

/** pam_succeed_if: `requirement "uid >= 1000" [not ]met by user "root"` */
function readRequirement(text: string, at: number): Fields | undefined {
  const by = text.lastIndexOf(' by user "');
  if (by < at || !text.includes(' met ', at)) return undefined;
  const isMet = !text.includes(' not met ', at);
  const fields = event('authentication', LOGON_INFO, 1, isMet ? 'success' : 'failure');
  return named(fields, 'user.name', text.slice(by + 10, text.endsWith('"') ? -1 : undefined));
}

/** pam_google_authenticator: `google_authenticator code for <user>` */
function readCode(text: string, at: number, accepted: boolean): Fields | undefined {
  const forAt = text.indexOf(' for ', at);
  return forAt < 0 ? undefined : code(text.slice(forAt + 5), accepted);
}

function code(user: string, accepted: boolean): Fields {
  const fields = accepted
    ? event('authentication', LOGON_INFO, 1, 'success')
    : event('authentication', LOGON, 3, 'failure');
  return named(fields, 'user.name', user);
}

/** pam_listfile: `<user> for service <service>` */
function readListfile(text: string, at: number): Fields | undefined {
  const end = text.lastIndexOf(' for service ');
  return end < at ? undefined : denied(text.slice(at, end));
}

/** pam_access: `` `<user>' from `<origin>' `` */
function readAccess(text: string, at: number): Fields | undefined {
  const from = text.lastIndexOf("' from `");
  if (from < at || !text.endsWith("'")) return undefined;
  const fields = denied(text.slice(at + 1, from));
  const isTerminal = /^(?:tty|pts\/|\/dev\/|:\d|cron$|LOCAL$)/.test(text.slice(from + 8, from + 16).replace(/'$/, ''));
  if (isTerminal) putName(fields, 'linux_auth.tty', text.slice(from + 8, -1));
  else putSource(fields, text, from + 8, text.length - 1);
  return fields;
}

/** pam_sss: `<user>: 6 (Permission denied)` */
function readSssDenied(text: string, at: number): Fields | undefined {
  const colon = text.lastIndexOf(': ');
  if (colon < at) return undefined;
  const fields = denied(text.slice(at, colon));
  putName(fields, 'event.reason', between(text, '(', ')', colon) ?? '');
  return fields;
}

function denied(user: string): Fields {
  return named(event('authentication', LOGON_DENIED, 3, 'failure'), 'user.name', user);
}

/** pam_wheel: `'root' for 'bob'` */
function readWheel(text: string, at: number, isGranted: boolean): Fields | undefined {
  const forAt = text.lastIndexOf("' for '");
  if (forAt < at || !text.endsWith("'")) return undefined;
  const fields = isGranted
    ? event('authentication', LOGON_INFO, 1, 'success')
    : event('authentication', LOGON_DENIED, 3, 'failure');
  putName(fields, 'user.target.name', text.slice(at + 1, forAt));
  return named(fields, 'user.name', text.slice(forAt + 7, -1));
}

/** pam_limits: `(max 3) for <user>` */
function readTooMany(text: string, at: number): Fields | undefined {
  const forAt = text.indexOf(') for ', at);
  if (forAt < 0) return undefined;
  return named(event('limits_reached', LOGON_DENIED, 2, 'failure'), 'user.name', text.slice(forAt + 6));
}

/** pam_krb5: `'<user>' (<principal>)[: <reason>]` */
function readKerberos(text: string, at: number, isSuccess: boolean): Fields | undefined {
  const open = text.indexOf("' (", at);
  if (open < 0) return undefined;
  const fields = isSuccess
    ? event('authentication', LOGON_INFO, 1, 'success')
    : event('authentication', LOGON, 3, 'failure');
  const close = text.indexOf(')', open);
  putName(fields, 'linux_auth.principal', text.slice(open + 3, close < 0 ? text.length : close));
  if (close > 0 && text.startsWith(': ', close + 1)) putName(fields, 'event.reason', text.slice(close + 3));
  return named(fields, 'user.name', text.slice(at + 1, open));
}

/** pam_ldap: `"uid=bob,ou=people,dc=example,dc=org" (Invalid credentials)` */
function readLdap(text: string, at: number): Fields | undefined {
  const close = text.lastIndexOf('" (');
  if (close < at) return undefined;
  const fields = event('authentication', LOGON, 3, 'failure');
  const name = text.slice(at + 1, close);
  putName(fields, 'linux_auth.principal', name);
  putName(fields, 'event.reason', text.slice(close + 3, text.endsWith(')') ? -1 : undefined));
  const first = name.slice(name.indexOf('=') + 1);
  return named(fields, 'user.name', first.includes(',') ? first.slice(0, first.indexOf(',')) : first);
}

/** pam_duo: `'<user>' from <address>` */
function readDuo(text: string, at: number, isSuccess: boolean): Fields | undefined {
  const from = text.lastIndexOf("' from ");
  if (from < at) return undefined;
  const fields = isSuccess
    ? event('authentication', LOGON_INFO, 1, 'success')
    : event('authentication', LOGON, 3, 'failure');
  putSource(fields, text, from + 7, text.length);
  return named(fields, 'user.name', text.slice(at + 1, from));
}
