// What OpenVPN says, by its first words (or by words within, where a name stands first). Sentences from OpenVPN 2.3 to 2.7: multi.c,
// ssl.c, ssl_verify.c, push.c, sig.c, forward.c.

import type { Action } from '#src/event/actions.js';
import { readIp } from '#src/event/address.js';
import type { Fields, Level } from '#src/event/event.js';
import { readEndpoint } from './client.js';

type VpnAction = Extract<Action, `vpn_${string}`>;

/**
 * The fields of a line whose client was cut off; undefined: said in words that are not known.
 * @param hasClient false where none stood before it: what OpenVPN says of itself, or as one end of a tunnel that serves no clients
 */
export function readSaying(text: string, hasClient: boolean): Fields | undefined {
  const saying = SAYINGS.find(
    ({ begins, holds, ofClient = hasClient }) =>
      text.startsWith(begins) && (holds === undefined || text.includes(holds)) && ofClient === hasClient,
  );
  if (saying === undefined) return undefined;
  const fields = event(saying.is, saying.outcome, saying.level);
  return saying.read === undefined || saying.read(fields, text) ? fields : undefined;
}

export function event(action: VpnAction, outcome?: 'success' | 'failure', level?: Level): Fields {
  const [category, type] = KINDS[action];
  return {
    'event.category': [category],
    'event.type': type.split(' '),
    'event.action': action,
    ...(outcome !== undefined && { 'event.outcome': outcome }),
    'event.severity': level ?? (outcome === 'failure' ? 3 : 1),
  };
}

const KINDS: Readonly<Record<VpnAction, readonly [category: string, type: string]>> = {
  vpn_login: ['authentication', 'start'],
  vpn_login_step: ['authentication', 'info'],
  vpn_lease: ['network', 'connection start'],
  vpn_logout: ['session', 'end'],
  vpn_connection: ['network', 'connection start'],
  vpn_certificate_checked: ['authentication', 'info'],
  vpn_renegotiated: ['network', 'connection info'],
  vpn_tls_error: ['network', 'connection error'],
  vpn_packet_dropped: ['network', 'denied'],
  vpn_server_started: ['process', 'start'],
  vpn_server_stopped: ['process', 'end'],
  vpn_message: ['network', 'info'],
};

interface Saying {
  readonly begins: string;
  readonly holds?: string;
  /** Only with a client before it (true), or only without one (false). */
  readonly ofClient?: boolean;
  readonly is: VpnAction;
  readonly outcome?: 'success' | 'failure';
  readonly level?: Level;
  /** False: not this sentence after all. */
  readonly read?: (fields: Fields, text: string) => boolean;
}

/** The first that fits counts. */
const SAYINGS: readonly Saying[] = [
  { begins: '[UNDEF] Peer Connection Initiated with ', is: 'vpn_connection', read: readPeer },
  // Written before anybody judged name and password, and for those who are refused as well.
  {
    begins: '[',
    holds: '] Peer Connection Initiated with ',
    ofClient: true,
    is: 'vpn_login_step',
    read: readInitiated,
  },
  { begins: '[', holds: '] Peer Connection Initiated with ', ofClient: false, is: 'vpn_connection', read: readServer },
  // Once a logon, behind every check of name and password, and at --verb 1 already; the two below need --verb 3.
  { begins: 'MULTI_sva: pool returned ', ofClient: true, is: 'vpn_login', outcome: 'success', read: readPool },
  { begins: 'MULTI: Learn: ', is: 'vpn_lease', outcome: 'success', read: readLearned },
  { begins: 'MULTI: primary virtual IP for ', is: 'vpn_lease', outcome: 'success', read: readPrimary },
  { begins: 'TLS Auth Error: ', is: 'vpn_login', outcome: 'failure', read: readRefused },
  {
    begins: 'SENT CONTROL [',
    holds: "'AUTH_FAILED",
    is: 'vpn_login_step',
    outcome: 'failure',
    level: 2,
    read: readAddressee,
  },
  { begins: 'AUTH: Received control message: AUTH_FAILED', is: 'vpn_login_step', outcome: 'failure' },
  {
    begins: 'TLS: Username/Password authentication succeeded ',
    is: 'vpn_login_step',
    outcome: 'success',
    read: readQuoted,
  },
  { begins: 'TLS: Username/Password authentication deferred ', is: 'vpn_login_step', read: readQuoted },
  {
    begins: 'PLUGIN AUTH-PAM: ',
    holds: 'failed to authenticate',
    is: 'vpn_login_step',
    outcome: 'failure',
    level: 2,
    read: readQuoted,
  },
  { begins: 'OpenVPN 2.', is: 'vpn_message' },
  { begins: 'SIG', holds: '] received, client-instance ', is: 'vpn_logout', read: readSignal },
  { begins: 'SIG', holds: '] received, process ', is: 'vpn_server_stopped', level: 2, read: readSignal },
  { begins: 'MULTI: new connection by client ', is: 'vpn_logout', level: 2, read: readQuoted },
  { begins: 'Initialization Sequence Completed', is: 'vpn_server_started' },
  { begins: 'TLS: Initial packet from ', is: 'vpn_connection', read: readPeer },
  { begins: 'TLS: new session incoming connection from ', is: 'vpn_connection', read: readPeer },
  { begins: 'TCP connection established with ', is: 'vpn_connection', read: readPeer },
  { begins: 'VERIFY ', is: 'vpn_certificate_checked', read: readVerified },
  { begins: 'CRL CHECK OK', is: 'vpn_certificate_checked', outcome: 'success' },
  { begins: 'CRL CHECK FAILED', is: 'vpn_certificate_checked', outcome: 'failure', read: readReason },
  { begins: 'TLS: soft reset', is: 'vpn_renegotiated' },
  { begins: 'TLS: tls_multi_process: ', is: 'vpn_renegotiated' },
  { begins: 'TLS: tls_process: killed expiring key', is: 'vpn_renegotiated' },
  { begins: 'TLS Error: ', is: 'vpn_tls_error', outcome: 'failure', level: 2, read: readTrouble },
  { begins: 'TLS_ERROR: ', is: 'vpn_tls_error', outcome: 'failure', level: 2, read: readTrouble },
  { begins: 'OpenSSL: error', is: 'vpn_tls_error', outcome: 'failure', level: 2, read: readReason },
  { begins: 'tls-crypt unwrap error', is: 'vpn_tls_error', outcome: 'failure', level: 2, read: readReason },
  { begins: 'TLS State Error: ', is: 'vpn_tls_error', outcome: 'failure', level: 2, read: readTrouble },
  { begins: 'Authenticate/Decrypt packet error', is: 'vpn_packet_dropped', level: 2, read: readReason },
  { begins: 'MULTI: bad source address from client', is: 'vpn_packet_dropped', level: 2, read: readReason },
  { begins: 'Connection reset, restarting', is: 'vpn_logout', level: 2 },
  { begins: '[', holds: '] Inactivity timeout (--ping-', is: 'vpn_logout', level: 2 },
  { begins: 'Peer Connection Initiated with ', is: 'vpn_connection', read: readPeer },
  { begins: 'Authentication succeeded', is: 'vpn_login_step', outcome: 'success' },
  // pfSense's and OPNsense's scripts behind --auth-user-pass-verify
  { begins: "user '", holds: "' could not authenticate", is: 'vpn_login', outcome: 'failure', read: readScript },
  { begins: "user '", holds: "' authenticated", is: 'vpn_login_step', outcome: 'success', read: readScript },
];

/** `[alice] Peer Connection Initiated with [AF_INET]203.0.113.7:1194 (via ...)`; a name may be empty. */
function readInitiated(fields: Fields, text: string): boolean {
  const close = text.lastIndexOf('] Peer Connection Initiated with ');
  const peer = readEndpoint(wordAt(text, close + 33));
  putName(fields, 'user.name', text.slice(1, close));
  return putPeer(fields, peer);
}

/** `[vpn.example.net] Peer Connection Initiated with [AF_INET]198.51.100.7:1194`: the server that this OpenVPN dialled, or, of a tunnel between two, the peer. */
function readServer(fields: Fields, text: string): boolean {
  const close = text.lastIndexOf('] Peer Connection Initiated with ');
  const server = readEndpoint(wordAt(text, close + 33));
  if (server === undefined) return false;
  fields['destination.ip'] = server.ip;
  fields['destination.port'] = server.port;
  return true;
}

/** `MULTI_sva: pool returned IPv4=10.8.0.6, IPv6=(Not enabled)` */
function readPool(fields: Fields, text: string): boolean {
  return putInner(fields, valueOf(text, 'IPv4=')) || putInner(fields, valueOf(text, 'IPv6='));
}

/** `MULTI: Learn: 10.8.0.6 -> alice/203.0.113.7:1194`: of a network or a MAC address it is no lease. */
function readLearned(fields: Fields, text: string): boolean {
  const arrow = text.indexOf(' -> ');
  if (arrow < 0 || !putInner(fields, text.slice(14, arrow))) return false;
  return putOwner(fields, wordAt(text, arrow + 4));
}

/** `MULTI: primary virtual IP for alice/203.0.113.7:1194: 10.8.0.6` */
function readPrimary(fields: Fields, text: string): boolean {
  const colon = text.lastIndexOf(': ');
  return putInner(fields, text.slice(colon + 2)) && putOwner(fields, text.slice(30, colon));
}

/** `VERIFY OK: depth=0, CN=alice`, `VERIFY KU ERROR`: what follows the colon is the certificate's. */
function readVerified(fields: Fields, text: string): boolean {
  const verdict = text.split(':', 1)[0]!;
  const isError = verdict.includes('ERROR');
  fields['event.outcome'] = isError ? 'failure' : 'success';
  if (!isError) return verdict.includes('OK');
  fields['event.severity'] = 3;
  return readReason(fields, text);
}

/**
 * `TLS Auth Error: Auth Username/Password verification failed for peer['alice']`,
 * `TLS Auth Error: --client-config-dir authentication failed for common name 'alice' file='...'`
 */
function readRefused(fields: Fields, text: string): boolean {
  readQuoted(fields, text);
  putName(fields, 'event.reason', text.slice('TLS Auth Error: '.length));
  return true;
}

/** `SENT CONTROL [alice]: 'AUTH_FAILED' (status=1)`; UNDEF where the client has no name yet. */
function readAddressee(fields: Fields, text: string): boolean {
  const close = text.lastIndexOf("]: 'AUTH_FAILED");
  if (close > 0) putName(fields, 'user.name', text.slice('SENT CONTROL ['.length, close));
  return true;
}

/** The name between the first quote and the last: whoever logs on chooses it. */
function readQuoted(fields: Fields, text: string): boolean {
  const open = text.indexOf("'");
  const close = text.includes("' file='") ? text.lastIndexOf("' file='") : text.lastIndexOf("'");
  if (open > 0 && close > open) putName(fields, 'user.name', text.slice(open + 1, close));
  return true;
}

/** `user 'alice' authenticated`: nothing but that verdict may stand behind the name. */
function readScript(fields: Fields, text: string): boolean {
  const close = text.lastIndexOf("' ");
  const verdict = text.slice(close + 2).trim();
  putName(fields, 'user.name', text.slice(6, close));
  return verdict.startsWith(fields['event.outcome'] === 'success' ? 'authenticated' : 'could not authenticate');
}

/** `SIGTERM[soft,remote-exit] received, client-instance exiting` */
function readSignal(fields: Fields, text: string): boolean {
  const open = text.indexOf('[');
  const close = text.indexOf('] received, ');
  if (open < 0 || open > 12 || close < open) return false;
  const [, reason] = text.slice(open + 1, close).split(',');
  putName(fields, 'event.reason', reason ?? '');
  return true;
}

function readPeer(fields: Fields, text: string): boolean {
  const at = text.indexOf('[AF_INET');
  if (at >= 0) putPeer(fields, readEndpoint(wordAt(text, at).replace(/,$/, '')));
  return true;
}

function readTrouble(fields: Fields, text: string): boolean {
  readReason(fields, text);
  return readPeer(fields, text);
}

function readReason(fields: Fields, text: string): boolean {
  const colon = text.indexOf(': ');
  if (colon > 0) putName(fields, 'event.reason', text.slice(colon + 2));
  return true;
}

const LONGEST_REASON_CHARS = 200;

function putName(fields: Fields, field: 'user.name' | 'event.reason', text: string): void {
  const name = field === 'event.reason' ? text.trim().slice(0, LONGEST_REASON_CHARS) : text.trim();
  if (name !== '' && name !== 'UNDEF') fields[field] = name;
}

function putPeer(fields: Fields, peer: { readonly ip: string; readonly port: number } | undefined): boolean {
  if (peer === undefined) return false;
  fields['source.ip'] = peer.ip;
  fields['source.port'] = peer.port;
  return true;
}

function putInner(fields: Fields, text: string): boolean {
  const ip = readIp(text.trim());
  if (ip === undefined) return false;
  fields['source.nat.ip'] = ip;
  return true;
}

/** `alice/203.0.113.7:1194`, `203.0.113.7:1194` */
function putOwner(fields: Fields, word: string): boolean {
  const slash = word.lastIndexOf('/');
  if (slash > 0) putName(fields, 'user.name', word.slice(0, slash));
  return putPeer(fields, readEndpoint(word.slice(slash + 1)));
}

/** Up to the next comma or blank. */
function valueOf(text: string, name: string): string {
  const at = text.indexOf(name);
  return at < 0 ? '' : wordAt(text, at + name.length).replace(/,$/, '');
}

function wordAt(text: string, from: number): string {
  const blank = text.indexOf(' ', from);
  return text.slice(from, blank < 0 ? text.length : blank);
}
