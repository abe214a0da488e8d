// ocserv's sentences: data. Sources: ocserv src/{main,main-ban,main-worker-cmd,sec-mod-auth,worker-auth,worker-vpn}.c

import type { Fields } from '#src/event/event.js';
import {
  CONNECTION_DENIED,
  CONNECTION_END,
  CONNECTION_ERROR,
  CONNECTION_START,
  event,
  LOGON,
  LOGON_INFO,
  NETWORK_INFO,
  PROCESS_END,
  PROCESS_START,
  SESSION_END,
  SESSION_START,
} from '#src/event/kinds.js';
import { type Pattern, PatternTable } from '#src/event/patterns.js';

const REFUSED = event('vpn_login', LOGON, 3, 'failure');
const STEP = event('vpn_login_step', LOGON_INFO, 1);
const TALK = event('vpn_message', NETWORK_INFO, 1);
const LEFT = event('vpn_logout', SESSION_END, 1);

const messages: readonly Pattern[] = [
  ['user logged in', event('vpn_login', LOGON, 1, 'success')],
  ['new user session', event('session_opened', SESSION_START, 1)],
  ['user disconnected (reason: <event.reason:phrase>, rx: <source.bytes>, tx: <destination.bytes>)', LEFT, nobody],
  ["user '<user.name:text>' disconnected", LEFT],
  ["user '' disconnected", event('vpn_message', CONNECTION_END, 1)],
  ["failed authentication for '<user.name:text>'", REFUSED],
  ["failed authentication attempt for user '<user.name:text>'", REFUSED],
  ["failed authentication for user '<user.name:text>'[[ (session: <ocserv.session>)]]", REFUSED],
  ["authentication failed for user '<user.name:text>'[[ (session: <ocserv.session>)]]", REFUSED],
  ["error authenticating user '<user.name:text>'[[ (session: <ocserv.session>)]]", REFUSED],
  ["auth init for user '<user.name:text>' (session: <ocserv.session>) from '<source.ip>'", STEP],
  [
    "auth init [[(with cert) ]]for user '<user.name:text>' (session: <ocserv.session>) of group: '<group.name>' from '<source.ip>'",
    STEP,
  ],
  ["using '<ocserv.method>' authentication to authenticate user (session: <ocserv.session>)", STEP],
  ["initiating session for user '<user.name:text>' (session: <ocserv.session>)", STEP],
  ['temporarily closing session for <user.name:text> (session: <ocserv.session>)', TALK],
  ["invalidating session of user '<user.name:text>' (session: <ocserv.session>)", TALK],
  [
    "added IP '<source.ip>' (with score <ocserv.score:int>) to ban list, will be reset at: <_:text>",
    event('vpn_connection', CONNECTION_DENIED, 3, 'failure'),
  ],
  ['rejected connection from banned IP: <source.ip>', event('vpn_connection', CONNECTION_DENIED, 2, 'failure')],
  ['worker terminated', event('vpn_message', CONNECTION_END, 1)],
  ['suggesting DPD of <_:int> secs', TALK],
  ['sending IPv4 <source.nat.ip>', event('vpn_lease', CONNECTION_START, 1, 'success')],
  ['assigned IPv4: <source.nat.ip>', event('vpn_lease', CONNECTION_START, 1, 'success')],
  ['assigned IPv4 to <_:phrase>: <source.nat.ip>', event('vpn_lease', CONNECTION_START, 1, 'success')],
  ['TLS handshake completed', event('vpn_connection', CONNECTION_START, 1)],
  ['GnuTLS error (at <_>): <event.reason:text>', event('vpn_tls_error', CONNECTION_ERROR, 2, 'failure')],
  ['initialized ocserv <ocserv.version>', event('vpn_server_started', PROCESS_START, 1)],
  ['sec-mod initialized (socket: <_>)', event('vpn_server_started', PROCESS_START, 1)],
  ['termination request received; waiting for sessions to end', event('vpn_server_stopped', PROCESS_END, 2)],
  ['terminating', event('vpn_server_stopped', PROCESS_END, 2)],
];

/** Without a logon nobody left. */
function nobody(fields: Fields, text: string): void {
  if (text.includes('rx: 0, tx: 0)')) Object.assign(fields, event('vpn_message', CONNECTION_END, 1));
}

export const MESSAGES = new PatternTable(messages, 'ocserv');
