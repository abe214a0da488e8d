// sshd's sentences about logons. A user name may hold anything, also ` from 203.0.113.9 port 22 ssh2`; so where the
// sentence ends right after the address, the LAST ` from <address> port <n>` is sshd's own, and the name runs up to it.

import type { Fields, Level } from '#src/event/event.js';
import { readIp } from '#src/event/address.js';
import { event, LOGON, LOGON_DENIED, LOGON_INFO } from '#src/event/kinds.js';
import { readKeyFound } from './sshd-refusal.js';
import { endOfEndpoint, endWithoutPhase, putEndpoint, putName, putSource } from './text.js';

const FROM = ' from ';
/** sshd's words, a name of 32 and an address. */
const MAX_PORTLESS_CHARS = 160;
const STRANGER = ['invalid user ', 'illegal user '] as const;

/** `Accepted <method> for <user> from <address> port <n> ssh2[: <key>]` */
export function readAccepted(text: string, at: number): Fields | undefined {
  const forAt = text.indexOf(' for ', at);
  if (forAt < 0 || forAt - at > 40) return readKeyFound(text, at);
  const fields = event('ssh_login', LOGON, 1, 'success');
  if (!putLogon(fields, text, forAt + 5)) return undefined;
  const method = text.slice(at, forAt);
  putMethod(fields, method);
  if (fields['user.name'] === 'root' && method !== 'publickey') fields['event.severity'] = 2;
  return fields;
}

/** `Failed <method> for [invalid user ]<user> from <address> port <n> ssh2[: <key>]` */
export function readFailed(text: string, at: number): Fields | undefined {
  const forAt = text.indexOf(' for ', at);
  if (forAt < 0 || forAt - at > 40) return undefined;
  const method = text.slice(at, forAt);
  // Every client tries `none` first to learn the methods, and offers each of its keys: no guesses of a password.
  const level: Level = method === 'none' || method === 'publickey' ? 2 : 3;
  const fields = event('ssh_login', LOGON, level, 'failure');
  if (!putLogon(fields, text, forAt + 5)) return undefined;
  putMethod(fields, method);
  if (fields['linux_auth.invalid_user'] === true) fields['event.severity'] = 3;
  return fields;
}

/** `Invalid user <user> from <address>[ port <n>]`; an empty name leaves two blanks. */
export function readInvalidUser(text: string, at: number): Fields | undefined {
  const fields = event('ssh_invalid_user', LOGON_INFO, 3, 'failure');
  const end = endWithoutPhase(text);
  const from = text.lastIndexOf(FROM, end);
  if (from < at - 1) {
    putName(fields, 'user.name', text.slice(at, end));
    return fields;
  }
  if (!putEndpoint(fields, text, from + FROM.length, end)) return undefined;
  if (from > at) putName(fields, 'user.name', text.slice(at, from));
  fields['linux_auth.invalid_user'] = true;
  return fields;
}

/** `input_userauth_request: invalid user <user>[ [preauth]]` (OpenSSH before 7.4) names no address: one in it is a part of the name. */
export function readUnknownUser(text: string, at: number): Fields {
  const fields = event('ssh_invalid_user', LOGON_INFO, 3, 'failure');
  putName(fields, 'user.name', text.slice(at, endWithoutPhase(text)));
  return fields;
}

/** `Postponed|Partial <method> for [invalid user ]<user> from <address> port <n> ssh2` */
export function readStep(text: string, at: number): Fields | undefined {
  const forAt = text.indexOf(' for ', at);
  if (forAt < 0) return undefined;
  const fields = event('ssh_login_step', LOGON_INFO, 1);
  if (!putLogon(fields, text, forAt + 5)) return undefined;
  putMethod(fields, text.slice(at, forAt));
  return fields;
}

/** `maximum authentication attempts exceeded for [invalid user ]<user> from <address> port <n> ssh2 [preauth]` */
export function readMaxAttempts(text: string, at: number): Fields | undefined {
  const fields = event('ssh_max_attempts', LOGON_DENIED, 3, 'failure');
  return putLogon(fields, text, at) ? fields : undefined;
}

/**
 * `error: PAM: <reason> for [illegal user ]<user> from <host>[ via <address>]`
 *
 * Of a user that does not exist `Failed keyboard-interactive/pam for invalid user ...` always follows (auth_log in auth.c), and is the
 * attempt. Of others it follows from half of MaxAuthTries on, and this line may be missing or name a host: both count.
 */
export function readPamFailure(text: string, at: number): Fields | undefined {
  let end = endWithoutPhase(text);
  const via = text.lastIndexOf(' via ', end); // macOS: the address of this machine
  if (via > 0 && readIp(text, via + 5, end) !== undefined) end = via;
  const forAt = text.indexOf(' for ', at);
  const from = text.lastIndexOf(FROM, end - 1);
  if (forAt < 0 || from < forAt + 4) return undefined;
  const fields = event('ssh_login', LOGON, 3, 'failure');
  if (!putSource(fields, text, from + FROM.length, end)) return undefined;
  putUser(fields, text, forAt + 5, from);
  if (fields['linux_auth.invalid_user'] === true) fields['event.type'] = LOGON_INFO.type;
  putName(fields, 'event.reason', text.slice(at, forAt));
  fields['linux_auth.method'] = 'keyboard-interactive/pam';
  return fields;
}

/** User, address, port and key of `[invalid user ]<user> from <address> port <n> ssh2[: <key>]` at `at`. */
function putLogon(fields: Fields, text: string, at: number): boolean {
  const end = endWithoutPhase(text);
  const plain = endOfPlain(text, end);
  if (plain > 0) {
    const from = text.lastIndexOf(FROM, plain);
    if (from < at - 1 || !putEndpoint(fields, text, from + FROM.length, plain)) return false;
    putUser(fields, text, at, from);
    return true;
  }
  return putLogonWithKey(fields, text, at, end);
}

/** Where the port ends when nothing but ` ssh2` follows it; -1 when key information does. */
function endOfPlain(text: string, end: number): number {
  if (text.endsWith(' ssh2', end) || text.endsWith(' ssh1', end)) return end - 5;
  const at = text.lastIndexOf(' port ', end);
  // Before 3.9 there was no port. A line that was cut inside a name must not be taken for one, so only short ones count.
  if (at < 0 && end < MAX_PORTLESS_CHARS)
    return readIp(text, text.lastIndexOf(' ', end - 1) + 1, end) === undefined ? -1 : end;
  return at > 0 && endOfEndpoint(text, text.lastIndexOf(' ', at - 1) + 1) === end ? end : -1;
}

/**
 * With key information the stranger's text is at the end (the ID in a certificate), not in the name: sshd tries keys only
 * for accounts that exist. So here the FIRST ` from <address> port <n> ssh2: ` counts.
 */
function putLogonWithKey(fields: Fields, text: string, at: number, end: number): boolean {
  const from = text.indexOf(FROM, at);
  if (from < 0) return false;
  const endpointEnd = endOfEndpoint(text, from + FROM.length);
  if (endpointEnd < 0 || !(text.startsWith(' ssh2: ', endpointEnd) || text.startsWith(' ssh1: ', endpointEnd)))
    return false;
  if (!putEndpoint(fields, text, from + FROM.length, endpointEnd)) return false;
  putUser(fields, text, at, from);
  putKey(fields, text, endpointEnd + 7, end);
  return true;
}

/** `RSA SHA256:...`, `RSA aa:bb:..`, `RSA-CERT SHA256:... ID <text> (serial 7) CA RSA SHA256:...`, or GSSAPI's principal. */
function putKey(fields: Fields, text: string, from: number, end: number): void {
  const space = text.indexOf(' ', from);
  if (space < 0 || space >= end) {
    putName(fields, 'linux_auth.principal', text.slice(from, end));
    return;
  }
  const next = text.indexOf(' ', space + 1);
  putName(fields, 'linux_auth.key_type', text.slice(from, space));
  const fingerprintEnd = next < 0 || next > end ? end : next;
  // hostbased goes on `, client user "alice", client host "web2"`
  const isList = text.charCodeAt(fingerprintEnd - 1) === 0x2c;
  putName(fields, 'linux_auth.key_fingerprint', text.slice(space + 1, isList ? fingerprintEnd - 1 : fingerprintEnd));
  if (next > 0 && text.startsWith(' ID ', next)) {
    const serial = text.lastIndexOf(' (serial ', end);
    if (serial > next + 3) putName(fields, 'linux_auth.certificate_id', text.slice(next + 4, serial));
  }
}

function putUser(fields: Fields, text: string, at: number, to: number): void {
  let start = at;
  if (text.startsWith(STRANGER[0], at) || text.startsWith(STRANGER[1], at)) {
    start += STRANGER[0].length;
    fields['linux_auth.invalid_user'] = true;
  }
  if (start < to) putName(fields, 'user.name', text.slice(start, to));
}

function putMethod(fields: Fields, method: string): void {
  putName(fields, 'linux_auth.method', method);
}
