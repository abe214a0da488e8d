// Pi-hole, and any dnsmasq: who asked for which name, what was blocked, who holds which address.

import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { defineParser } from '#src/plugin/parser.js';
import { parseRow } from './database.js';
import { parseDhcp } from './dhcp.js';
import { parseDns } from './dns.js';
import { parseFtl, parseFtlFile } from './ftl.js';
import { parseOdhcpd } from './odhcpd.js';
import { parseServer } from './server.js';

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
  hint: {
    apps: ['dnsmasq*', 'odhcpd', 'pihole*', 'ftl'],
    // FTL.log has no program, rows of its database are JSON, containers have names of their own, and some files no header at all.
    contains: [
      'M] ',
      '] INFO: ',
      '] WARNING: ',
      '] ERR: ',
      '] CRIT: ',
      '] NOTICE: ',
      '] DEBUG_API: ',
      '"pihole-FTL.db"',
      '"dnssec":',
      'dnsmasq[',
      'dnsmasq-dhcp[',
      'dnsmasq: ',
      'query[',
      'gravity blocked ',
      'DHCPACK(',
      'DHCPREQUEST(',
      'pihole-FTL',
    ],
  },
  join: {
    key: joinKey,
    carry: ['source.ip', 'source.port', 'dns.question.type'],
    /** dnsmasq writes both lines within a millisecond; syslog relays may hold one back a little. */
    ttlMs: 5000,
  },
  parse,
});

function parse(line: SyslogLine): Fields | undefined {
  const text = line.message;
  const app = line.app?.toLowerCase();
  switch (app) {
    case 'dnsmasq':
    case 'dnsmasq-dhcp':
    case 'dnsmasq-tftp':
      return parseDnsmasq(text) ?? parseTagged(text);
    case 'odhcpd':
      return parseOdhcpd(text);
    case 'pihole-ftl':
    case 'pihole':
    case 'ftl':
      return parseAny(line) ?? parseFtl(text);
    case undefined: // a file's lines, or a source that was told that all of them are Pi-hole's
      return parseAny(line) ?? parseFtlFile(text);
    default: // a router's second dnsmasq (`dnsmasq-guest`), a container named after what runs in it: `docker/pihole`, `pihole-0`
      if (!app.includes('pihole') && !app.includes('dnsmasq')) return undefined;
      return parseTagged(text) ?? parseDns(text) ?? parseDhcp(text) ?? parseFtlFile(text);
  }
}

function parseDnsmasq(text: string): Fields | undefined {
  return parseDns(text) ?? parseDhcp(text) ?? parseServer(text);
}

function parseAny(line: SyslogLine): Fields | undefined {
  if (line.message.startsWith('{')) return line.json === undefined ? undefined : parseRow(line.json);
  return parseDns(line.message) ?? parseDhcp(line.message) ?? parseTagged(line.message);
}

/** dnsmasq's own tag within the message, where no header was made of it: `[Nov 20 10:00:01 ]dnsmasq-dhcp[414]: `. */
function parseTagged(text: string): Fields | undefined {
  const tag = TAG.exec(text);
  return tag === null ? undefined : parseDnsmasq(text.slice(tag[0].length));
}

const TAG = /^(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d )?(?:dnsmasq(?:-dhcp|-tftp)?|pihole-FTL)(?:\[\d{1,10}\])?: /;

/** Plain logging names the client only in the question's line. */
function joinKey(fields: Fields): string | undefined {
  const name = fields['dns.question.name'];
  if (name === undefined || fields['pihole.query_id'] !== undefined) return undefined;
  const action = fields['event.action'];
  if (action !== 'dns_query' && !FOLLOWS_ITS_QUESTION.has(action)) return undefined;
  const serial = fields['pihole.serial'];
  return typeof serial === 'number' ? `${serial} ${name}` : name;
}
