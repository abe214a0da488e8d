// pf's log of pfSense and OPNsense: `filterlog`, one line of comma-separated values a packet. The columns follow Netgate's grammar
// (https://docs.netgate.com/pfsense/en/latest/monitoring/logs/raw-filter-format.html); OPNsense writes the same.

import { readIp, readPort } from '#src/event/address.js';
import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { defineParser } from '#src/plugin/parser.js';

export default defineParser({
  id: 'pf',
  title: 'pfSense and OPNsense firewall (filterlog)',
  contract: '^1.0.0',
  family: 'network',
  hint: { apps: ['filterlog'] },
  parse,
});

/** Where what differs between the two stands; see the grammar. */
const V4 = { protocol: 16, source: 18 } as const;
const V6 = { protocol: 12, source: 15 } as const;
const MAX_COLUMNS = 32;

const ACTIONS = { block: 'flow_denied', reject: 'flow_denied', pass: 'flow_allowed' } as const;
const TYPES = { flow_denied: 'denied', flow_allowed: 'allowed', flow_logged: undefined } as const;
const DIRECTIONS: Readonly<Record<string, string>> = { in: 'inbound', out: 'outbound' };

function parse(line: SyslogLine): Fields | undefined {
  const columns = line.message.split(',', MAX_COLUMNS);
  const [, , , tracker, interfaceName, , verdict = '', direction = '', version] = columns;
  const places = version === '4' ? V4 : version === '6' ? V6 : undefined;
  if (places === undefined) return undefined;
  const source = readIp(columns[places.source] ?? '');
  const destination = readIp(columns[places.source + 1] ?? '');
  if (source === undefined || destination === undefined) return undefined;
  const action = Object.hasOwn(ACTIONS, verdict) ? ACTIONS[verdict as keyof typeof ACTIONS] : 'flow_logged';
  const type = TYPES[action];
  const transport = (columns[places.protocol] ?? '').toLowerCase();
  return {
    'event.category': ['network'],
    'event.type': type === undefined ? ['connection'] : ['connection', type],
    'event.action': action,
    'event.severity': 1,
    'network.type': version === '4' ? 'ipv4' : 'ipv6',
    ...(transport !== '' && { 'network.transport': transport }),
    ...(direction in DIRECTIONS && { 'network.direction': DIRECTIONS[direction]! }),
    ...interfaceOf(direction, interfaceName),
    ...(tracker !== undefined && tracker !== '' && { 'rule.id': tracker }),
    'source.ip': source,
    'destination.ip': destination,
    ...(hasPorts(transport) && ports(columns, places.source + 2)),
  };
}

function interfaceOf(direction: string, name: string | undefined): Fields {
  if (name === undefined || name === '') return {};
  return direction === 'out' ? { 'observer.egress.interface.name': name } : { 'observer.ingress.interface.name': name };
}

const hasPorts = (transport: string): boolean => transport === 'tcp' || transport === 'udp';

function ports(columns: readonly string[], at: number): Fields {
  const source = readPort(columns[at] ?? '');
  const destination = readPort(columns[at + 1] ?? '');
  return {
    ...(source !== undefined && { 'source.port': source }),
    ...(destination !== undefined && { 'destination.port': destination }),
  };
}
