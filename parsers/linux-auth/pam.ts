// Linux-PAM: `pam_<module>(<service>:<type>): <what>`, written under the name of whatever program asked.

import type { Fields } from '#src/event/event.js';
import { event, LOGON, LOGON_DENIED, LOGON_INFO, SESSION_END, SESSION_START, USER_CHANGE } from './kinds.js';
import { between, putName, putSource } from './text.js';

/** Services in which the session's user is the one acted on and `by` names who acts. */
const IS_BECOMING: ReadonlySet<string> = new Set([
  'su',
  'su-l',
  'sudo',
  'sudo-i',
  'runuser',
  'runuser-l',
  'doas',
  'polkit-1',
]);

/** Services that log the outcome of a logon themselves: PAM's line about it is `info`, so that an attempt counts once. */
const TELLS_ITSELF: ReadonlySet<string> = new Set([
  'sshd',
  'login',
  'su',
  'su-l',
  'sudo',
  'sudo-i',
  'vsftpd',
  'dropbear',
]);

/** `text` holds a PAM sentence, at its beginning or after a program's own words; undefined when none of ours. */
export function parsePam(text: string): Fields | undefined {
  if (text.startsWith('PAM ')) return readSummary(text);
  const open = text.indexOf('(');
  const close = text.indexOf('): ', open);
  if (!text.startsWith('pam_') || open < 0 || close < 0 || close > 120) return undefined;
  const colon = text.indexOf(':', open);
  const service = text.slice(open + 1, colon > 0 && colon < close ? colon : close);
  const fields = readWhat(text, close + 3, service);
  if (fields === undefined) return undefined;
  putName(fields, 'linux_auth.pam_module', text.slice(0, open));
  putName(fields, 'linux_auth.service', service);
  return fields;
}

function readWhat(text: string, at: number, service: string): Fields | undefined {
  if (text.startsWith('authentication failure;', at)) return readCheck(text, at, service, 'failure');
  if (text.startsWith('session opened for user ', at)) return readSession(text, at + 24, service, true);
  if (text.startsWith('session closed for user ', at)) return readSession(text, at + 24, service, false);
  if (text.startsWith('authentication success;', at)) return readCheck(text, at, service, 'success');
  if (text.startsWith('check pass; user unknown', at)) return event('authentication', LOGON_INFO, 2, 'failure');
  if (text.startsWith('received for user ', at)) return readReceived(text, at + 18);
  if (text.startsWith('password changed for ', at)) return named('password_changed', text.slice(at + 21));
  if (text.startsWith('Consecutive login failures for user ', at)) return readLocked(text, at + 36);
  if (text.startsWith('user ', at) && text.includes(' tally ', at)) return readTally(text, at + 5);
  if (text.startsWith('account ', at) && text.includes(' has expired', at)) return readExpired(text, at + 8);
  if (text.startsWith('requirement ', at)) return readRequirement(text, at);
  if (text.startsWith('Accepted ', at)) return readCode(text, at + 9, true);
  if (text.startsWith('Invalid verification code for ', at)) return readCode(text, at + 26, false);
  return undefined;
}

/** `PAM 2 more authentication failures; logname= ... rhost=<host>  user=<user>` */
function readSummary(text: string): Fields | undefined {
  const more = text.indexOf(' more authentication failure');
  if (more < 0) return undefined;
  const fields = event('authentication', LOGON_INFO, 3, 'failure');
  putWho(fields, text, more);
  const count = Number(text.slice(4, more));
  if (Number.isSafeInteger(count) && count > 0) fields['linux_auth.repeated'] = count;
  return fields;
}

/** `logname= uid=0 euid=0 tty=ssh ruser= rhost=<host>  user=<user>`: the user comes last and runs to the end. */
function readCheck(text: string, at: number, service: string, outcome: 'failure' | 'success'): Fields {
  const kind = TELLS_ITSELF.has(service) ? LOGON_INFO : LOGON;
  const fields = event('authentication', kind, outcome === 'failure' ? 3 : 1, outcome);
  putWho(fields, text, at);
  return fields;
}

function putWho(fields: Fields, text: string, at: number): void {
  const rhost = text.indexOf(' rhost=', at);
  const user = text.indexOf(' user=', rhost < 0 ? at : rhost);
  if (user > 0) putName(fields, 'user.name', text.slice(user + 6));
  if (rhost < 0) return;
  let end = rhost + 7;
  while (end < text.length && text.charCodeAt(end) > 0x20) end += 1;
  if (end > rhost + 7) putSource(fields, text, rhost + 7, end);
}

/** `<user>[(uid=0)] by [<user>](uid=0)` / `<user>` */
function readSession(text: string, at: number, service: string, opened: boolean): Fields {
  const fields = opened
    ? event('session_opened', SESSION_START, 1, 'success')
    : event('session_closed', SESSION_END, 1);
  const by = text.lastIndexOf(' by ');
  const whom = withoutUid(text.slice(at, by > at ? by : text.length));
  const actor = by > at ? withoutUid(text.slice(by + 4)) : '';
  if (!IS_BECOMING.has(service)) {
    putName(fields, 'user.name', whom);
    return fields;
  }
  putName(fields, 'user.target.name', whom);
  putName(fields, 'user.name', actor);
  return fields;
}

function withoutUid(name: string): string {
  const uid = name.lastIndexOf('(uid=');
  return uid < 0 ? name : name.slice(0, uid);
}

/** pam_sss: `<user>: 7 (Authentication failure)` */
function readReceived(text: string, at: number): Fields | undefined {
  const colon = text.lastIndexOf(': ');
  if (colon < at) return undefined;
  const isSuccess = text.startsWith('0 ', colon + 2);
  const fields = isSuccess
    ? event('authentication', LOGON, 1, 'success')
    : event('authentication', LOGON, 3, 'failure');
  putName(fields, 'user.name', text.slice(at, colon));
  putName(fields, 'event.reason', between(text, '(', ')', colon) ?? '');
  return fields;
}

function named(action: 'password_changed', user: string): Fields {
  const fields = event(action, USER_CHANGE, 2, 'success');
  putName(fields, 'user.target.name', user);
  return fields;
}

/** pam_faillock: `<user> account temporarily locked` */
function readLocked(text: string, at: number): Fields | undefined {
  const end = text.lastIndexOf(' account ');
  if (end < at) return undefined;
  const fields = event('account_locked', LOGON_DENIED, 3, 'failure');
  putName(fields, 'user.name', text.slice(at, end));
  return fields;
}

/** pam_tally2: `<user> (4001) tally 6, deny 5` */
function readTally(text: string, at: number): Fields | undefined {
  const tally = text.lastIndexOf(' tally ');
  const uid = text.lastIndexOf(' (', tally);
  if (uid < at) return undefined;
  const fields = event('account_locked', LOGON_DENIED, 3, 'failure');
  putName(fields, 'user.name', text.slice(at, uid));
  return fields;
}

function readExpired(text: string, at: number): Fields {
  const fields = event('authentication', LOGON_DENIED, 2, 'failure');
  const end = text.indexOf(' has expired', at);
  putName(fields, 'user.name', text.slice(at, end));
  putName(fields, 'event.reason', text.slice(end + 1));
  return fields;
}

/** pam_succeed_if: `requirement "uid >= 1000" not met by user "root"` */
function readRequirement(text: string, at: number): Fields | undefined {
  const by = text.lastIndexOf(' by user "');
  if (by < at || !text.includes(' not met ', at)) return undefined;
  const fields = event('authentication', LOGON_INFO, 1, 'failure');
  putName(fields, 'user.name', text.slice(by + 10, text.endsWith('"') ? -1 : undefined));
  return fields;
}

/** pam_google_authenticator: `Accepted google_authenticator code for <user>` / `Invalid verification code for <user>` */
function readCode(text: string, at: number, accepted: boolean): Fields | undefined {
  const forAt = text.indexOf(' for ', at - 1);
  if (forAt < 0) return undefined;
  const fields = accepted
    ? event('authentication', LOGON_INFO, 1, 'success')
    : event('authentication', LOGON, 3, 'failure');
  putName(fields, 'user.name', text.slice(forAt + 5));
  return fields;
}
