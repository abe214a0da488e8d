// PPP tunnels (L2TP, PPTP, SSTP, OpenVPN, PPPoE), IPsec, and the hotspot. The address that a client gets inside is source.nat.ip.

import { readIp } from '#src/event/address.js';
import type { Fields } from '#src/event/event.js';
import { readDuration, readMac } from '#src/event/flow.js';
import {
  CONNECTION_END,
  CONNECTION_ERROR,
  CONNECTION_START,
  event,
  LOGOFF,
  LOGON,
  LOGON_INFO,
} from '#src/event/kinds.js';
import type { Pattern } from '#src/event/patterns.js';
import { put } from '#src/event/put.js';

const IN = event('vpn_login', LOGON, 1, 'success');
const FAILED = event('vpn_login', LOGON, 3, 'failure');
const STEP = event('vpn_login_step', LOGON_INFO, 1, 'success');
const OUT = event('vpn_logout', LOGOFF, 1);
const BEGAN = event('vpn_connection', CONNECTION_START, 1);
const UP = event('vpn_server_started', CONNECTION_START, 1);
const DOWN = event('vpn_server_stopped', CONNECTION_END, 1);
const ERROR = event('vpn_tls_error', CONNECTION_ERROR, 2, 'failure');

export const VPN: readonly Pattern[] = [
  ['<user.name:text> logged in, <source.nat.ip>[[ from <source.ip>]]', IN, tidy],
  ['<user.name:text> logged out, <mikrotik.seconds> <_> <_> <_> <_>[[ from <source.ip>]]', OUT, tidy],
  ['<<<mikrotik.interface>>: authenticated', STEP, userOfInterface],
  ['<<<mikrotik.interface>>: connected', BEGAN, userOfInterface],
  ['<<<mikrotik.interface>>: disconnected[[ <<<event.reason:text>>]]', OUT, userOfInterface],
  ['<<<mikrotik.interface>>: terminating...[[ - <event.reason:text>]]', OUT, userOfInterface],
  [
    '<<<mikrotik.interface>>: user <user.name:text> authentication failed[[ - <event.reason:phrase>]]',
    FAILED,
    userOfInterface,
  ],
  ['user <user.name:text> authentication failed[[ - <event.reason:phrase>]]', FAILED],
  ['connection established from <source.ip:ip>, port: <source.port> to <destination.ip>', BEGAN],
  ['first L2TP UDP packet received from <source.ip:ip>', BEGAN],
  ['TCP connection established from <source.ip:ip>', BEGAN],
  ['PPPoE connection established from <source.ip>', BEGAN, tidy],

  [
    'new ike2 SA (R): <mikrotik.peer:phrase> <destination.ip>[<destination.port>]-<source.ip>[<source.port>] spi:<_:text>',
    UP,
  ],
  [
    'new ike2 SA (I): <mikrotik.peer:phrase> <source.ip>[<source.port>]-<destination.ip>[<destination.port>] spi:<_:text>',
    UP,
  ],
  [
    'killing ike2 SA: <mikrotik.peer:phrase> <destination.ip>[<destination.port>]-<source.ip>[<source.port>] spi:<_:text>',
    DOWN,
  ],
  ['ISAKMP-SA established <destination.ip>[<destination.port>]-<source.ip>[<source.port>] spi:<_:text>', UP],
  ['ISAKMP-SA deleted <destination.ip>[<destination.port>]-<source.ip>[<source.port>] spi:<_:text>', DOWN],
  ['respond new phase 1 (<_:phrase>): <destination.ip>[<destination.port>]<<=><source.ip>[<source.port>]', BEGAN],
  ['initiate new phase 1 (<_:phrase>): <source.ip>[<source.port>]<<=><destination.ip>[<destination.port>]', BEGAN],
  ['acquired <source.nat.ip:ip> address for <source.ip:ip>[[, <user.name:text>]]', event('vpn_lease', LOGON_INFO, 1)],
  [
    'phase1 negotiation failed due to time up <destination.ip>[<destination.port>]<<=><source.ip>[<source.port>] <_:text>',
    ERROR,
  ],
  ['<source.ip:ip> phase1 negotiation failed.', ERROR],
  ['<source.ip:ip> failed to get valid proposal.', ERROR],
  ['<source.ip:ip> failed to pre-process ph1 packet (<event.reason:text>).', ERROR],
  ['<source.ip:ip> parsing packet failed, possible cause: <event.reason:text>', ERROR],

  ['[[->: ]]<user.name:text> (<source.ip:ip>): logged in', event('application_login', LOGON, 1, 'success')],
  [
    '[[->: ]]<user.name:text> (<source.ip:ip>): login failed: <event.reason:phrase>',
    event('application_login', LOGON, 3, 'failure'),
  ],
  [
    '[[->: ]]<user.name:text> (<source.ip:ip>): trying to log in by <mikrotik.via>',
    event('authentication', LOGON_INFO, 1),
  ],
  [
    '[[->: ]]<user.name:text> (<source.ip:ip>): logged out: <event.reason:phrase>',
    event('application_logout', LOGOFF, 1),
  ],
];

/** Seconds become a duration; PPPoE's peer is a hardware address. */
function tidy(fields: Fields): void {
  const duration = readDuration(fields['mikrotik.seconds'] as string | undefined);
  if (duration !== undefined) fields['event.duration'] = duration;
  delete fields['mikrotik.seconds'];
  const mac = readMac(fields['mikrotik.source_ip'] as string | undefined);
  if (mac === undefined) return;
  fields['source.mac'] = mac;
  delete fields['mikrotik.source_ip'];
}

const KIND = /^(?:l2tp|pptp|sstp|ovpn|pppoe)-(?=.)/;

/** `<l2tp-alice>`: the user's own interface; `<198.51.100.9>`: nobody has logged on yet. */
function userOfInterface(fields: Fields): void {
  const name = fields['mikrotik.interface'] as string | undefined;
  if (name === undefined) return;
  if (readIp(name) !== undefined) put(fields, 'source.ip', name);
  else if (fields['user.name'] === undefined && KIND.test(name)) put(fields, 'user.name', name.replace(KIND, ''));
}
