// sshd's sentences about connections that came to nothing: refused, broken off, never SSH. What the client sent stands in
// quotes or last, so the address right after sshd's own words counts.

import type { Fields } from '#src/event/event.js';
import { readIp, readPort } from '#src/event/address.js';
import { CONNECTION_DENIED, CONNECTION_END, CONNECTION_ERROR, LOGON_DENIED, event } from '#src/event/kinds.js';
import { putPeer } from './sshd-peer.js';
import { between, endOfEndpoint, endWithoutPhase, putEndpoint, putName, putPort, putSource } from './text.js';

/** `Unable to negotiate with <address>[ port <n>]: <what>. Their offer: <list>`, `Unable to negotiate a key exchange method` */
export function readNegotiation(text: string, at: number): Fields | undefined {
  const fields = event('ssh_negotiation_failed', CONNECTION_ERROR, 2, 'failure');
  if (text.startsWith('a ', at)) {
    putName(fields, 'event.reason', text.slice(at - 'Unable to negotiate '.length, endWithoutPhase(text))); // names nobody
    return fields;
  }
  const endpoint = at + 'with '.length;
  const withPort = endOfEndpoint(text, endpoint);
  const end = withPort > 0 ? withPort : text.indexOf(': ', endpoint);
  if (!text.startsWith('with ', at) || end < 0 || !putEndpoint(fields, text, endpoint, end)) return undefined;
  putName(
    fields,
    'event.reason',
    between(text, ': ', '. Their offer', end) ?? text.slice(end + 2, endWithoutPhase(text)),
  );
  return fields;
}

/** The many sentences about clients that do not speak SSH; the address is after `from`, `with`, `for` or `to`, if there is one. */
export function readBroken(text: string, at: number): Fields | undefined {
  const fields = event('ssh_protocol_error', CONNECTION_ERROR, 2, 'failure');
  const connection = text.indexOf('Connection from ');
  const quote = text.lastIndexOf("'");
  const from = quote > 0 ? text.indexOf(' from ', quote) : text.indexOf(' from ', Math.max(connection, 0));
  if (from > 0) putFirstEndpoint(fields, text, from + 6);
  else if (text[at - 1] === ' ' && connection < 0) putFirstEndpoint(fields, text, at);
  return fields;
}

/** `refused connect from [<user>@]<host> (<address>)`, by libwrap. */
export function readRefused(text: string, at: number): Fields | undefined {
  const fields = event('ssh_connection_refused', CONNECTION_DENIED, 2, 'failure');
  const open = text.lastIndexOf(' (');
  const end = endWithoutPhase(text);
  if (open < at || text.charCodeAt(end - 1) !== 0x29) return putSource(fields, text, at, end) ? fields : undefined;
  const ip = readIp(text, open + 2, end - 1);
  if (ip === undefined) return undefined;
  fields['source.ip'] = ip;
  const name = text.slice(Math.max(at, text.lastIndexOf('@', open) + 1), open);
  if (readIp(name) === undefined) putName(fields, 'source.domain', name);
  return fields;
}

/** `ROOT LOGIN REFUSED FROM <address> port <n>` */
export function readRootRefused(text: string, at: number): Fields | undefined {
  const fields = event('ssh_user_not_allowed', LOGON_DENIED, 3, 'failure');
  if (!putEndpoint(fields, text, at, endWithoutPhase(text))) return undefined;
  fields['user.name'] = 'root';
  return fields;
}

/** `Nasty PTR record "<what looks like an address>" is set up for <address>, ignoring` */
export function readNasty(text: string, at: number): Fields | undefined {
  const setUp = text.lastIndexOf('" is set up for ');
  const comma = text.indexOf(', ignoring', setUp);
  const fields = event('ssh_address_mismatch', CONNECTION_ERROR, 2);
  if (setUp < at || comma < 0 || !putSource(fields, text, setUp + 16, comma)) return undefined;
  putName(fields, 'linux_auth.claimed_name', text.slice(at + 1, setUp));
  return fields;
}

/** `drop connection #10 from [<address>]:<n> on [<address>]:<n> past MaxStartups | penalty: <why>` */
export function readDropped(text: string, at: number): Fields | undefined {
  const fields = event('ssh_connection_refused', CONNECTION_DENIED, 2, 'failure');
  const open = text.indexOf(' from [', at);
  const close = text.indexOf(']:', open);
  const space = text.indexOf(' ', close);
  if (open < 0 || close < 0 || !putSource(fields, text, open + 7, close)) return undefined;
  putPort(fields, text, close + 2, space < 0 ? text.length : space);
  if (!text.startsWith(' on [', space)) return fields;
  const localEnd = text.indexOf(']:', space);
  const why = localEnd < 0 ? -1 : text.indexOf(' ', localEnd);
  const local = localEnd < 0 ? undefined : readIp(text, space + 5, localEnd);
  const localPort = localEnd < 0 ? undefined : readPort(text, localEnd + 2, why < 0 ? text.length : why);
  if (local !== undefined) fields['destination.ip'] = local;
  if (localPort !== undefined) fields['destination.port'] = localPort;
  if (why > 0) putName(fields, 'event.reason', text.slice(why + 1, endWithoutPhase(text)));
  return fields;
}

/** `Timeout before authentication for <address> port <n>`, since 9.8 `... for connection from <address> to <address>, pid = 7` */
export function readTimeout(text: string, at: number): Fields | undefined {
  const fields = event('ssh_timeout', CONNECTION_END, 2, 'failure');
  if (!text.startsWith('connection from ', at)) {
    const end = endWithoutPhase(text);
    const stop = text.endsWith(' timed out', end) ? end - 10 : end;
    const hasPeer = putPeer(fields, text, at, text.charCodeAt(stop - 1) === 0x2e ? stop - 1 : stop);
    return hasPeer || text.includes('imeout, ') || text.includes('timed out') ? fields : undefined;
  }
  const to = text.indexOf(' to ', at + 16);
  if (to < 0 || !putSource(fields, text, at + 16, to)) return undefined;
  const local = readIp(text, to + 4, text.indexOf(',', to));
  if (local !== undefined) fields['destination.ip'] = local;
  return fields;
}

/** `Address <a> maps to <host>, but this does not map back ...` / `reverse mapping checking getaddrinfo for <host> [<a>] failed` */
export function readMismatch(text: string, at: number): Fields | undefined {
  const fields = event('ssh_address_mismatch', CONNECTION_ERROR, 2);
  if (text.startsWith('Address ')) {
    const maps = text.indexOf(' maps to ', at);
    const comma = text.indexOf(',', maps);
    if (maps < 0 || comma < 0 || !putSource(fields, text, at, maps)) return undefined;
    putName(fields, 'source.domain', text.slice(maps + 9, comma));
    return fields;
  }
  const open = text.lastIndexOf(' [');
  const close = text.indexOf(']', open);
  if (open < at || close < 0 || !putSource(fields, text, open + 2, close)) return undefined;
  putName(fields, 'source.domain', text.slice(at, open));
  return fields;
}

function putFirstEndpoint(fields: Fields, text: string, at: number): void {
  if (
    text.startsWith('authenticating user ', at) ||
    text.startsWith('invalid user ', at) ||
    text.startsWith('user ', at)
  ) {
    // The name and what follows the address are strangers' text: only a line with one ` port ` can be told apart.
    const port = text.indexOf(' port ', at);
    const stop =
      port < 0 || port !== text.lastIndexOf(' port ') ? -1 : endOfEndpoint(text, text.lastIndexOf(' ', port - 1) + 1);
    if (stop > 0) putPeer(fields, text, at, stop);
    return;
  }
  const end = endOfEndpoint(text, at);
  if (end > 0) {
    putEndpoint(fields, text, at, end);
    return;
  }
  let stop = at;
  while (stop < text.length && text.charCodeAt(stop) > 0x20) stop += 1;
  if (text.charCodeAt(stop - 1) === 0x3a) stop -= 1;
  const ip = readIp(text, at, stop);
  if (ip !== undefined) fields['source.ip'] = ip;
}
