// MikroTik RouterOS: what the firewall logged, who logged on, what was changed, leases, links, wireless clients, VPN. Its messages
// begin with their topics (`firewall,info`, `system,error,critical`), unless `bsd-syslog=yes` leaves them out; CEF (7.18) names them.

import type { Fields, Level } from '#src/event/event.js';
import { event, HOST_INFO } from '#src/event/kinds.js';
import type { SyslogLine } from '#src/event/line.js';
import { PatternTable } from '#src/event/patterns.js';
import { put } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';
import { readFlow } from './flow.js';
import { NETWORK } from './network.js';
import { SYSTEM } from './system.js';
import { type Topical, topicsOf } from './topics.js';
import { VPN } from './vpn.js';

export default defineParser({
  id: 'mikrotik',
  title: 'MikroTik RouterOS',
  contract: '^1.0.0',
  family: 'network',
  priority: 1,
  hint: {
    apps: ['firewall,*', 'system,*', 'dhcp,*', 'wireless,*', 'wifi,*', 'caps,*', 'interface,*', 'script,*', 'ipsec,*'],
    contains: [
      ',info',
      ',error',
      ',warning',
      ',critical',
      ',debug',
      '|MikroTik|',
      ' proto ',
      ' via ',
      ' changed by ',
      ' added by ',
      ' removed by ',
      ' assigned ',
      ' deassigned ',
      ' link up',
      ' link down',
      'connected, signal strength ',
      ' logged in, ',
      ' logged out, ',
      ' authentication failed',
    ],
  },
  parse,
});

const SYSTEM_TABLE = new PatternTable(SYSTEM, 'mikrotik');
const NETWORK_TABLE = new PatternTable(NETWORK, 'mikrotik');
const VPN_TABLE = new PatternTable(VPN, 'mikrotik');

/** By topic, so that a client's name in a lease cannot read like a change of the configuration. */
const TABLES: readonly (readonly [RegExp, readonly PatternTable[]])[] = [
  [/\bscript\b/, []], // a script says what its author likes
  [/\b(?:l2tp|pptp|sstp|ovpn|pppoe|ppp|ipsec|hotspot|wireguard)\b/, [VPN_TABLE]],
  [/\b(?:dhcp|wireless|wifi|caps|interface|bridge|lte|vrrp)\b/, [NETWORK_TABLE]],
  [/\bfirewall\b/, []],
  [/./, [SYSTEM_TABLE]],
];
const ALL: readonly PatternTable[] = [NETWORK_TABLE, VPN_TABLE, SYSTEM_TABLE];
/** Where no topic says it, these beginnings do: what follows them is a stranger's name, which may read like a lease. */
const BEGINNINGS: readonly (readonly [RegExp, readonly PatternTable[]])[] = [
  [/^login failure for user /, [SYSTEM_TABLE]],
  [/^user /, [SYSTEM_TABLE, VPN_TABLE]],
  [/^<[^>]{1,200}>: /, [VPN_TABLE]],
];

function parse(line: SyslogLine): Fields | undefined {
  const topical = topicsOf(line);
  if (topical === undefined) return undefined;
  const { text, topics } = topical;
  const isFlow = topics === undefined || topics.includes('firewall');
  const fields = (isFlow ? readFlow(text) : undefined) ?? firstOf(tablesOf(topics, text), text) ?? said(topical);
  // A stranger's name may read like a lease: without topics a server's name is one word.
  if (topics === undefined && String(fields?.['mikrotik.server'] ?? '').includes(' ')) return undefined;
  if (fields !== undefined) put(fields, 'mikrotik.topics', topics);
  return fields;
}

function tablesOf(topics: string | undefined, text: string): readonly PatternTable[] {
  if (topics === undefined) return BEGINNINGS.find(([words]) => words.test(text))?.[1] ?? ALL;
  return TABLES.find(([words]) => words.test(topics))?.[1] ?? [];
}

function firstOf(tables: readonly PatternTable[], text: string): Fields | undefined {
  for (const table of tables) {
    const fields = table.match(text);
    if (fields !== undefined) return fields;
  }
  return undefined;
}

/** What no table knows is told as it is, when the router's topics vouch for it. */
function said({ topics, text }: Topical): Fields | undefined {
  if (topics === undefined || text === '') return undefined;
  return event('device_message', HOST_INFO, levelOf(topics));
}

function levelOf(topics: string): Level {
  if (topics.includes('critical')) return 3;
  return topics.includes('error') || topics.includes('warning') ? 2 : 1;
}
