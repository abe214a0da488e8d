// pf's log of pfSense and OPNsense: `filterlog`, one line of comma-separated values a packet. The columns follow Netgate's grammar
// (https://docs.netgate.com/pfsense/en/latest/monitoring/raw-filter-log-format.html); OPNsense writes the same.

import type { Fields } from '#src/event/event.js';
import type { FieldName } from '#src/event/fields.js';
import { completeFlow, flow, type Verdict } from '#src/event/flow.js';
import type { SyslogLine } from '#src/event/line.js';
import { put } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';

export default defineParser({
  id: 'pf',
  title: 'pfSense and OPNsense firewall (filterlog)',
  contract: '^1.0.0',
  family: 'network',
  hint: { apps: ['filterlog'] },
  parse,
});

const MAX_COLUMNS = 40;
const VERDICTS: Readonly<Record<string, Verdict>> = { block: 'denied', reject: 'denied', pass: 'allowed' };
const DIRECTIONS: Readonly<Record<string, string>> = { in: 'inbound', out: 'outbound' };

/** What stands in front of the version: rule, sub rule, anchor, tracker or label, interface, reason, action, direction. */
const COMMON: readonly (FieldName | '')[] = ['pf.rule', 'pf.sub_rule', 'rule.ruleset', 'rule.id', '', 'event.reason'];
/** Behind the version, up to the addresses. */
const V4: readonly (FieldName | '')[] = ['pf.tos', 'pf.ecn', 'pf.ttl', 'pf.id', 'pf.offset', 'pf.flags'];
const V6: readonly (FieldName | '')[] = ['pf.class', 'pf.flow_label', 'pf.hop_limit'];
/** Behind the addresses, by protocol. */
const TAILS: Readonly<Record<string, readonly (FieldName | '')[]>> = {
  tcp: [
    ...(['source.port', 'destination.port', 'pf.data_length', 'pf.tcp_flags', 'pf.sequence', 'pf.ack'] as const),
    ...(['pf.window', 'pf.urgent', 'pf.tcp_options'] as const),
  ],
  udp: ['source.port', 'destination.port', 'pf.data_length'],
  sctp: ['source.port', 'destination.port'],
  icmp: ['pf.icmp_type', 'pf.icmp_id', 'pf.icmp_sequence'],
  'ipv6-icmp': ['pf.icmp_type', 'pf.icmp_id', 'pf.icmp_sequence'],
  carp: ['pf.carp_type', 'pf.carp_ttl', 'pf.vhid', 'pf.carp_version', 'pf.advskew', 'pf.advbase'],
};
const VERSION_AT = 8;

function parse(line: SyslogLine): Fields | undefined {
  const columns = line.message.split(',', MAX_COLUMNS);
  const [, , , , interfaceName, , verdict = '', direction = '', version] = columns;
  if (version !== '4' && version !== '6') return undefined;
  const head = version === '4' ? V4 : V6;
  const protocolAt = VERSION_AT + 1 + head.length;
  // IPv4 numbers the protocol and then names it; IPv6 the other way round.
  const names = columns.slice(protocolAt, protocolAt + 2);
  const sourceAt = protocolAt + 3;
  if (columns.length < sourceAt + 2 || columns[sourceAt] === '') return undefined;

  const fields = flow(Object.hasOwn(VERDICTS, verdict) ? VERDICTS[verdict]! : 'logged');
  putColumns(fields, columns, 0, COMMON);
  putColumns(fields, columns, VERSION_AT + 1, head);
  putColumns(fields, columns, sourceAt - 1, ['pf.length', 'source.ip', 'destination.ip']);
  put(fields, 'network.transport', protocolOf(version === '4' ? names.reverse() : names));
  if (Object.hasOwn(DIRECTIONS, direction)) fields['network.direction'] = DIRECTIONS[direction]!;
  put(fields, `observer.${direction === 'out' ? 'egress' : 'ingress'}.interface.name`, interfaceName);
  completeFlow(fields);
  fields['network.type'] = version === '4' ? 'ipv4' : 'ipv6';
  putColumns(fields, columns, sourceAt + 2, TAILS[fields['network.transport'] as string] ?? []);
  if (verdict !== '' && fields['event.action'] === 'flow_logged') put(fields, 'pf.action', verdict);
  return fields;
}

/** Its name, or its number where there is none (`unknown`, empty). */
function protocolOf([name = '', number = '']: readonly string[]): string {
  return name === '' || name === 'unknown' || name === 'Options' ? number : name;
}

function putColumns(fields: Fields, columns: readonly string[], at: number, names: readonly (FieldName | '')[]): void {
  for (let i = 0; i < names.length; i += 1) {
    const name = names[i]!;
    if (name !== '') put(fields, name, columns[at + i], `pf.${name.replaceAll('.', '_')}`);
  }
}
