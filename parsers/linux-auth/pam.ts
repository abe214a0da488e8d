// Linux-PAM: `pam_<module>(<service>:<type>): <what>`, written under the name of whatever program asked.

import type { Fields } from '#src/event/event.js';
import { event, LOGON, LOGON_INFO, SESSION_END, SESSION_START } from '#src/event/kinds.js';
import { readModule } from './pam-modules.js';
import { readPamProblem } from './pam-problems.js';
import { between, isDigit, putName, putSource } from './text.js';

/** Services in which the session's user is the one acted on and `by` names who acts. */
const IS_BECOMING: ReadonlySet<string> = new Set([
  'su',
  'su-l',
  'sudo',
  'sudo-i',
  'runuser',
  'systemd-run0',
  'run0',
  'kdesu',
  'pkexec',
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
  'proftpd',
  'pure-ftpd',
  'xrdp-sesman',
  'dovecot',
]);

/** `text` holds a PAM sentence, at its beginning or after a program's own words; undefined when none of ours. */
export function parsePam(text: string): Fields | undefined {
  if (text.startsWith('PAM ')) return readSummary(text);
  if (text.startsWith('(pam_')) return readBefore099(text, text.indexOf(') '), 1, 2);
  if (!text.startsWith('pam_')) return undefined;
  const colonAt = text.indexOf(': ');
  const open = text.indexOf('(');
  // `pam_unix(sshd:auth): `, and of Red Hat's pam_krb5 `pam_krb5[77]: `
  const isNumbered = colonAt > 0 && text.charCodeAt(colonAt - 1) === 0x5d && (open < 0 || open > colonAt);
  const close = isNumbered ? colonAt - 1 : text.indexOf('): ', open);
  if (colonAt > 0 && !isNumbered && (open < 0 || open > colonAt)) return readBefore099(text, colonAt, 0, 2);
  if ((open < 0 && !isNumbered) || close < 0 || close > 120) return undefined;
  const colon = text.indexOf(':', open);
  const service = isNumbered ? '' : text.slice(open + 1, colon > 0 && colon < close ? colon : close);
  const module = text.slice(0, isNumbered ? text.indexOf('[') : open);
  const fields = readWhat(text, close + 3, service, module);
  if (fields === undefined) return undefined;
  putName(fields, 'linux_auth.pam_module', module);
  putName(fields, 'linux_auth.service', service);
  return fields;
}

/** Linux-PAM before 0.99: `(pam_unix) authentication failure; ...`, `pam_unix: ...`, in the name of the program that asked. */
function readBefore099(text: string, end: number, from: number, gap: number): Fields | undefined {
  if (end < 0 || end > 40) return undefined;
  const module = text.slice(from, end);
  const fields = readWhat(text, end + gap, '', module);
  if (fields !== undefined) putName(fields, 'linux_auth.pam_module', module);
  return fields;
}

/** PAM's helper that may read the shadow file: `password check failed for user (bob)`; the service tells of the logon itself. */
export function parseCheckPassword(text: string): Fields | undefined {
  if (text.startsWith('pam_')) return parsePam(text);
  const beginning = 'password check failed for user (';
  if (!text.startsWith(beginning) || !text.endsWith(')')) return undefined;
  const fields = event('authentication', LOGON_INFO, 3, 'failure');
  putName(fields, 'user.name', text.slice(beginning.length, -1));
  return fields;
}

function readWhat(text: string, at: number, service: string, module: string): Fields | undefined {
  if (text.startsWith('authentication failure;', at)) return readCheck(text, at, service, module, 'failure');
  if (text.startsWith('session opened for user ', at)) return readSession(text, at + 24, service, true);
  if (text.startsWith('session closed for user ', at)) return readSession(text, at + 24, service, false);
  if (text.startsWith('authentication success;', at)) return readCheck(text, at, service, module, 'success');
  if (text.startsWith(' more authentication failure', endOfNumber(text, at))) return readMore(text, at);
  const fields = readModule(text, at);
  if (fields !== undefined && TELLS_ITSELF.has(service) && fields['event.type'] === LOGON.type)
    fields['event.type'] = LOGON_INFO.type;
  return fields ?? readPamProblem(text, at);
}

/** `PAM 2 more authentication failures; logname= ... rhost=<host>  user=<user>` */
function readSummary(text: string): Fields | undefined {
  return text.startsWith(' more authentication failure', endOfNumber(text, 4))
    ? readMore(text, 4)
    : readPamProblem(text, 0);
}

/** `2 more authentication failures; ...` */
function readMore(text: string, at: number): Fields {
  const more = endOfNumber(text, at);
  const fields = event('authentication', LOGON_INFO, 3, 'failure');
  putWho(fields, text, more, '', '');
  const count = Number(text.slice(at, more));
  if (Number.isSafeInteger(count) && count > 0) fields['linux_auth.repeated'] = count;
  return fields;
}

/** `logname= uid=0 euid=0 tty=ssh ruser= rhost=<host>  user=<user>`: the user comes last and runs to the end. */
function readCheck(text: string, at: number, service: string, module: string, outcome: 'failure' | 'success'): Fields {
  const kind = TELLS_ITSELF.has(service) ? LOGON_INFO : LOGON;
  const fields = event('authentication', kind, outcome === 'failure' ? 3 : 1, outcome);
  putWho(fields, text, at, service, module);
  return fields;
}

/**
 * `ruser` is who asks (su, sudo), or the name that somebody typed (FTP and mail servers; pam_unix leaves `user=` out when there is no such
 * account). pam_krb5 has the name in `logname`. A typed name may hold ` rhost=`: then nobody can say which host is the true one.
 */
function putWho(fields: Fields, text: string, at: number, service: string, module: string): void {
  const rhost = text.indexOf(' rhost=', at);
  const user = text.indexOf(' user=', rhost < 0 ? at : rhost);
  const asker = text.indexOf(' ruser=', at);
  const typed = asker < 0 || rhost < asker ? '' : text.slice(asker + 7, rhost);
  const isTwice = typed !== '' && text.indexOf(' rhost=', rhost + 7) > 0;
  if (isTwice) fields['tags'] = ['linux_auth.ambiguous'];
  else if (IS_BECOMING.has(service) && user > 0 && typed !== '') {
    const target = text.slice(user + 6).trim();
    putName(fields, 'user.name', typed);
    if (target !== typed) putName(fields, 'user.target.name', target);
  } else if (user > 0) putName(fields, 'user.name', text.slice(user + 6));
  else if (typed !== '') putName(fields, 'user.name', typed);
  else if (module === 'pam_krb5') putName(fields, 'user.name', between(text, 'logname=', ' uid=', at) ?? '');
  if (rhost < 0 || isTwice) return;
  let end = rhost + 7;
  while (end < text.length && text.charCodeAt(end) > 0x20) end += 1;
  if (end > rhost + 7) putSource(fields, text, rhost + 7, end);
}

function endOfNumber(text: string, at: number): number {
  let end = at;
  while (isDigit(text.charCodeAt(end))) end += 1;
  return end;
}

/** `<user>[(uid=0)] by [<user>](uid=0)` / `<user>` */
function readSession(text: string, at: number, service: string, opened: boolean): Fields {
  const fields = opened
    ? event('session_opened', SESSION_START, 1, 'success')
    : event('session_closed', SESSION_END, 1);
  const by = text.lastIndexOf(' by ');
  const isBecoming = IS_BECOMING.has(service);
  putAccount(fields, isBecoming ? 'user.target' : 'user', text.slice(at, by > at ? by : text.length));
  if (isBecoming && by > at) putAccount(fields, 'user', text.slice(by + 4));
  return fields;
}

/** `alice(uid=1000)`, `(uid=0)`, `alice` */
function putAccount(fields: Fields, whose: 'user' | 'user.target', text: string): void {
  const uid = text.lastIndexOf('(uid=');
  putName(fields, `${whose}.name`, uid < 0 ? text : text.slice(0, uid));
  if (uid >= 0 && text.endsWith(')')) putName(fields, `${whose}.id`, text.slice(uid + 5, -1));
}
