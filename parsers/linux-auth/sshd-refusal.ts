// sshd's sentences about users, keys and files that it does not accept. Sources: auth.c, auth2-pubkey.c, auth2-pubkeyfile.c, auth-pam.c,
// auth-shadow.c, auth2-hostbased.c of openssh-portable. Paths and principals in them come from the machine or from the client; they end up
// as a reason and never as an address.

import type { Fields } from '#src/event/event.js';
import { event, FILE_ACCESS, LOGON_DENIED, LOGON_INFO } from '#src/event/kinds.js';
import { between, endWithoutPhase, putEndpoint, putName } from './text.js';

const FROM = ' from ';

/** `User <user>[ from <host>] not allowed because <reason>`, `User <user> password has expired (password aged)` */
export function readUser(text: string, at: number): Fields | undefined {
  const why = text.lastIndexOf(' not allowed because ');
  if (why < at) return readExpired(text, at);
  const fields = event('ssh_user_not_allowed', LOGON_DENIED, 3, 'failure');
  const from = text.lastIndexOf(FROM, why);
  const hasAddress = from > at && putEndpoint(fields, text, from + FROM.length, why);
  putName(fields, 'user.name', text.slice(at, hasAddress ? from : why));
  putName(fields, 'event.reason', text.slice(why + 21, endWithoutPhase(text)));
  return fields;
}

/** `Account <user> has expired`, `Password for <user> has expired`, `User <user> password has expired (...)` */
export function readExpired(text: string, at: number): Fields | undefined {
  const end = endWithoutPhase(text);
  const has = text.lastIndexOf(' has expired', end);
  if (has < at) return undefined;
  const isPassword = text.startsWith('Password for ') || text.endsWith(' password', has);
  const nameEnd = text.endsWith(' password', has) ? has - 9 : has;
  const fields = isPassword
    ? event('password_expired', LOGON_DENIED, 2, 'failure')
    : event('ssh_user_not_allowed', LOGON_DENIED, 2, 'failure');
  putName(fields, 'user.name', text.slice(at, nameEnd));
  putName(fields, 'event.reason', text.slice(has + 1, end));
  return fields;
}

/** `[fatal: ]Access denied for user <user> by PAM account configuration` */
export function readPamDenied(text: string, at: number): Fields | undefined {
  const by = text.lastIndexOf(' by PAM account configuration');
  if (by < at) return undefined;
  const fields = event('ssh_user_not_allowed', LOGON_DENIED, 3, 'failure');
  putName(fields, 'user.name', text.slice(at, by));
  fields['event.reason'] = 'PAM account configuration';
  return fields;
}

/** `PAM: User account has expired for [illegal user ]<user> from <host>` goes to readPamFailure; this is what names nobody. */
export function readNoShadow(text: string, at: number): Fields {
  const fields = event('ssh_invalid_user', LOGON_INFO, 2, 'failure');
  putName(fields, 'user.name', text.slice(at, endWithoutPhase(text)));
  fields['event.reason'] = 'no shadow information';
  return fields;
}

/** `Authentication refused: bad ownership or modes for file /home/bob/.ssh/authorized_keys`, `... for <user>: bad owner or modes for <path>` */
export function readFilesRefused(text: string, at: number): Fields {
  const fields = event('ssh_files_refused', FILE_ACCESS, 2, 'failure');
  const end = endWithoutPhase(text);
  const path = text.indexOf(' /', at);
  if (path > 0) putName(fields, 'file.path', text.slice(path + 1, end));
  const isUser = text.startsWith(' for ', at);
  const colon = text.indexOf(': ', at);
  if (isUser && colon > 0) putName(fields, 'user.name', text.slice(at + 5, colon));
  putName(fields, 'event.reason', text.slice(isUser && colon > 0 ? colon + 2 : at, end));
  return fields;
}

/**
 * `Authentication tried for <user> with correct key but not from a permitted host (host=<h>, ip=<a>, required=<list>).`,
 * `... with valid certificate but not from a permitted source address (<a>).`, `cert: ... `
 */
export function readFromElsewhere(text: string, at: number): Fields | undefined {
  const open = text.lastIndexOf(' but not from ');
  const nameEnd = Math.max(text.lastIndexOf(' with correct key', open), text.lastIndexOf(' with valid ', open));
  if (open < at || nameEnd < at) return undefined;
  const fields = event('ssh_key_refused', LOGON_DENIED, 3, 'failure');
  putName(fields, 'user.name', text.slice(at, nameEnd));
  const address = between(text, 'ip=', ',', open) ?? between(text, '(', ')', open) ?? '';
  putEndpoint(fields, address, 0, address.length);
  putName(fields, 'event.reason', text.slice(open + 5, endWithoutPhase(text)));
  return fields;
}

/** `userauth_pubkey: signature algorithm ssh-rsa not in PubkeyAcceptedAlgorithms`, `Authentication key RSA SHA256:... revoked by file ...` */
export function readKeyRefused(text: string, at: number): Fields {
  const fields = event('ssh_key_refused', LOGON_DENIED, 2, 'failure');
  const end = endWithoutPhase(text);
  const algorithm = between(text, 'algorithm ', ' ', at) ?? between(text, 'key type ', ' ', at);
  if (algorithm !== undefined) putName(fields, 'linux_auth.key_type', algorithm);
  const fingerprint = text.indexOf(' SHA256:', at);
  if (fingerprint > 0) {
    const space = text.indexOf(' ', fingerprint + 1);
    putName(fields, 'linux_auth.key_fingerprint', text.slice(fingerprint + 1, space < 0 ? end : space));
    if (text.startsWith('Authentication key ', at - 19))
      putName(fields, 'linux_auth.key_type', text.slice(at, fingerprint));
  }
  putName(fields, 'event.reason', text.slice(at, end));
  return fields;
}

/** `Accepted key RSA SHA256:... found at <path>:<line>`, `Accepted certificate ID "<id>" (serial 7) signed by ... via <path>`: before the signature. */
export function readKeyFound(text: string, at: number): Fields | undefined {
  if (!text.startsWith('key ', at) && !text.startsWith('certificate ID ', at)) return undefined;
  const fields = event('ssh_login_step', LOGON_INFO, 1);
  if (text.startsWith('certificate', at)) {
    const serial = text.lastIndexOf('" (serial ');
    if (serial > at + 16) putName(fields, 'linux_auth.certificate_id', text.slice(at + 16, serial));
    return fields;
  }
  const space = text.indexOf(' ', at + 4);
  const found = text.indexOf(' found at ', space);
  if (space < 0 || found < 0) return undefined;
  putName(fields, 'linux_auth.key_type', text.slice(at + 4, space));
  putName(fields, 'linux_auth.key_fingerprint', text.slice(space + 1, found));
  putName(fields, 'file.path', text.slice(found + 10, endWithoutPhase(text)));
  return fields;
}

/** `Authorized to <user>, krb5 principal <principal> (<how>)` */
export function readAuthorized(text: string, at: number): Fields | undefined {
  const comma = text.indexOf(', krb5 principal ', at);
  if (comma < 0) return undefined;
  const fields = event('ssh_login_step', LOGON_INFO, 1, 'success');
  putName(fields, 'user.name', text.slice(at, comma));
  const open = text.lastIndexOf(' (');
  putName(fields, 'linux_auth.principal', text.slice(comma + 17, open > comma ? open : text.length));
  return fields;
}
