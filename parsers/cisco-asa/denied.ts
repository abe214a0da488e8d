// Packets and connections that ASA refused (106xxx, 313xxx, 710xxx and others).

import { flow } from '#src/event/flow.js';
import type { Pattern } from '#src/event/patterns.js';

const DROPPED = flow('denied');
const tcp = { ...DROPPED, 'network.transport': 'tcp' };
const udp = { ...DROPPED, 'network.transport': 'udp' };
const icmp = { ...DROPPED, 'network.transport': 'icmp' };
const icmp6 = { ...DROPPED, 'network.transport': 'ipv6-icmp' };

const ENDS = '<cisco_asa.from:phrase> to <cisco_asa.to:phrase>';
const FLAGS = 'flags <cisco_asa.flags:phrase> on interface <observer.ingress.interface.name>';
const SPOOF = { ...DROPPED, 'event.severity': 2 } as const;

export const DENIED: readonly Pattern[] = [
  [`Inbound TCP connection denied from ${ENDS} ${FLAGS}`, tcp],
  [`Deny inbound UDP from ${ENDS} due to <event.reason:text>`, udp],
  [`Deny inbound UDP from ${ENDS} on interface <observer.ingress.interface.name>`, udp],
  ['Deny inbound (No xlate) <network.transport> src <cisco_asa.from:phrase> dst <cisco_asa.to:text>', DROPPED],
  ['Deny inbound <network.transport:phrase> src <cisco_asa.from:phrase> dst <cisco_asa.to:text>', DROPPED],
  [`Deny IP from ${ENDS}, IP options: <cisco_asa.options:text>`, DROPPED],
  ['Dropping echo request from <cisco_asa.from:phrase> to PAT address <cisco_asa.to>', icmp],
  [`Deny TCP (no connection) from ${ENDS} ${FLAGS}`, { ...tcp, 'event.reason': 'no connection' }],
  [
    'Deny IP spoof from (<source.ip>) to <destination.ip> on interface <observer.ingress.interface.name>',
    { ...SPOOF, 'event.reason': 'spoof' },
  ],
  ['Deny IP due to Land Attack from <source.ip> to <destination.ip>', { ...SPOOF, 'event.reason': 'Land Attack' }],
  [
    'ICMP packet type <cisco_asa.icmp_type> denied by outbound list <rule.name> src <source.ip> dest <destination.ip>',
    icmp,
  ],
  [
    'Deny IP teardrop fragment (<_:phrase>) from <source.ip> to <destination.ip>',
    { ...SPOOF, 'event.reason': 'teardrop fragment' },
  ],
  [
    'Deny <network.transport:phrase> reverse path check from <source.ip> to <destination.ip> on interface <observer.ingress.interface.name>',
    { ...DROPPED, 'event.reason': 'reverse path check' },
  ],
  [
    'Deny <network.transport:phrase> connection spoof from <source.ip> to <destination.ip> on interface <observer.ingress.interface.name>',
    { ...SPOOF, 'event.reason': 'connection spoof' },
  ],
  [
    'Deny <network.transport:phrase> src <cisco_asa.from:phrase> dst <cisco_asa.to:phrase> by access-group "<rule.name:phrase>"[[ [<cisco_asa.hash:text>]]]',
    DROPPED,
  ],
  [
    'Denied ICMP type=<cisco_asa.icmp_type>, code=<cisco_asa.icmp_code> from <source.ip> on interface <observer.ingress.interface.name>',
    icmp,
  ],
  [
    'Denied ICMP type=<cisco_asa.icmp_type>, from laddr <source.ip> on interface <observer.ingress.interface.name> to <destination.ip>: <event.reason:text>',
    icmp,
  ],
  [
    'Denied ICMP type=<cisco_asa.icmp_type>, from <source.ip> on interface <observer.ingress.interface.name> to <destination.ip>: <event.reason:text>',
    icmp,
  ],
  [
    'Denied IPv6-ICMP type=<cisco_asa.icmp_type>, code=<cisco_asa.icmp_code> from <source.ip> on interface <observer.ingress.interface.name>',
    icmp6,
  ],
  [
    'No matching connection for ICMP error message: icmp src <cisco_asa.from:phrase> dst <cisco_asa.to:phrase> (type <cisco_asa.icmp_type>, code <cisco_asa.icmp_code>) on <observer.ingress.interface.name> interface.<cisco_asa.original:text>',
    icmp,
  ],
  [`<network.transport> access denied by ACL from ${ENDS}`, DROPPED],
  ['<network.transport> request discarded from <cisco_asa.from:phrase> to <cisco_asa.to:text>', DROPPED],
  ['<network.transport> connection limit exceeded from <cisco_asa.from:phrase> to <cisco_asa.to:text>', DROPPED],
  ['No translation group found for <network.transport> src <cisco_asa.from:phrase> dst <cisco_asa.to:text>', DROPPED],
  [
    '<cisco_asa.translation:phrase> translation creation failed for <network.transport> src <cisco_asa.from:phrase> dst <cisco_asa.to:text>',
    DROPPED,
  ],
  [
    'Asymmetric NAT rules matched for forward and reverse flows; Connection for <network.transport:phrase> src <cisco_asa.from:phrase> dst <cisco_asa.to:phrase> denied due to <event.reason:text>',
    DROPPED,
  ],
  [
    'Failed to locate egress interface for <network.transport> from <cisco_asa.from:phrase> to <cisco_asa.to:text>',
    DROPPED,
  ],
  [
    'Routing failed to locate next hop for <network.transport> from <cisco_asa.from:phrase> to <cisco_asa.to:text>',
    DROPPED,
  ],
  [
    'Dropped <network.transport> DNS <cisco_asa.dns> from <cisco_asa.from:phrase> to <cisco_asa.to:phrase>; <event.reason:text>',
    { ...DROPPED, 'network.protocol': 'dns' },
  ],
  [
    'Duplicate TCP SYN from <cisco_asa.from:phrase> to <cisco_asa.to:phrase> with different initial sequence number',
    tcp,
  ],
  ['Dropping TCP packet from <cisco_asa.from:phrase> to <cisco_asa.to:phrase>, reason: <event.reason:text>', tcp],
  [
    'Invalid transport field for protocol=<network.transport>, from <cisco_asa.from:phrase> to <cisco_asa.to:text>',
    DROPPED,
  ],
  [
    '<network.transport> flow from <cisco_asa.from:phrase> to <cisco_asa.to:phrase> terminated by inspection engine, reason - <event.reason:text>',
    DROPPED,
  ],
  ['SFR requested to drop <network.transport> packet from <cisco_asa.from:phrase> to <cisco_asa.to:text>', DROPPED],
  [
    'SFR requested ASA to bypass further packet redirection and process <network.transport> flow from <cisco_asa.from:phrase> to <cisco_asa.to:phrase> locally',
    flow('allowed'),
  ],
  ['Shunned packet: <source.ip> ==> <destination.ip> on interface <observer.ingress.interface.name>', SPOOF],
];
