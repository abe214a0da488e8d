// What dnsmasq says about itself and its DHCP server, beside questions and leases: starts, stops, upstreams, refusals, warnings.
// Sentences after dnsmasq 2.80 to 2.92 (dnsmasq.c, network.c, forward.c, option.c, cache.c, rfc2131.c, lease.c, tftp.c).

import {
  DNS_BLOCK,
  DNS_SERVER_END as END,
  DNS_SERVER_INFO as INFO,
  DNS_SERVER_START as START,
  putQuestion,
} from '#src/event/dns.js';
import type { Fields } from '#src/event/event.js';
import { event, FILE_ACCESS, FILE_DENIED, PROTOCOL_INFO } from '#src/event/kinds.js';
import { type Pattern, PatternTable } from '#src/event/patterns.js';

const message = event('dns_server_message', INFO, 1);
const warning = event('dns_server_warning', INFO, 2);
const refused = event('dns_refused', DNS_BLOCK, 2, 'failure');
const lease = event('dhcp_server_message', PROTOCOL_INFO, 1);
const leaseWarning = event('dhcp_warning', PROTOCOL_INFO, 2);

/** The captured name is a domain: one spelling. */
const domain = (fields: Fields): void => {
  const name = fields['dns.question.name'];
  if (name !== undefined) putQuestion(fields, name);
};

const PATTERNS: readonly Pattern[] = [
  ['started, version <pihole.version> <_:text>', event('dns_server_started', START, 1)],
  ['started, version <pihole.version>', event('dns_server_started', START, 1)],
  ['exiting on receipt of <event.reason>', event('dns_server_stopped', END, 2)],
  ['FAILED to start up', event('dns_server_stopped', END, 3, 'failure')],
  [
    'possible DNS-rebind attack detected: <dns.question.name:text>',
    event('dns_rebind', DNS_BLOCK, 3, 'failure'),
    domain,
  ],
  ['ignoring query from non-local network <source.ip>[[ (logged only once)]]', refused],
  ['ignoring query from unknown interface <observer.ingress.interface.name>[[ (logged only once)]]', refused],
  ['query from <source.ip> refused<_:text>', refused],

  ['Maximum number of concurrent DNS queries reached<event.reason:text>', warning],
  ['Maximum number of concurrent DNS queries to <destination.ip> reached<event.reason:text>', warning],
  ['Insecure DS reply received for <dns.question.name>, <event.reason:text>', warning, domain],
  ['Insecure DS reply received<_:text>', warning],
  ['reducing DNS packet size for nameserver <destination.ip> to <pihole.packet_size:int>', warning],
  ['nameserver <destination.ip> refused to do a recursive query', warning],
  ['discarding DNS reply: <event.reason:text>', warning],
  ['no servers found in <file.path:text>, will retry', warning],
  ['failed to <event.reason:text>', warning],
  ['warning: <event.reason:text>', warning],
  ['WARNING: <event.reason:text>', warning],
  ['LOUD WARNING: <event.reason:text>', event('dns_server_warning', INFO, 3)],
  ['bad <event.reason:text>', warning],
  ['ignoring nameserver <destination.ip> - <event.reason:text>', warning],
  ['cannot <event.reason:text>', warning],

  ['using nameserver <destination.ip>#<destination.port>[[ for <pihole.zone:text>]]', message],
  ['using nameserver <destination.ip>#<destination.port>(<_:text>', message],
  ['using only locally-known addresses for <pihole.zone:text>', message],
  ['using <_:text>', message],
  ['read <file.path:text> - <pihole.names:int> addresses', message],
  ['read <file.path:text> - <pihole.names:int> names', message],
  ['reading <file.path:text>', message],
  ['compile time options: <_:text>', message],
  ['cleared cache', message],
  ['listening on <_:text>', message],
  ['stopped listening on <_:text>', message],
  ['DNSSEC <_:text>', message],
  ['DNS service limited to <_:text>', message],
  ['DNS rebinding protection is <_:text>', message],
  ['asynchronous logging enabled<_:text>', message],
  ['DBus support enabled: <_:text>', message],
  ['UBus support enabled: <_:text>', message],
  ['inotify, new or changed file <file.path:text>', message],
  ['inotify: <file.path:text>', message],
  ['setting <_:text>', message],

  ['no address range available for DHCP request via <observer.ingress.interface.name>', leaseWarning],
  ['no address range available for DHCPv6 request via <observer.ingress.interface.name>', leaseWarning],
  ['no address range available for DHCPv6 request from relay at <source.ip>', leaseWarning],
  ['DHCP packet received on <observer.ingress.interface.name> which has no address', leaseWarning],
  ['not giving name <source.domain> to the DHCP lease of <source.ip> because <event.reason:text>', leaseWarning],
  ['not using configured address <source.ip> because <event.reason:text>', leaseWarning],
  ['Ignoring domain <_> for DHCP host name <source.domain:text>', leaseWarning],
  ['disabling DHCP static address <source.ip> for <_:text>', leaseWarning],
  ['abandoning lease to <source.mac> of <source.ip>', leaseWarning],
  ['duplicate dhcp-host IP address <source.ip><_:text>', leaseWarning],
  ['DHCP, sockets bound <_:text>', lease],
  ['DHCP, <_:text>', lease],
  ['DHCPv6, <_:text>', lease],
  ['DHCP relay <_:text>', lease],
  ['router advertisement <_:text>', lease],
  ['IPv6 router advertisement <_:text>', lease],
  ['sent <file.path:text> to <destination.ip>', event('tftp_transfer', FILE_ACCESS, 1, 'success')],
  ['file <file.path:text> not found for <source.ip>', event('tftp_transfer', FILE_DENIED, 2, 'failure')],
  ['failed sending <file.path:text> to <destination.ip>', event('tftp_transfer', FILE_DENIED, 2, 'failure')],
  ['error <_> <event.reason:text> received from <source.ip>', event('tftp_transfer', FILE_DENIED, 2, 'failure')],
  ['TFTP <_:text>', message],
];

const TABLE = new PatternTable(PATTERNS, 'pihole');

/** dnsmasq's own sentences; undefined for those nobody asks about. */
export function parseServer(text: string): Fields | undefined {
  return TABLE.match(text) ?? parseOption(text);
}

/**
 * `log-dhcp`: `<serial> client provides name: laptop`, `<serial> vendor class: MSFT 5.0`, `<serial> tags: eth0, known`. The name is the
 * device's own word.
 */
function parseOption(text: string): Fields | undefined {
  const space = text.indexOf(' ');
  if (space < 1 || space > 11) return undefined;
  for (let at = 0; at < space; at += 1) if (!isDigit(text.charCodeAt(at))) return undefined;
  const fields = OPTIONS.match(text.slice(space + 1));
  if (fields !== undefined) fields['pihole.serial'] = Number(text.slice(0, space));
  return fields;
}

const OPTIONS = new PatternTable(
  [
    ['client provides name: <source.domain:text>', lease],
    ['vendor class: <pihole.vendor_class:text>', lease],
    ['user class: <pihole.user_class:text>', lease],
    ['tags: <pihole.tags:text>', lease],
    ['available DHCP range: <pihole.range_start> -- <pihole.range_end>', lease],
    ['available DHCP subnet: <pihole.subnet:text>', lease],
    ['requested options: <_:text>', lease],
    ['sent size: <_:text>', lease],
    ['next server: <pihole.next_server>', lease],
    ['bootfile name: <file.name:text>', lease],
    ['broadcast response', lease],
  ],
  'pihole',
);

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
