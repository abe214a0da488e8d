// Packets that access lists and firewalls logged, and clients that ports and radios let in or refuse (802.1X, MAB, port security,
// DHCP snooping, ARP inspection).

import { flow } from '#src/event/flow.js';
import {
  CONNECTION_DENIED,
  CONNECTION_END,
  CONNECTION_START,
  event,
  INTRUSION_DENIED,
  LOGON,
  NETWORK_DENIED,
  PROTOCOL_DENIED,
  PROTOCOL_INFO,
} from '#src/event/kinds.js';
import type { Pattern } from '#src/event/patterns.js';

const DENIED = flow('denied');
const ALLOWED = flow('allowed');
const ENDS = '<source.ip>(<source.port>) -> <destination.ip>(<destination.port>), <cisco_ios.packets:text>';
const ENDS_ICMP = '<source.ip> -> <destination.ip> (<cisco_ios.icmp>), <cisco_ios.packets:text>';
const ENDS_IN =
  '<source.ip>(<source.port>) (<observer.ingress.interface.name> <source.mac>) -> <destination.ip>(<destination.port>), <cisco_ios.packets:text>';
const ENDS_ALONE = '<source.ip> -> <destination.ip>, <cisco_ios.packets:text>';

/** `SEC-6-IPACCESSLOGP` and its kin, for both verdicts. */
const acl = (mnemonic: string, ends: string): Pattern[] => [
  [`${mnemonic}: list <rule.name> denied <network.transport> ${ends}`, DENIED],
  [`${mnemonic}: list <rule.name> permitted <network.transport> ${ends}`, ALLOWED],
];

const AUTHENTICATED = event('authentication', LOGON, 1, 'success');
const REFUSED = event('authentication', LOGON, 2, 'failure');
const SPOOFED = event('ids_alert', INTRUSION_DENIED, 3);
const UNSIGNED = event('protocol_anomaly', PROTOCOL_DENIED, 2, 'failure');
const JOINED = event('wifi_joined', CONNECTION_START, 1);
const LEFT = event('wifi_left', CONNECTION_END, 1);
const PORT = '<observer.ingress.interface.name>';

export const ACCESS: readonly Pattern[] = [
  ...acl('IPACCESSLOGP', ENDS),
  ...acl('IPACCESSLOGP', ENDS_IN),
  ...acl('IPACCESSLOGDP', ENDS_ICMP),
  ...acl('IPACCESSLOGRP', ENDS_ALONE),
  ...acl('IPACCESSLOGNP', ENDS_ALONE),
  ['IPACCESSLOGS: list <rule.name> denied <source.ip> <cisco_ios.packets:text>', DENIED],
  ['IPACCESSLOGS: list <rule.name> permitted <source.ip> <cisco_ios.packets:text>', ALLOWED],
  ...acl('ACCESSLOGP', ENDS),
  ...acl('ACCESSLOGDP', ENDS_ICMP),
  ...acl('IPV6ACCESSLOGP', ENDS),
  [
    'IPACCESSLOGP: access-list <rule.name> deny <network.transport> <source.ip>(<source.port>) -> <destination.ip>(<destination.port>), <cisco_ios.packets:text>',
    DENIED,
  ],
  [
    'IPACCESSLOGP: access-list <rule.name> permit <network.transport> <source.ip>(<source.port>) -> <destination.ip>(<destination.port>), <cisco_ios.packets:text>',
    ALLOWED,
  ],
  [
    'ACLLOG_FLOW_INTERVAL: Src IP: <source.ip>, Dst IP: <destination.ip>, Src Port: <source.port>, Dst Port: <destination.port>, Src Intf: <observer.ingress.interface.name>, Protocol: "<network.transport>"(<_>), Hit-count = <cisco_ios.hits>',
    flow('logged'),
  ],
  ...['Deny', 'Permit'].map((action): Pattern => [
    `ACLLOG_NEW_FLOW: Source IP: <source.ip>, Destination IP: <destination.ip>, Source Port: <source.port>, Destination Port: <destination.port>, Source Interface: <observer.ingress.interface.name>, Protocol: "<network.transport>"(<_>), ACL Name: <rule.name:phrase>, ACE Action: ${action}, Appl Intf: <_>, Hit-count: <cisco_ios.hits>`,
    action === 'Deny' ? DENIED : ALLOWED,
  ]),
  [
    'BADAUTH: <event.reason:phrase> digest from <source.ip>(<source.port>) to <destination.ip>(<destination.port>)[[ <_:text>]]',
    UNSIGNED,
  ],
  [
    'BADAUTH: <event.reason:phrase> digest from <source.ip>:<source.port> to <destination.ip>:<destination.port>[[ <_:text>]]',
    UNSIGNED,
  ],
  [
    'DROP_PKT: Dropping <network.transport> pkt from <observer.ingress.interface.name> <source.ip>:<source.port> => <destination.ip>:<destination.port>(target:class)-(<rule.name:phrase>) due to <event.reason:text>',
    DENIED,
  ],
  [
    'SESS_AUDIT_TRAIL: (target:class) (<rule.name:phrase>):Stop <network.protocol> session: initiator (<source.ip>:<source.port>) sent <source.bytes> bytes -- responder (<destination.ip>:<destination.port>) sent <destination.bytes> bytes<_:text>',
    flow('passed'),
  ],
  [
    'SESS_AUDIT_TRAIL_START: (target:class)-(<rule.name:phrase>):Start <network.protocol> session: initiator (<source.ip>:<source.port>) -- responder (<destination.ip>:<destination.port>)<_:text>',
    flow('started'),
  ],

  [
    `SUCCESS: Authentication successful for client (<source.mac>) on Interface ${PORT} AuditSessionID <cisco_ios.session>`,
    AUTHENTICATED,
  ],
  [
    `FAIL: Authentication failed for client (<source.mac>) on Interface ${PORT} AuditSessionID <cisco_ios.session>`,
    REFUSED,
  ],
  [
    `SUCCESS: Authorization succeeded for client (<source.mac>) on Interface ${PORT} AuditSessionID <cisco_ios.session>`,
    AUTHENTICATED,
  ],
  [
    `FAIL: Authorization failed or unapplied for client (<source.mac>) on Interface ${PORT} AuditSessionID <cisco_ios.session>[[. <event.reason:text>]]`,
    REFUSED,
  ],
  [
    `SECURITY_VIOLATION: Security violation on the interface ${PORT}, new MAC address (<source.mac>) is seen.<_:text>`,
    SPOOFED,
  ],
  [
    `PSECURE_VIOLATION: Security violation occurred, caused by MAC address <source.mac> on port <observer.ingress.interface.name:text>.`,
    SPOOFED,
  ],
  [
    `DHCP_SNOOPING_UNTRUSTED_PORT: DHCP_SNOOPING drop message on untrusted port, message type: <cisco_ios.dhcp>, MAC sa: <source.mac>`,
    { ...event('dhcp_warning', NETWORK_DENIED, 3) },
  ],
  [
    `DHCP_SNOOPING_MATCH_MAC_FAIL: DHCP_SNOOPING drop message because the chaddr doesn't match source mac, message type: <cisco_ios.dhcp>, chaddr: <cisco_ios.chaddr>, MAC sa: <source.mac>`,
    { ...event('dhcp_warning', NETWORK_DENIED, 3) },
  ],
  [
    `INVALID_ARP: <cisco_ios.count> Invalid ARPs (<cisco_ios.arp>) on ${PORT}, vlan <cisco_ios.vlan>.([<source.mac>/<source.ip>/<destination.mac>/<destination.ip>/<_:text>])`,
    SPOOFED,
  ],
  [
    `DHCP_SNOOPING_DENY: <cisco_ios.count> Invalid ARPs (<cisco_ios.arp>) on ${PORT}, vlan <cisco_ios.vlan>.([<source.mac>/<source.ip>/<destination.mac>/<destination.ip>/<_:text>])`,
    SPOOFED,
  ],
  [
    'DUPADDR: Duplicate address <source.ip> on <observer.ingress.interface.name>, sourced by <source.mac>',
    event('dhcp_warning', PROTOCOL_INFO, 2),
  ],
  [
    'ASSOC: Interface <observer.ingress.interface.name>, Station <cisco_ios.station> <source.mac> Associated KEY_MGMT[<cisco_ios.key>]',
    JOINED,
  ],
  [
    'DISASSOC: Interface <observer.ingress.interface.name>, Deauthenticating Station <source.mac> Reason: <event.reason:text>',
    LEFT,
  ],
  [
    'CLIENT_ADDED_TO_RUN_STATE: Username entry (<user.name:text>) joined with ssid (<network.name:phrase>) for device with MAC: <source.mac>',
    JOINED,
  ],
  ['CLIENT_DELETED: Username entry (<user.name:text>) is deleted for device with MAC: <source.mac>', LEFT],
  [
    'CLIENT_EXCLUSION_SUBSCRIBER: Client MAC: <source.mac> with IP: <source.ip> was added to exclusion list, <event.reason:text>',
    event('wifi_refused', CONNECTION_DENIED, 2, 'failure'),
  ],
];
