// Remote access and tunnels: what follows the session's head (vpn-head.ts), and messages that have none.

import {
  CONNECTION_END,
  CONNECTION_ERROR,
  CONNECTION_START,
  event,
  LOGOFF,
  LOGON,
  LOGON_DENIED,
  LOGON_INFO,
  NETWORK_INFO,
} from '#src/event/kinds.js';
import type { Pattern } from '#src/event/patterns.js';

const IN = event('vpn_login', LOGON, 1, 'success');
const FAILED = event('vpn_login', LOGON, 3, 'failure');
const REFUSED = event('vpn_login', LOGON_DENIED, 3, 'failure');
const OUT = event('vpn_logout', LOGOFF, 1);
const STEP = event('vpn_login_step', LOGON_INFO, 1);
const LEASE = event('vpn_lease', LOGON_INFO, 1);
const BEGAN = event('vpn_connection', CONNECTION_START, 1);
const UP = event('vpn_server_started', CONNECTION_START, 1);
const DOWN = event('vpn_server_stopped', CONNECTION_END, 1);
const ERROR = event('vpn_tls_error', CONNECTION_ERROR, 2, 'failure');
const SAID = event('vpn_message', NETWORK_INFO, 1);

export const VPN: readonly Pattern[] = [
  ['WebVPN session started.', IN],
  ['AnyConnect parent session started.', IN],
  ['WebVPN session terminated: <event.reason:text>', OUT],
  [
    'Session disconnected. Session Type: <cisco_asa.session_type:phrase>, Duration: <cisco_asa.took:phrase>, Bytes xmt: <destination.bytes>, Bytes rcv: <source.bytes>, Reason: <event.reason:text>',
    OUT,
  ],
  ['Authentication: rejected, Session Type: <cisco_asa.session_type:text>', FAILED],
  ['Authentication: successful, Session Type: <cisco_asa.session_type:text>', { ...STEP, 'event.outcome': 'success' }],
  ['WebVPN access GRANTED: <url.original:text>', SAID],
  ['WebVPN access DENIED to specified location: <url.original:text>', { ...SAID, 'event.severity': 2 }],
  ['Session could not be established: <event.reason:text>', REFUSED],
  ['AnyConnect session not allowed. <event.reason:text>', REFUSED],
  ['Session terminated: <event.reason:text>', OUT],
  ['AnyConnect session resumed. Connection from <cisco_asa.resumed_from:text>', IN],
  ['AnyConnect session resumed connection from IP <<<cisco_asa.resumed_from:text>>.', IN],
  ['AnyConnect session lost connection. <_:text>', OUT],
  ['IPv4 Address <<<source.nat.ip>> IPv6 address <<<cisco_asa.assigned_ipv6>> assigned to session', LEASE],
  ['Address <<<source.nat.ip>> assigned to session', LEASE],
  [
    'IKEv2 Group:<user.group.name:phrase> IPv4 Address=<source.nat.ip> IPv6 address=<cisco_asa.assigned_ipv6> assigned to session',
    LEASE,
  ],
  ['SVC closing connection: <event.reason:text>', OUT],
  ['TCP SVC connection established<_:text>', BEGAN],
  ['UDP SVC connection established<_:text>', BEGAN],
  ['First TCP SVC connection established<_:text>', BEGAN],
  ['First UDP SVC connection established<_:text>', BEGAN],
  ['PHASE 1 COMPLETED', UP],
  ['PHASE 2 COMPLETED (msgid=<cisco_asa.msgid>)', UP],
  ['Security negotiation complete for <cisco_asa.what:text>', UP],
  ['SA UP. Reason: <event.reason:text>', UP],
  ['SA DOWN. Reason: <event.reason:text>', DOWN],
  ['Received a IKE_INIT_SA request', BEGAN],
  ['Negotiation aborted due to ERROR: <event.reason:text>', ERROR],
  ['Remote peer has failed user authentication - check configured username and password', FAILED],
  ['Error: Unable to remove PeerTblEntry', ERROR],
  ['All IPSec SA proposals found unacceptable!', ERROR],
  ['Removing peer from peer table failed, no match!', ERROR],
];

/** Without a session's head. */
export const SSL: readonly Pattern[] = [
  ['(<cisco_asa.unit>) WebVPN session for client user <user.name:text>, IPv4 <source.ip> has been created.', IN],
  ['(<cisco_asa.unit>) WebVPN session for client user <user.name:text>, IPv4 <source.ip> has been deleted.', OUT],
  ['(<cisco_asa.unit>) WebVPN session for client user <user.name:text>, IP <source.ip> has been created.', IN],
  ['(<cisco_asa.unit>) WebVPN session for client user <user.name:text>, IP <source.ip> has been deleted.', OUT],
  [
    'Authentication: rejected, group = <user.group.name> user = <user.name:text> , Session Type: <cisco_asa.session_type>',
    FAILED,
  ],
  ['Starting SSL handshake with client <cisco_asa.from>[[ to <cisco_asa.to>]] for <tls.version> session[[.]]', BEGAN],
  [
    'Device completed SSL handshake with client <cisco_asa.from>[[ to <cisco_asa.to>]][[ for <tls.version> session]][[.]]',
    BEGAN,
  ],
  [
    'SSL session with client <cisco_asa.from>[[ to <cisco_asa.to>]] terminated[[.]]',
    event('vpn_logout', CONNECTION_END, 1),
  ],
  ['SSL lib error. Function: <cisco_asa.function:phrase> Reason: <event.reason:text>', ERROR],
  [
    'IPSEC: An <network.direction> <cisco_asa.tunnel:phrase> SA (SPI= <cisco_asa.spi>) between <destination.ip> and <source.ip> (user= <user.name:text>) has been created.',
    UP,
  ],
  [
    'IPSEC: An <network.direction> <cisco_asa.tunnel:phrase> SA (SPI= <cisco_asa.spi>) between <destination.ip> and <source.ip> (user= <user.name:text>) has been deleted.',
    DOWN,
  ],
  [
    'IPSEC: Received a non-IPSec packet (protocol= <network.transport>) from <source.ip> to <destination.ip:text>.',
    ERROR,
  ],
  [
    'IPSEC: Received a non-IPSec (protocol= <network.transport>) packet from <source.ip> to <destination.ip>[[.]]',
    ERROR,
  ],
  [
    'DAP: User <user.name:text>, Addr <source.ip>, Connection <cisco_asa.connection:phrase>: The following DAP records were selected for this connection: <cisco_asa.dap:phrase>',
    STEP,
  ],
  [
    'IPAA: [[Session=<cisco_asa.session>, ]]Client assigned <source.nat.ip> from local pool[[ <cisco_asa.pool:text>]]',
    LEASE,
  ],
  ['IPAA: [[Session=<cisco_asa.session>, ]]Freeing local pool <cisco_asa.pool> address <source.nat.ip>', SAID],
  [
    'Certificate was successfully validated. serial number: <cisco_asa.serial:phrase>, subject name: <cisco_asa.subject:text>',
    event('vpn_certificate_checked', LOGON_INFO, 1, 'success'),
  ],
  ['Certificate chain was successfully validated <_:text>', event('vpn_certificate_checked', LOGON_INFO, 1, 'success')],
  ['Certificate validation failed. <event.reason:text>', event('vpn_certificate_checked', LOGON_INFO, 2, 'failure')],
];
