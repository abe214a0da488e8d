// Pi-hole, and any dnsmasq: who asked for which name, what was blocked, who holds which address.

import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { defineParser } from '#src/plugin/parser.js';
import { parseDhcp } from './dhcp.js';
import { parseDns } from './dns.js';
import { parseFtl, parseServer } from './server.js';

/** Actions whose line is written right after its question's, before any other question. */
const FOLLOWS_ITS_QUESTION: ReadonlySet<unknown> = new Set([
  'dns_blocked',
  'dns_rate_limited',
  'dns_cached',
  'dns_forwarded',
  'dns_local',
]);

export default defineParser({
  id: 'pihole',
  title: 'Pi-hole and dnsmasq (DNS, DHCP)',
  contract: '^1.0.0',
  family: 'pihole',
  hint: { apps: ['dnsmasq', 'dnsmasq-dhcp', 'pihole-ftl', 'pihole', 'ftl'] },
  join: {
    key: joinKey,
    carry: ['source.ip', 'source.port'],
    /** dnsmasq writes both lines within a millisecond; syslog relays may hold one back a little. */
    ttlMs: 5000,
  },
  parse,
});

function parse(line: SyslogLine): Fields | undefined {
  const text = line.message;
  switch (line.app?.toLowerCase()) {
    case 'dnsmasq':
      return parseDns(text) ?? parseServer(text) ?? parseDhcp(text);
    case 'dnsmasq-dhcp':
      return parseDhcp(text);
    case 'pihole-ftl':
    case 'pihole':
    case 'ftl':
      return parseDns(text) ?? parseFtl(text);
    case undefined: // a source may be told that all its lines are Pi-hole's
      return parseDns(text) ?? parseDhcp(text);
    default:
      return undefined;
  }
}

/** Plain logging names the client only in the question's line. */
function joinKey(fields: Fields): string | undefined {
  const name = fields['dns.question.name'];
  if (name === undefined) return undefined;
  const action = fields['event.action'];
  if (action !== 'dns_query' && !FOLLOWS_ITS_QUESTION.has(action)) return undefined;
  const serial = fields['pihole.serial'];
  return typeof serial === 'number' ? `${serial} ${name}` : name;
}
