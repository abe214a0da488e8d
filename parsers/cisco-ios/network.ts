// Links, neighbours of routing protocols, tunnels.

import { CONNECTION_END, CONNECTION_ERROR, CONNECTION_START, event, NETWORK_INFO } from '#src/event/kinds.js';
import type { Pattern } from '#src/event/patterns.js';

const UP = event('interface_up', NETWORK_INFO, 1);
const DOWN = event('interface_down', NETWORK_INFO, 2);
const FOUND = event('device_found', NETWORK_INFO, 1);
const PORT = '<observer.ingress.interface.name>';

export const NETWORK: readonly Pattern[] = [
  [`UPDOWN: Interface ${PORT}, changed state to up`, UP],
  [`UPDOWN: Interface ${PORT}, changed state to down`, DOWN],
  [`UPDOWN: Line protocol on Interface ${PORT}, changed state to up`, UP],
  [`UPDOWN: Line protocol on Interface ${PORT}, changed state to down`, DOWN],
  [`UPDOWN: Line protocol on Interface ${PORT}, changed state to Up`, UP],
  [`UPDOWN: Line protocol on Interface ${PORT}, changed state to Down`, DOWN],
  [`CHANGED: Interface ${PORT}, changed state to administratively down`, DOWN],
  [`IF_UP: Interface ${PORT} is up[[ in mode <cisco_ios.mode>]]`, UP],
  [`IF_DOWN_LINK_FAILURE: Interface ${PORT} is down (<event.reason:text>)`, DOWN],
  [`IF_DOWN_ADMIN_DOWN: Interface ${PORT} is down (<event.reason:text>)`, DOWN],
  [`IF_DOWN_NONE: Interface ${PORT} is down (<event.reason:text>)`, DOWN],
  [
    `ERR_DISABLE: <event.reason:phrase> error detected on <observer.ingress.interface.name:phrase>, putting <_> in err-disable state`,
    { ...DOWN, 'event.severity': 3 },
  ],
  [
    `MACFLAP_NOTIF: Host <source.mac> in vlan <network.vlan.id> is flapping between port <cisco_ios.port_a> and port <cisco_ios.port_b>`,
    event('device_found', NETWORK_INFO, 2),
  ],
  [`NOTIF: MAC <cisco_ios.what> <source.mac> on <observer.ingress.interface.name:text>`, FOUND],
  [
    `ADJCHG: Process <cisco_ios.process>, Nbr <destination.ip> on ${PORT} from <cisco_ios.old_state> to <cisco_ios.new_state>, <event.reason:text>`,
    event('device_message', NETWORK_INFO, 2),
  ],
  [`ADJCHANGE: neighbor <destination.ip> Up`, event('device_message', CONNECTION_START, 1)],
  [`ADJCHANGE: neighbor <destination.ip> Down[[ <event.reason:text>]]`, event('device_message', CONNECTION_END, 2)],
  [
    `NBRCHANGE: <cisco_ios.process:phrase>: Neighbor <destination.ip> (<observer.ingress.interface.name:phrase>) is <cisco_ios.state:phrase>: <event.reason:text>`,
    event('device_message', NETWORK_INFO, 2),
  ],
  [
    `SESSION_STATUS: Crypto tunnel is UP.  Peer <source.ip>:<source.port> <cisco_ios.what:text>`,
    event('vpn_server_started', CONNECTION_START, 1),
  ],
  [
    `SESSION_STATUS: Crypto tunnel is DOWN.  Peer <source.ip>:<source.port> <cisco_ios.what:text>`,
    event('vpn_server_stopped', CONNECTION_END, 1),
  ],
  [
    'SESSION_STATUS: Crypto tunnel is UP  . Peer <source.ip>:<source.port> <cisco_ios.what:text>',
    event('vpn_server_started', CONNECTION_START, 1),
  ],
  [
    'SESSION_STATUS: Crypto tunnel is DOWN. Peer <source.ip>:<source.port> <cisco_ios.what:text>',
    event('vpn_server_stopped', CONNECTION_END, 1),
  ],
  [
    'IKMP_BAD_MESSAGE: IKE message from <source.ip> failed its sanity check or is malformed',
    event('vpn_tls_error', CONNECTION_ERROR, 2, 'failure'),
  ],
  [
    `IKMP_NO_SA: IKE message from <source.ip> has no SA and is not an initialization offer`,
    event('vpn_tls_error', CONNECTION_ERROR, 2, 'failure'),
  ],
  [
    `IKMP_MODE_FAILURE: Processing of <cisco_ios.mode:phrase> mode failed with peer at <source.ip>`,
    event('vpn_tls_error', CONNECTION_ERROR, 2, 'failure'),
  ],
];
