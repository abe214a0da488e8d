// `Login: user=<alice>, method=PLAIN, rip=203.0.113.9, lip=192.0.2.1, mpid=7, TLS, session=<abc>` and its failed kin. The name is the client's
// text; Dovecot lets `>` pass. The addresses are therefore the last of the line, and the name ends before them.
// https://doc.dovecot.org/2.3/settings/core/ (login_log_format_elements); src/login-common/client-common.c

import type { Fields } from '#src/event/event.js';
import { CONNECTION_DENIED, CONNECTION_END, CONNECTION_ERROR, event, LOGON, NETWORK_INFO } from '#src/event/kinds.js';
import { put } from '#src/event/put.js';

const LOGGED_ON =
  /^(?:Login$|Logged in$|Successful login|Internal login|proxy\([^)]{0,200}\): (?:Started proxying|Login succeeded)\b)/;

export function readLogin(text: string, protocol: string): Fields | undefined {
  const userAt = text.indexOf(': user=<');
  const peerAt = text.lastIndexOf(', rip=');
  const said = text.slice(0, userAt < 0 ? (peerAt < 0 ? text.length : peerAt) : userAt);
  const fields = userAt < 0 && peerAt < 0 ? readTrouble(said) : eventOf(said);
  if (fields === undefined) return undefined;
  fields['network.protocol'] = protocol;
  if (peerAt >= 0) putPeer(fields, text, peerAt);
  if (userAt >= 0) putUser(fields, text, userAt + 8, peerAt < 0 ? text.length : peerAt);
  return fields;
}

function eventOf(said: string): Fields {
  if (LOGGED_ON.test(said)) return event('mail_login', LOGON, 1, 'success');
  const attempts = /\bauth failed, (\d{1,9}) attempts/.exec(said);
  if (
    attempts !== null ||
    /auth_failed|Authentication fail|tried to use disabled|tried to use disallowed|disabled plaintext/i.test(said)
  ) {
    const fields = reasoned(event('mail_login', LOGON, 3, 'failure'), said);
    put(fields, 'dovecot.attempts', attempts?.[1]);
    return fields;
  }
  if (said.startsWith('Maximum number of connections'))
    return reasoned(event('mail_connection', CONNECTION_DENIED, 2, 'failure'), said);
  return reasoned(event('mail_connection', CONNECTION_END, 1), said);
}

function readTrouble(said: string): Fields | undefined {
  const isTrouble = /^(?:Error|Warning|Fatal|Panic): /.test(said);
  if (isTrouble) return reasoned(event('mail_connection', CONNECTION_ERROR, 2), said);
  return said === '' ? undefined : reasoned(event('mail_connection', NETWORK_INFO, 1), said);
}

function reasoned(fields: Fields, said: string): Fields {
  put(fields, 'event.reason', said);
  return fields;
}

function putPeer(fields: Fields, text: string, at: number): void {
  for (const part of text.slice(at + 2).split(', ', 16)) {
    const sign = part.indexOf('=');
    const value = part.slice(sign + 1);
    if (part.startsWith('rip=')) put(fields, 'source.ip', value, 'dovecot.rip');
    else if (part.startsWith('rport=')) put(fields, 'source.port', value, 'dovecot.rport');
    else if (part.startsWith('lip=')) put(fields, 'destination.ip', value, 'dovecot.lip');
    else if (part.startsWith('lport=')) put(fields, 'destination.port', value, 'dovecot.lport');
    else if (part.startsWith('session=<')) put(fields, 'dovecot.session', value.slice(1, -1));
    else if (part.startsWith('TLS') || part === 'secured') put(fields, 'dovecot.secured', part);
  }
}

/** From `user=<` to the last `>` before the addresses; `, method=PLAIN` stands between. */
function putUser(fields: Fields, text: string, from: number, to: number): void {
  const close = text.lastIndexOf('>', to);
  if (close < from) return;
  put(fields, 'user.name', text.slice(from, close));
  const method = /^>, method=([\w-]{1,40})$/.exec(text.slice(close, to));
  put(fields, 'dovecot.method', method?.[1]);
}
