// NetworkManager, systemd-networkd, dhclient, dhcpcd, udhcpc and wpa_supplicant: the machine's own side of a network.
// https://networkmanager.dev/docs/ https://man7.org/linux/man-pages/man8/systemd-networkd.service.8.html https://w1.fi/wpa_supplicant/

import {
  CONFIGURATION_CHANGE,
  CONNECTION_END,
  CONNECTION_START,
  event,
  NETWORK_ERROR,
  NETWORK_INFO,
  PROCESS_END,
  PROCESS_START,
} from '#src/event/kinds.js';
import { type Pattern, PatternTable } from '#src/event/patterns.js';

const IF = '<observer.ingress.interface.name>';
const UP = event('interface_up', NETWORK_INFO, 1);
const DOWN = event('interface_down', NETWORK_INFO, 2);
const STATE = event('network_state', NETWORK_INFO, 1);
const ACK = event('dhcp_ack', CONNECTION_START, 1, 'success');
const REQUEST = event('dhcp_request', NETWORK_INFO, 1);
const DISCOVER = event('dhcp_discover', NETWORK_INFO, 1);
const OFFER = event('dhcp_offer', NETWORK_INFO, 1);
const NAK = event('dhcp_nak', NETWORK_ERROR, 2, 'failure');
const NO_LEASE = event('dhcp_warning', NETWORK_ERROR, 2);
const JOINED = event('wifi_connected', CONNECTION_START, 1, 'success');
const LEFT = event('wifi_disconnected', CONNECTION_END, 1);
const REFUSED = event('wifi_connected', CONNECTION_START, 2, 'failure');

const table = (patterns: readonly Pattern[]): PatternTable => new PatternTable(patterns, 'linux_system');

/** Behind `<info>  [1732096801.1234] `. */
export const NETWORK_MANAGER = table([
  [`dhcp4 (${IF}): state changed new lease, address=<host.ip>[[, acd pending]]`, ACK],
  [`dhcp6 (${IF}): state changed new lease, address=<host.ip>`, ACK],
  [`dhcp4 (${IF}): state changed <linux_system.old_state> -> bound[[, address=<host.ip>]]`, ACK],
  [`dhcp4 (${IF}): state changed <linux_system.state:text>`, STATE],
  [`dhcp6 (${IF}): state changed <linux_system.state:text>`, STATE],
  [`dhcp4 (${IF}): activation: beginning transaction<_:text>`, DISCOVER],
  [`dhcp4 (${IF}): request timed out`, NO_LEASE],
  [`dhcp4 (${IF}): option <linux_system.name:phrase>=> '<linux_system.value:text>'`, STATE],
  [`dhcp4 (${IF}):   address <host.ip>`, ACK],
  [`dhcp4 (${IF}):   <linux_system.name> <linux_system.value:text>`, STATE],
  [`device (${IF}): state change: <linux_system.old_state> -> failed (reason '<event.reason:phrase>'<_:text>`, event('network_state', NETWORK_ERROR, 2)],
  [`device (${IF}): state change: <linux_system.old_state> -> <linux_system.state> (reason '<event.reason:phrase>'<_:text>`, STATE],
  [`device (${IF}): carrier: link connected`, UP],
  [`device (${IF}): carrier: link disconnected<_:text>`, DOWN],
  [`device (${IF}): link connected`, UP],
  [`device (${IF}): link disconnected<_:text>`, DOWN],
  [`device (${IF}): Activation: successful, device activated.`, UP],
  [`device (${IF}): Activation: starting connection '<linux_system.connection:text>' (<_>)`, STATE],
  [`device (${IF}): Activation: (wifi) Stage 2 of 5 (Device Configure) successful. Connected to wireless network "<network.name:text>"`, JOINED],
  [`device (${IF}): Activation: failed for connection '<linux_system.connection:text>'`, event('network_state', NETWORK_ERROR, 2, 'failure')],
  [`device (${IF}): supplicant interface state: <linux_system.old_state> -> <linux_system.state>`, STATE],
  [`device (${IF}): <linux_system.state:text>`, STATE],
  ['manager: NetworkManager state is now <linux_system.state:text>', STATE],
  ['manager: (<observer.ingress.interface.name>): <linux_system.state:text>', STATE],
  ['manager: <linux_system.state:text>', STATE],
  ['policy: set \'<linux_system.connection:text>\' (<observer.ingress.interface.name>) as default for IPv<_> routing and DNS', STATE],
  [`dhcp4 (${IF}): <linux_system.state:text>`, STATE],
  [`dhcp6 (${IF}): <linux_system.state:text>`, STATE],
  ['NetworkManager (version <service.version>) is starting...<_:text>', event('service_started', PROCESS_START, 1)],
  ['NetworkManager (version <service.version>) is restarting...<_:text>', event('service_started', PROCESS_START, 1)],
  ['caught SIGTERM, shutting down normally.', event('service_stopped', PROCESS_END, 1)],
  ['exiting (success)', event('service_stopped', PROCESS_END, 1)],
  ['connectivity: <linux_system.state:text>', STATE],
  ['audit: op="<linux_system.operation>" <linux_system.arguments:text> pid=<linux_system.client_pid> uid=<user.id> result="success"', event('config_changed', CONFIGURATION_CHANGE, 1, 'success')],
  ['audit: op="<linux_system.operation>" <linux_system.arguments:text> pid=<linux_system.client_pid> uid=<user.id> result="fail" reason="<event.reason:phrase>"', event('config_changed', CONFIGURATION_CHANGE, 3, 'failure')],
]); // prettier-ignore

export const NETWORKD = table([
  [`${IF}: Gained carrier`, UP],
  [`${IF}: Lost carrier`, DOWN],
  [`${IF}: Link UP`, UP],
  [`${IF}: Link DOWN`, DOWN],
  [`${IF}: Gained IPv6LL`, STATE],
  [`${IF}: Configured`, STATE],
  [`${IF}: DHCPv4 address <host.ip>/<_>, gateway <server.ip> acquired from <_>`, ACK],
  [`${IF}: DHCPv4 address <host.ip>/<_> via <server.ip>`, ACK],
  [`${IF}: DHCPv4 address <host.ip>/<_> acquired from <server.ip>`, ACK],
  [`${IF}: DHCPv6 address <host.ip>/<_>`, ACK],
  [`${IF}: DHCP lease lost`, NO_LEASE],
  [`${IF}: DHCPv4 connection timed out`, NO_LEASE],
  [`${IF}: Connected WiFi access point: <network.name:text> (<_>)`, JOINED],
  [`${IF}: Lost WiFi access point<_:text>`, LEFT],
]);

/** ISC's client. The server is its peer: the address asked for is the machine's own. */
export const DHCLIENT = table([
  [`DHCPDISCOVER on ${IF} to <destination.ip> port <destination.port> interval <_>[[ (xid=<linux_system.xid>)]]`, DISCOVER],
  [`DHCPREQUEST for <host.ip> on ${IF} to <destination.ip> port <destination.port>[[ (xid=<linux_system.xid>)]]`, REQUEST],
  [`DHCPREQUEST of <host.ip> on ${IF} to <destination.ip> port <destination.port>[[ (xid=<linux_system.xid>)]]`, REQUEST],
  [`DHCPREQUEST on ${IF} to <destination.ip> port <destination.port>[[ (xid=<linux_system.xid>)]]`, REQUEST],
  [`DHCPOFFER of <host.ip> from <source.ip>`, OFFER],
  [`DHCPOFFER from <source.ip>`, OFFER],
  [`DHCPACK of <host.ip> from <source.ip>[[ (xid=<linux_system.xid>)]]`, ACK],
  [`DHCPACK from <source.ip>[[ (xid=<linux_system.xid>)]]`, ACK],
  [`DHCPNAK from <source.ip>[[ (xid=<linux_system.xid>)]]`, NAK],
  [`DHCPRELEASE of <host.ip> on ${IF} to <destination.ip> port <destination.port>[[ (xid=<linux_system.xid>)]]`, event('dhcp_release', CONNECTION_END, 1)],
  ['bound to <host.ip> -- renewal in <_> seconds.', ACK],
  ['No DHCPOFFERS received.', NO_LEASE],
  [`receive_packet failed on ${IF}: <event.reason:text>`, NO_LEASE],
  [`send_packet: <event.reason:text>`, NO_LEASE],
  ['No working leases in persistent database<_:text>', NO_LEASE],
]); // prettier-ignore

export const DHCPCD = table([
  [`${IF}: leased <host.ip> for <_> seconds`, ACK],
  [`${IF}: leased <host.ip> for infinity`, ACK],
  [`${IF}: offered <host.ip> from <source.ip>`, OFFER],
  [`${IF}: soliciting a DHCP lease`, DISCOVER],
  [`${IF}: rebinding lease of <host.ip>`, REQUEST],
  [`${IF}: requesting lease of <host.ip>`, REQUEST],
  [`${IF}: carrier acquired`, UP],
  [`${IF}: carrier lost`, DOWN],
  [`${IF}: DHCP lease expired`, NO_LEASE],
  [`${IF}: NAK: <event.reason:text> from <source.ip>`, NAK],
  [`${IF}: adding default route via <server.ip>`, STATE],
  [`${IF}: connected to Access Point: <network.name:text>`, JOINED],
  [`${IF}: connected to Access Point \`<network.name:phrase>'`, JOINED],
]);

/** mDNS. https://www.avahi.org/ */
export const AVAHI = table([
  [`Joining mDNS multicast group on interface ${IF}.IPv<_> with address <host.ip:text>.`, STATE],
  [`Leaving mDNS multicast group on interface ${IF}.IPv<_> with address <host.ip:text>.`, STATE],
  [`Registering new address record for <host.ip> on ${IF}.`, STATE],
  [`Registering new address record for <host.ip> on ${IF}.<_>.`, STATE],
  [`Withdrawing address record for <host.ip> on ${IF}.`, STATE],
  ['Host name conflict, retrying with <linux_system.name>', event('network_state', NETWORK_ERROR, 2)],
  ['Server startup complete. Host name is <linux_system.name:phrase>. Local service cookie is <_>.', event('service_started', PROCESS_START, 1)],
  ['avahi-daemon <service.version> starting up.', event('service_started', PROCESS_START, 1)],
  ['avahi-daemon <service.version:text> exiting.', event('service_stopped', PROCESS_END, 1)],
]); // prettier-ignore

export const UDHCPC = table([
  ['sending discover', DISCOVER],
  ['broadcasting discover', DISCOVER],
  ['sending select for <host.ip>[[, server <_>]]', REQUEST],
  ['broadcasting select for <host.ip>[[, server <_>]]', REQUEST],
  ['sending renew to server <destination.ip>', REQUEST],
  ['lease of <host.ip> obtained, lease time <_>', ACK],
  ['lease of <host.ip> obtained from <source.ip>, lease time <_>', ACK],
  ['lease lost, entering init state', NO_LEASE],
  ['no lease, failing', NO_LEASE],
]);

export const WPA = table([
  [`${IF}: CTRL-EVENT-CONNECTED - Connection to <destination.mac> completed<_:text>`, JOINED],
  [`${IF}: CTRL-EVENT-DISCONNECTED bssid=<destination.mac> reason=<linux_system.reason>[[ locally_generated=1]]`, LEFT],
  [`${IF}: CTRL-EVENT-SSID-TEMP-DISABLED id=<_> ssid="<network.name:text>" auth_failures=<linux_system.failures> duration=<_> reason=<event.reason>`, REFUSED],
  [`${IF}: CTRL-EVENT-ASSOC-REJECT <event.reason:text>`, REFUSED],
  [`${IF}: CTRL-EVENT-AUTH-REJECT <event.reason:text>`, REFUSED],
  [`${IF}: CTRL-EVENT-EAP-FAILURE <event.reason:text>`, REFUSED],
  [`${IF}: CTRL-EVENT-EAP-SUCCESS <_:text>`, STATE],
  [`${IF}: WPA: 4-Way Handshake failed - pre-shared key may be incorrect`, REFUSED],
  [`${IF}: WPA: Key negotiation completed with <destination.mac> [<_:phrase>]`, STATE],
  [`${IF}: Trying to associate with <destination.mac> (SSID='<network.name:text>' freq=<_> MHz)`, STATE],
  [`${IF}: Trying to associate with SSID '<network.name:text>'`, STATE],
  [`${IF}: Associated with <destination.mac>`, STATE],
]); // prettier-ignore
