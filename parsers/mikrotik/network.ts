// Leases, links and wireless clients. A client chooses its host name: it comes last in the line and is no address.

import type { Fields } from '#src/event/event.js';
import { readMac } from '#src/event/flow.js';
import {
  CONNECTION_DENIED,
  CONNECTION_END,
  CONNECTION_START,
  event,
  NETWORK_INFO,
  PROTOCOL_INFO,
} from '#src/event/kinds.js';
import type { Pattern } from '#src/event/patterns.js';
import { isHostName } from '#src/event/put.js';

const LEASED = event('dhcp_ack', CONNECTION_START, 1, 'success');
const RELEASED = event('dhcp_release', CONNECTION_END, 1, 'success');
const WARNED = event('dhcp_warning', PROTOCOL_INFO, 2);
const ROGUE = event('dhcp_warning', PROTOCOL_INFO, 3);
const UP = event('interface_up', NETWORK_INFO, 1);
const DOWN = event('interface_down', NETWORK_INFO, 2);
const JOINED = event('wifi_joined', CONNECTION_START, 1);
const LEFT = event('wifi_left', CONNECTION_END, 1);
const REFUSED = event('wifi_refused', CONNECTION_DENIED, 2, 'failure');

export const NETWORK: readonly Pattern[] = [
  ['<mikrotik.server:phrase> assigned <source.ip:ip> to <source.mac>[[ <mikrotik.hostname:text>]]', LEASED, lowerMac],
  ['<mikrotik.server:phrase> assigned <source.ip:ip> for <source.mac>[[ <mikrotik.hostname:text>]]', LEASED, lowerMac],
  [
    '<mikrotik.server:phrase> deassigned <source.ip:ip> from <source.mac>[[ <mikrotik.hostname:text>]]',
    RELEASED,
    lowerMac,
  ],
  [
    '<mikrotik.server:phrase> deassigned <source.ip:ip> for <source.mac>[[ <mikrotik.hostname:text>]]',
    RELEASED,
    lowerMac,
  ],
  ['dhcp-client on <observer.ingress.interface.name:phrase> got IP address <source.ip>', LEASED],
  [
    'dhcp-client on <observer.ingress.interface.name:phrase> lost IP address <source.ip>[[ - <event.reason:text>]]',
    RELEASED,
  ],
  ['<mikrotik.server:phrase> offering lease <source.ip:ip> for <source.mac> <_:text>without success', WARNED, lowerMac],
  [
    'dhcp alert on <observer.ingress.interface.name:phrase>: discovered unknown dhcp server, mac <source.mac>, ip <source.ip>',
    ROGUE,
    lowerMac,
  ],

  ['<observer.ingress.interface.name:phrase> link up[[ (<mikrotik.link:text>)]]', UP],
  ['<observer.ingress.interface.name:phrase> link down', DOWN],

  ['<source.mac>@<observer.ingress.interface.name>: connected[[, <mikrotik.wireless:text>]]', JOINED, lowerMac],
  ['<source.mac>@<observer.ingress.interface.name> connected[[, <mikrotik.wireless:text>]]', JOINED, lowerMac],
  ['<source.mac>@<observer.ingress.interface.name> associated[[, <mikrotik.wireless:text>]]', JOINED, lowerMac],
  ['<source.mac>@<observer.ingress.interface.name>: disconnected[[, <event.reason:text>]]', LEFT, lowerMac],
  ['<source.mac>@<observer.ingress.interface.name> disconnected[[, <event.reason:text>]]', LEFT, lowerMac],
  ['<source.mac>@<observer.ingress.interface.name> disassociated[[, <event.reason:text>]]', LEFT, lowerMac],
  ['<source.mac>@<observer.ingress.interface.name>: lost connection, <event.reason:text>', LEFT, lowerMac],
  ['<source.mac>@<observer.ingress.interface.name>: rejected[[, <event.reason:text>]]', REFUSED, lowerMac],
  ['<source.mac>@<observer.ingress.interface.name> rejected[[, <event.reason:text>]]', REFUSED, lowerMac],
];

/** Refuses the match where no hardware address stands. */
function lowerMac(fields: Fields): boolean {
  const mac = readMac(fields['source.mac'] as string | undefined);
  if (mac !== undefined) fields['source.mac'] = mac;
  const name = fields['mikrotik.hostname'] as string | undefined;
  if (name !== undefined && isHostName(name)) fields['source.domain'] = name;
  return mac !== undefined;
}
