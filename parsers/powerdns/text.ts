// Classic sentences of the Recursor, the Authoritative Server and dnsdist.

import { readIp } from '#src/event/address.js';
import {
  DNS_ANSWER,
  DNS_BLOCK,
  DNS_ERROR,
  DNS_INFO,
  DNS_QUESTION,
  DNS_SERVER_END,
  DNS_SERVER_INFO as INFO,
  DNS_SERVER_START,
  putQuestion,
  putQuestionType,
  putResponseCode,
} from '#src/event/dns.js';
import type { Fields } from '#src/event/event.js';
import { event } from '#src/event/kinds.js';
import { type Pattern, PatternTable } from '#src/event/patterns.js';

const query = event('dns_query', DNS_QUESTION, 1);
const transferDenied = event('dns_transfer', DNS_BLOCK, 3, 'failure');
const warning = event('dns_server_warning', DNS_ERROR, 2);

/** `example.org|A`, `example.org. A`; and a numeric code that was put aside. */
const asked = (fields: Fields): void => {
  const what = fields['powerdns.what'];
  delete fields['powerdns.what'];
  if (typeof what === 'string') {
    const cut = Math.max(what.lastIndexOf('|'), what.lastIndexOf(' '));
    putQuestion(fields, cut < 0 ? what : what.slice(0, cut));
    if (cut > 0) putQuestionType(fields, what.slice(cut + 1));
  }
  const code = fields['powerdns.rcode'];
  delete fields['powerdns.rcode'];
  if (typeof code === 'string') putResponseCode(fields, code);
};
const zone = (fields: Fields): void => {
  const name = fields['dns.zone'];
  if (typeof name === 'string') fields['dns.zone'] = name.toLowerCase();
};

const PATTERNS: readonly Pattern[] = [
  ["<_> [<_>] question for '<powerdns.what:text>' from <source:endpoint>", query, asked],
  [
    "<_> [<_>] answer to question '<powerdns.what:text>': <_:phrase>, rcode=<powerdns.rcode>",
    event('dns_reply', DNS_ANSWER, 1),
    asked,
  ],
  ["Remote <source:endpoint> wants '<powerdns.what:phrase>', <_:text>", query, asked],
  ["AXFR of domain '<dns.zone:phrase>' denied to <source.ip>", transferDenied, zone],
  ["AXFR-out zone '<dns.zone:phrase>', client '<source:endpoint>', denied: <event.reason:text>", transferDenied, zone],
  [
    "AXFR-out zone '<dns.zone:phrase>', client '<source:endpoint>', <event.reason:text>",
    event('dns_transfer', DNS_INFO, 1),
    zone,
  ],
  ["AXFR of domain '<dns.zone:phrase>' initiated by <source.ip>", event('dns_transfer', DNS_INFO, 1), zone],
  [
    'Received NOTIFY for <dns.zone> from <source:endpoint> <event.reason:text>',
    event('dns_zone_loaded', DNS_INFO, 1),
    zone,
  ],
  ['Packet from <source:endpoint> for <powerdns.what:text> with id <_>', query, asked],
  [
    'Answer to <source:endpoint> for <powerdns.what:text> (<powerdns.rcode>) with id <_>',
    event('dns_reply', DNS_ANSWER, 1),
    asked,
  ],
  [
    'Inserting dynamic block for <powerdns.network> for <powerdns.seconds:int> seconds: <event.reason:text>',
    event('dns_rate_limited', DNS_BLOCK, 3, 'failure'),
    client,
  ],
  ["Marking downstream <powerdns.server:text> as '<powerdns.state>'", warning],
  ['Got control connection from <source:endpoint>', event('dns_server_message', INFO, 1)],
  ['Refusing <event.reason:text>', event('dns_refused', DNS_BLOCK, 2, 'failure')],
  [
    'Sending SERVFAIL to <source:endpoint> during resolve of <event.reason:text>',
    event('dns_reply', DNS_ANSWER, 2, 'failure'),
  ],
  ['PowerDNS Recursor <powerdns.version> <_:text>', event('dns_server_started', DNS_SERVER_START, 1)],
  ['PowerDNS Authoritative Server <powerdns.version> <_:text>', event('dns_server_started', DNS_SERVER_START, 1)],
  [
    'dnsdist <powerdns.version> comes with ABSOLUTELY NO WARRANTY.<_:text>',
    event('dns_server_started', DNS_SERVER_START, 1),
  ],
  ['Exiting <_:text>', event('dns_server_stopped', DNS_SERVER_END, 2)],
];

const TABLE = new PatternTable(PATTERNS, 'powerdns');

/** @param isOurs the header names one of the programs: then what the table does not have is a message all the same */
export function parseText(text: string, isOurs: boolean): Fields | undefined {
  return TABLE.match(text) ?? (isOurs && text.trim() !== '' ? event('dns_server_message', INFO, 1) : undefined);
}

/** A block of one address is that client's. */
function client(fields: Fields): void {
  const network = fields['powerdns.network'];
  if (typeof network !== 'string') return;
  const slash = network.lastIndexOf('/');
  const isOne = network.endsWith('/32') || network.endsWith('/128');
  const ip = isOne ? readIp(network, 0, slash) : undefined;
  if (ip !== undefined) fields['source.ip'] = ip;
}
