// sshd's sentences about connections and sessions: opened and closed. Where the stranger's text comes last (a reason),
// the address right after sshd's own words counts; where a name comes before the address, the end of the line does.

import type { Fields } from '#src/event/event.js';
import { putPeer } from './sshd-peer.js';
import { putDestination } from './sshd-server.js';
import { readBroken } from './sshd-trouble.js';
import {
  CONNECTION_END,
  CONNECTION_INFO,
  CONNECTION_START,
  LOGON_ABORTED,
  LOGON_DENIED,
  SESSION_END,
  SESSION_START,
  event,
} from '#src/event/kinds.js';
import { endOfEndpoint, endWithoutPhase, putEndpoint, putName, putPort, putSource } from './text.js';

/** `Connection closed|reset by ...`, `Disconnected from ...`: `[[authenticating|invalid ]user <user> ]<address> port <n>` */
export function readClosed(text: string, at: number): Fields | undefined {
  const fields = isNamed(text, at)
    ? event('ssh_connection_closed', LOGON_ABORTED, 2, 'failure')
    : event('ssh_connection_closed', CONNECTION_END, 1);
  const end = endWithoutPhase(text);
  return putPeer(fields, text, at, end) ? fields : undefined;
}

/** `Disconnecting [[authenticating|invalid ]user <user> ]<address> port <n>: <reason>`, or only the reason (before 7.5). */
export function readDisconnecting(text: string, at: number): Fields | undefined {
  const tooMany = text.indexOf('Too many authentication failures', at);
  const fields =
    tooMany < 0
      ? event('ssh_connection_closed', isNamed(text, at) ? LOGON_ABORTED : CONNECTION_END, isNamed(text, at) ? 2 : 1)
      : event('ssh_max_attempts', LOGON_DENIED, 3, 'failure');
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

/** The HPN patch (FreeBSD's port, appliances): `SSH: Server;Ltype: Authname;Remote: <address>-<port>;Name: <what the client typed>` */
export function readServerLine(text: string, at: number): Fields | undefined {
  const remote = text.indexOf(';Remote: ', at);
  const end = text.indexOf(';', remote + 9);
  const dash = text.lastIndexOf('-', end);
  if (remote < 0 || remote - at > 24 || dash < remote) return undefined;
  const fields = event('ssh_connection', CONNECTION_INFO, 1);
  if (!putSource(fields, text, remote + 9, dash)) return undefined;
  putPort(fields, text, dash + 1, end);
  if (text.startsWith(';Name: ', end)) putName(fields, 'user.name', text.slice(end + 7, endWithoutPhase(text)));
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
  if (!text.startsWith('user ', at) || from < at || end < 0 || !putEndpoint(fields, text, from + 6, end))
    return undefined;
  putName(fields, 'user.name', text.slice(at + 5, from));
  return fields;
}

/** `subsystem request for sftp[ by user <user>][ failed, subsystem not found]` */
export function readSubsystem(text: string, at: number): Fields | undefined {
  const whole = endWithoutPhase(text);
  const isFailure = text.endsWith(' failed, subsystem not found', whole);
  const end = isFailure ? whole - 28 : whole;
  const fields = isFailure
    ? event('ssh_subsystem', SESSION_START, 2, 'failure')
    : event('ssh_subsystem', SESSION_START, 1);
  const by = text.lastIndexOf(' by user ', end);
  putName(fields, 'linux_auth.subsystem', text.slice(at, by < at ? end : by));
  if (by > at) putName(fields, 'user.name', text.slice(by + 9, end));
  return fields;
}

function isNamed(text: string, at: number): boolean {
  return text.startsWith('authenticating user ', at) || text.startsWith('invalid user ', at);
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
