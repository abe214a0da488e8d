// sshd's sentences about itself: listening, signals, limits for all and for one address, host keys, tunnels. Sources: sshd.c,
// sshd-session.c, srclimit.c, servconf.c, channels.c, serverloop.c, monitor.c of openssh-portable.

import type { Fields } from '#src/event/event.js';
import { readIp, readPort } from '#src/event/address.js';
import {
  CONFIGURATION_CHANGE,
  CONFIGURATION_ERROR,
  CONNECTION_DENIED,
  CONNECTION_INFO,
  PROCESS_END,
  PROCESS_ERROR,
  PROCESS_START,
  SESSION_INFO,
  event,
} from '#src/event/kinds.js';
import { between, endOfEndpoint, endWithoutPhase, putEndpoint, putName, putSource } from './text.js';

/** `Server listening on <address> port <n>.` */
export function readListening(text: string, at: number): Fields | undefined {
  const fields = event('ssh_server_started', PROCESS_START, 1);
  putDestination(fields, text, at);
  return fields;
}

/** `Received signal 15; terminating.`, `Exiting on signal 15` */
export function readStopped(): Fields {
  return event('ssh_server_stopped', PROCESS_END, 1);
}

/** `Received SIGHUP; restarting.` */
export function readRestart(): Fields {
  return event('ssh_server_started', CONFIGURATION_CHANGE, 1);
}

/** `beginning MaxStartups throttling`, `exited MaxStartups throttling after 00:00:30, 12 connections dropped` */
export function readThrottling(text: string): Fields {
  const fields = event('ssh_throttled', CONNECTION_DENIED, 2);
  const dropped = Number(between(text, ', ', ' connections dropped'));
  if (Number.isSafeInteger(dropped) && dropped > 0) fields['linux_auth.dropped'] = dropped;
  return fields;
}

/**
 * `srclimit_penalise: ipv4: new <a>/32 active penalty of 5.000 seconds for penalty: failed authentication`,
 * `srclimit_penalise: <a>/32: activating ipv4 penalty of ... seconds for <why>`, `ipv4 penalty table full, cannot penalise <a>/32 for <why>`
 */
export function readPenalty(text: string, at: number): Fields | undefined {
  const word =
    between(`${text} `, ' new ', ' ', at - 1) ??
    between(text, 'cannot penalise ', ' ', at) ??
    between(text, ' ', ': ', at - 1);
  const slash = word?.indexOf('/') ?? -1;
  const fields = event('ssh_penalised', CONNECTION_DENIED, 2, 'failure');
  if (word === undefined || !putSource(fields, word, 0, slash < 0 ? word.length : slash)) return undefined;
  const why = text.indexOf(' for ', at);
  if (why > 0) putName(fields, 'event.reason', text.slice(why + 5, endWithoutPhase(text)));
  return fields;
}

/** `error: Bind to port 22 on 0.0.0.0 failed: Address already in use.`, `Could not load host key: <path>`, `no hostkeys available -- exiting.` */
export function readConfigurationError(text: string): Fields {
  const fields = event('ssh_configuration_error', CONFIGURATION_ERROR, 2, 'failure');
  putName(fields, 'event.reason', withoutLevel(text));
  return fields;
}

/** `fatal: monitor_read: unpermitted request 48`, `mm_request_send: write: Broken pipe`, `privsep_preauth: preauth child terminated by signal 31` */
export function readServerError(text: string): Fields {
  const fields = event('ssh_server_error', PROCESS_ERROR, 2, 'failure');
  putName(fields, 'event.reason', withoutLevel(text));
  return fields;
}

/** `User child is on pid 4243` */
export function readChild(text: string, at: number): Fields {
  const fields = event('ssh_session_info', SESSION_INFO, 1);
  putName(fields, 'linux_auth.child_pid', text.slice(at, endWithoutPhase(text)));
  return fields;
}

/** `Closing connection to <address> port <n>`; `Transferred: sent 3404, received 2672 bytes` */
export function readClosing(text: string, at: number): Fields | undefined {
  const fields = event('ssh_session_info', SESSION_INFO, 1);
  return putEndpoint(fields, text, at, endWithoutPhase(text)) ? fields : undefined;
}

export function readTransferred(text: string): Fields {
  const fields = event('ssh_session_info', SESSION_INFO, 1);
  for (const [name, word] of [
    ['source.bytes', 'received '],
    ['destination.bytes', 'sent '],
  ] as const) {
    const count = Number.parseInt(between(`${text},`, word, ',') ?? '', 10);
    if (Number.isSafeInteger(count) && count >= 0) fields[name] = count;
  }
  return fields;
}

/** `connect_to <host> port <n>: failed.`, `Received request[ from <a> port <n>] to connect to host <h> port <n>, but the request was denied.` */
export function readForwardingRefused(text: string, at: number): Fields {
  const fields = event('ssh_forwarding_refused', CONNECTION_DENIED, 2, 'failure');
  const from = text.startsWith('from ', at) ? at + 5 : -1;
  const fromEnd = from < 0 ? -1 : endOfEndpoint(text, from);
  if (fromEnd > 0) putEndpoint(fields, text, from, fromEnd);
  const host = text.indexOf('host ', Math.max(at, fromEnd));
  putDestination(fields, text, host < 0 ? at : host + 5);
  putName(fields, 'event.reason', withoutLevel(text));
  return fields;
}

/** `refused local port forward: originator <a> port <n>, target <h> port <n>`, `refused streamlocal port forward: originator <a> port <n>, target <path>` */
export function readPortForward(text: string, at: number): Fields {
  const fields = event('ssh_forwarding_refused', CONNECTION_DENIED, 2, 'failure');
  const originator = text.indexOf('originator ', at);
  const end = originator < 0 ? -1 : endOfEndpoint(text, originator + 11);
  if (end > 0) putEndpoint(fields, text, originator + 11, end);
  const target = text.indexOf(', target ', at);
  if (target > 0) putDestination(fields, text, target + 9);
  return fields;
}

/** `Local connections to LOCALHOST:8080 forwarded to remote address 192.0.2.9:80`, `Allocated port 40001 for remote forward to ...` */
export function readForwarding(): Fields {
  return event('ssh_forwarding', CONNECTION_INFO, 1);
}

export function putDestination(fields: Fields, text: string, at: number): void {
  const end = endOfEndpoint(text, at);
  if (end < 0) return;
  const space = text.indexOf(' ', at);
  const ip = readIp(text, at, space);
  const port = readPort(text, space + 6, end);
  if (ip !== undefined) fields['destination.ip'] = ip;
  else putName(fields, 'linux_auth.destination_address', text.slice(at, space));
  if (port !== undefined) fields['destination.port'] = port;
  else putName(fields, 'linux_auth.destination_port', text.slice(space + 6, end));
}

function withoutLevel(text: string): string {
  const end = endWithoutPhase(text);
  return text.slice(/^(?:error|fatal): /.test(text) ? 7 : 0, end);
}
