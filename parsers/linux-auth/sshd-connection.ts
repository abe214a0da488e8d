// sshd's sentences about connections: opened, closed, refused, broken. Where the stranger's text comes last (a reason),
// the address right after sshd's own words counts; where a name comes before the address, the end of the line does.

import type { Fields } from '#src/event/event.js';
import { readIp, readPort } from '#src/event/address.js';
import {
  CONNECTION_DENIED,
  CONNECTION_END,
  CONNECTION_ERROR,
  CONNECTION_START,
  LOGON_DENIED,
  PROCESS_END,
  PROCESS_START,
  SESSION_END,
  SESSION_START,
  event,
} from './kinds.js';
import { between, endOfEndpoint, endWithoutPhase, putEndpoint, putName, putSource } from './text.js';

const WHOSE = ['authenticating user ', 'invalid user ', 'user '] as const;

/** `Connection closed|reset by ...`, `Disconnected from ...`: `[[authenticating|invalid ]user <user> ]<address> port <n>` */
export function readClosed(text: string, at: number): Fields | undefined {
  const fields = event('ssh_connection_closed', CONNECTION_END, 1);
  const end = endWithoutPhase(text);
  return putPeer(fields, text, at, end) ? fields : undefined;
}

/** `Disconnecting [[authenticating|invalid ]user <user> ]<address> port <n>: <reason>`, or only the reason (before 7.5). */
export function readDisconnecting(text: string, at: number): Fields | undefined {
  const tooMany = text.indexOf('Too many authentication failures', at);
  const fields =
    tooMany < 0 ? event('ssh_connection_closed', CONNECTION_END, 1) : event('ssh_max_attempts', LOGON_DENIED, 3, 'failure');
  const end = endWithoutPhase(text);
  if (tooMany === at) return readOldTooMany(fields, text, at, end);
  const colon = tooMany < 0 ? onlyEndpointEnd(text, at) : text.lastIndexOf(': Too many authentication failures', end);
  if (colon > at && putPeer(fields, text, at, colon)) {
    putName(fields, 'event.reason', text.slice(colon + 2, end));
    return fields;
  }
  // The reason repeats both names of a changed user, so a forged address in a name cannot be told from the real one.
  fields['tags'] = ['linux_auth.ambiguous'];
  return fields;
}

/** `Received disconnect from <address>[ port <n>]:<code>: <reason>`: the reason is the client's. */
export function readReceivedDisconnect(text: string, at: number): Fields | undefined {
  const fields = event('ssh_connection_closed', CONNECTION_END, 1);
  const endpointEnd = endOfEndpoint(text, at);
  const end = endpointEnd > 0 ? endpointEnd : text.indexOf(': ', at);
  if (end < 0 || !putEndpoint(fields, text, at, end)) return undefined;
  const reason = text.indexOf(': ', end + 1);
  if (reason > 0) putName(fields, 'event.reason', text.slice(reason + 2, endWithoutPhase(text)));
  return fields;
}

/** `Connection from <address> port <n> on <address> port <n> [rdomain ...]` */
export function readOpened(text: string, at: number): Fields | undefined {
  const end = endOfEndpoint(text, at);
  if (end < 0) return readBroken(text, at);
  const fields = event('ssh_connection', CONNECTION_START, 1);
  if (!putEndpoint(fields, text, at, end)) return undefined;
  if (text.startsWith(' on ', end)) putDestination(fields, text, end + 4);
  return fields;
}

/** `Unable to negotiate with <address> port <n>: <what>. Their offer: <list>` */
export function readNegotiation(text: string, at: number): Fields | undefined {
  const fields = event('ssh_negotiation_failed', CONNECTION_ERROR, 2, 'failure');
  const end = endOfEndpoint(text, at);
  if (end < 0 || !putEndpoint(fields, text, at, end)) return undefined;
  putName(fields, 'event.reason', between(text, ': ', '. Their offer', end) ?? text.slice(end + 2, endWithoutPhase(text)));
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

/** `drop connection #10 from [<address>]:<n> on [<address>]:<n> past MaxStartups | penalty: <why>` */
export function readDropped(text: string, at: number): Fields | undefined {
  const fields = event('ssh_connection_refused', CONNECTION_DENIED, 2, 'failure');
  const open = text.indexOf(' from [', at);
  const close = text.indexOf(']:', open);
  const space = text.indexOf(' ', close);
  if (open < 0 || close < 0 || !putSource(fields, text, open + 7, close)) return undefined;
  const port = readPort(text, close + 2, space < 0 ? text.length : space);
  if (port !== undefined) fields['source.port'] = port;
  const why = text.indexOf(' past ', close);
  const penalty = text.indexOf(' penalty: ', close);
  if (why > 0 || penalty > 0) putName(fields, 'event.reason', text.slice(Math.max(why, penalty)));
  return fields;
}

/** `Timeout before authentication for <address> port <n>`, since 9.8 `... for connection from <address> to <address>, pid = 7` */
export function readTimeout(text: string, at: number): Fields | undefined {
  const fields = event('ssh_timeout', CONNECTION_END, 2, 'failure');
  if (!text.startsWith('connection from ', at)) {
    return putPeer(fields, text, at, endWithoutPhase(text)) || text.startsWith('Timeout, ') ? fields : undefined;
  }
  const to = text.indexOf(' to ', at + 16);
  return to > 0 && putSource(fields, text, at + 16, to) ? fields : undefined;
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

/** `Starting session: <what> for <user> from <address> port <n> id 0`; the user is logged on, so the name is a real one. */
export function readStarted(text: string, at: number): Fields | undefined {
  const from = text.lastIndexOf(' from ');
  const forAt = text.lastIndexOf(' for ', from);
  const end = endOfEndpoint(text, from + 6);
  const fields = event('session_opened', SESSION_START, 1, 'success');
  if (forAt < at || end < 0 || !putEndpoint(fields, text, from + 6, end)) return undefined;
  putName(fields, 'user.name', text.slice(forAt + 5, from));
  return fields;
}

/** `Close session: user <user> from <address> port <n> id 0` */
export function readClosedSession(text: string, at: number): Fields | undefined {
  const from = text.lastIndexOf(' from ');
  const end = endOfEndpoint(text, from + 6);
  const fields = event('session_closed', SESSION_END, 1);
  if (!text.startsWith('user ', at) || from < at || end < 0 || !putEndpoint(fields, text, from + 6, end)) return undefined;
  putName(fields, 'user.name', text.slice(at + 5, from));
  return fields;
}

/** `subsystem request for sftp[ by user <user>]` */
export function readSubsystem(text: string, at: number): Fields | undefined {
  const fields = event('ssh_subsystem', SESSION_START, 1);
  const by = text.indexOf(' by user ', at);
  putName(fields, 'linux_auth.subsystem', text.slice(at, by < 0 ? endWithoutPhase(text) : by));
  if (by > 0) putName(fields, 'user.name', text.slice(by + 9, endWithoutPhase(text)));
  return fields;
}

/** `Server listening on <address> port <n>.` */
export function readListening(text: string, at: number): Fields | undefined {
  const fields = event('ssh_server_started', PROCESS_START, 1);
  putDestination(fields, text, at);
  return fields;
}

export function readStopped(): Fields | undefined {
  return event('ssh_server_stopped', PROCESS_END, 1);
}

/** Reads `[whose user ]<address> port <n>` up to `end`, from the end: the name may hold anything. */
function putPeer(fields: Fields, text: string, at: number, end: number): boolean {
  for (const whose of WHOSE) {
    if (!text.startsWith(whose, at)) continue;
    const port = text.lastIndexOf(' port ', end);
    const address = text.lastIndexOf(' ', port - 1) + 1;
    if (port < at + whose.length || address < at + whose.length || !putEndpoint(fields, text, address, end)) return false;
    if (address - 1 > at + whose.length) putName(fields, 'user.name', text.slice(at + whose.length, address - 1));
    if (whose === 'invalid user ') fields['linux_auth.invalid_user'] = true;
    return true;
  }
  return putEndpoint(fields, text, at, end);
}

/** The end of `<address> port <n>` when the line has only one ` port `; else -1. */
function onlyEndpointEnd(text: string, at: number): number {
  const port = text.indexOf(' port ', at);
  if (port < 0 || port !== text.lastIndexOf(' port ')) return -1;
  return endOfEndpoint(text, text.lastIndexOf(' ', port - 1) + 1);
}

/** `Disconnecting: Too many authentication failures for [invalid user ]<user>[ from <address> port <n> ssh2]`, before 7.5. */
function readOldTooMany(fields: Fields, text: string, at: number, end: number): Fields {
  const forAt = text.indexOf(' for ', at);
  if (forAt < 0) return fields;
  const stop = text.endsWith(' ssh2', end) ? end - 5 : end;
  const from = text.lastIndexOf(' from ', stop);
  const hasAddress = from > forAt && putEndpoint(fields, text, from + 6, stop);
  const name = text.slice(forAt + 5, hasAddress ? from : stop);
  const isInvalid = name.startsWith('invalid user ');
  if (isInvalid) fields['linux_auth.invalid_user'] = true;
  putName(fields, 'user.name', isInvalid ? name.slice(13) : name);
  return fields;
}

function putFirstEndpoint(fields: Fields, text: string, at: number): void {
  if (text.startsWith('authenticating user ', at) || text.startsWith('invalid user ', at)) return;
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

function putDestination(fields: Fields, text: string, at: number): void {
  const end = endOfEndpoint(text, at);
  if (end < 0) return;
  const space = text.indexOf(' ', at);
  const ip = readIp(text, at, space);
  const port = readPort(text, space + 6, end);
  if (ip !== undefined) fields['destination.ip'] = ip;
  if (port !== undefined) fields['destination.port'] = port;
}
