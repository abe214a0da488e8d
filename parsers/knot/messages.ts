// What Knot says of a zone, of itself, and of a question (knot/events, knot/nameserver, knot/zone; kresd's iterate, validate, policy).

import { DNS_ERROR, DNS_INFO, DNS_QUESTION, DNS_SERVER_END as END, DNS_SERVER_INFO as INFO, DNS_SERVER_START as START } from '#src/event/dns.js'; // prettier-ignore
import type { Fields } from '#src/event/event.js';
import { event, NETWORK_DENIED } from '#src/event/kinds.js';
import { type Pattern, PatternTable } from '#src/event/patterns.js';

const loaded = event('dns_zone_loaded', DNS_INFO, 1, 'success');
const started = event('dns_transfer', DNS_INFO, 1);
const finished = event('dns_transfer', DNS_INFO, 1, 'success');
const failed = event('dns_transfer', DNS_ERROR, 2, 'failure');
const refused = event('dns_transfer', NETWORK_DENIED, 3, 'failure');
const notify = event('dns_zone_loaded', DNS_INFO, 1);
const message = event('dns_server_message', INFO, 1);
const warning = event('dns_server_warning', INFO, 2);

/** The action that was refused decides. */
const denied = (fields: Fields): void => {
  const what = String(fields['knot.action']).replaceAll("'", '');
  fields['knot.action'] = what;
  if (what === 'update') Object.assign(fields, event('dns_update', NETWORK_DENIED, 3, 'failure'));
  else if (what !== 'transfer') Object.assign(fields, event('dns_refused', NETWORK_DENIED, 2, 'failure'));
};

const ZONE_PATTERNS: readonly Pattern[] = [
  ['zone file parsed, serial <knot.serial>', loaded],
  ['loaded, serial <knot.serial:text>', loaded],
  ['zone will be <_:text>', notify],
  ['<knot.transfer>, outgoing, remote <source.ip>@<source.port> <knot.transport>, started<_:text>', started],
  ['<knot.transfer>, outgoing, remote <source.ip>@<source.port> <knot.transport>, finished, <_:text>', finished],
  ['<knot.transfer>, outgoing, remote <source.ip>@<source.port> <knot.transport>, failed <event.reason:text>', failed],
  ['<knot.transfer>, outgoing, remote <source.ip>@<source.port>, <event.reason:text>', started],
  ['<knot.transfer>, incoming, remote <source.ip>@<source.port> <knot.transport>, started<_:text>', started],
  ['<knot.transfer>, incoming, remote <source.ip>@<source.port> <knot.transport>, finished, <_:text>', finished],
  ['<knot.transfer>, incoming, remote <source.ip>@<source.port> <knot.transport>, failed <event.reason:text>', failed],
  ['<knot.transfer>, incoming, remote <source.ip>@<source.port>, <event.reason:text>', started],
  ["ACL, denied, action '<knot.action>', remote '<source.ip>@<source.port>', key <knot.key:text>", refused, denied],
  ['ACL, denied, action <knot.action>, remote <source.ip>@<source.port>[[ <knot.transport>]], key <knot.key:text>', refused, denied],
  ['notify, incoming, remote <source.ip>@<source.port><event.reason:text>', notify],
  ['notify, outgoing, remote <destination.ip>@<destination.port><event.reason:text>', notify],
  ['refresh, remote <source.ip>@<source.port>, failed <event.reason:text>', failed],
  ['refresh, remote <source.ip>@<source.port><event.reason:text>', started],
  ['DDNS, processing <event.reason:text>', event('dns_update', DNS_INFO, 2)],
  ['DDNS, finished<event.reason:text>', event('dns_update', DNS_INFO, 2, 'success')],
  ['DDNS, failed <event.reason:text>', event('dns_update', DNS_ERROR, 2, 'failure')],
  ['DNSSEC, <event.reason:text>', event('dns_zone_loaded', DNS_INFO, 1)],
  ['zone expired', event('dns_zone_loaded', DNS_ERROR, 3, 'failure')],
]; // prettier-ignore

const SERVER_PATTERNS: readonly Pattern[] = [
  ['Knot DNS <knot.version> starting', event('dns_server_started', START, 1)],
  ['server started<_:text>', event('dns_server_started', START, 1)],
  ['shutting down', event('dns_server_stopped', END, 2)],
  ['stopping server', event('dns_server_stopped', END, 2)],
  ['configuration reloaded<_:text>', message],
  ['control, received command <knot.command:text>', message],
];

const RESOLVER_PATTERNS: readonly Pattern[] = [
  ["plan '<knot.name:text>' type '<dns.question.type:phrase>' uid [<_>]", event('dns_query', DNS_QUESTION, 1)],
  ['request from <source.ip>#<source.port>', event('dns_query', DNS_QUESTION, 1)],
  ['next refresh for <_:text>', message],
];

export const ZONE = new PatternTable(ZONE_PATTERNS, 'knot');
export const SERVER = new PatternTable(SERVER_PATTERNS, 'knot');
export const RESOLVER = new PatternTable(RESOLVER_PATTERNS, 'knot');

/** What is in no table, by its level. */
export function byLevel(level: string): Fields {
  return { ...(level === 'error' || level === 'critical' || level === 'warning' ? warning : message) };
}
