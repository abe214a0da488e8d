// pfBlockerNG, pfSense's lists: what its DNS lists blocked (dnsbl.log), what the resolver answered (dns_reply.log) and what its address lists
// did (ip_block.log, ip_permit.log, ip_match.log; unified.log holds all of them). Rows of comma-separated values, without quotes; pfSense
// sends them through syslog-ng. https://docs.netgate.com/pfsense/en/latest/packages/pfblocker.html

import { readIp, readPort } from '#src/event/address.js';
import { DNS_ANSWER, DNS_BLOCK, putAnswers, putQuestion, putQuestionType, putResponseCode } from '#src/event/dns.js';
import type { Fields } from '#src/event/event.js';
import { CONNECTION_ALLOWED, CONNECTION_DENIED, event, NETWORK_INFO } from '#src/event/kinds.js';
import type { SyslogLine } from '#src/event/line.js';
import { put } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';

export default defineParser({
  id: 'pfblockerng',
  title: 'pfBlockerNG',
  contract: '^1.0.0',
  family: 'network',
  hint: { apps: ['pfblockerng*', 'pfb_*'], contains: ['DNSBL-', 'DNS-reply,', ',pfB_'] },
  parse,
});

const MAX_COLUMNS = 24;
const TIME = /^(?:[A-Z][a-z]{2} {1,2}\d{1,2}|\d{4}-\d\d-\d\d) \d\d:\d\d:\d\d$/;

function parse(line: SyslogLine): Fields | undefined {
  if (line.app !== undefined && !/^pfb/i.test(line.app)) return undefined;
  const text = line.message.startsWith('DNS') || line.app !== undefined ? line.message : line.searched;
  const row = text.trim().split(',', MAX_COLUMNS);
  const isDns = row[0]!.startsWith('DNS');
  const fields = !isDns ? readAddress(row) : row[0] === 'DNS-reply' ? readReply(row) : readBlocked(row);
  const time = row[isDns ? 1 : 0] ?? '';
  if (fields === undefined || !TIME.test(time)) return undefined;
  fields['@timestamp'] = time;
  return fields;
}

/** `DNSBL-python,<time>,<domain>,<client>,<mode>,<type>,<group>,<evaluated>,<feed>,+`: a domain holds no comma, else the row is refused. */
function readBlocked(row: readonly string[]): Fields | undefined {
  const [kind = '', , domain = '', client = ''] = row;
  if (!/^DNSBL-[\w-]{1,20}$/.test(kind) || domain === '' || readIp(client) === undefined) return undefined;
  const fields = event('dns_blocked', DNS_BLOCK, 2, 'failure');
  putQuestion(fields, domain);
  put(fields, 'source.ip', client);
  const tail = row.at(-1) === '+' || row.at(-1) === '-' ? row.slice(-5, -1) : row.slice(5, 9);
  if (kind === 'DNSBL-python') put(fields, 'pfblockerng.type', row[5]);
  else put(fields, 'user_agent.original', row.slice(4, -5).join(','));
  put(fields, 'pfblockerng.group', tail.at(-3));
  put(fields, 'pfblockerng.evaluated', tail.at(-2));
  put(fields, 'pfblockerng.feed', tail.at(-1));
  return fields;
}

/** `DNS-reply,<time>,<reply|cache|resolver>,<asked type>,<answered type>,<ttl>,<domain>,<client>,<answer>,<country>` */
function readReply(row: readonly string[]): Fields | undefined {
  const [, , from, type, , , domain = '', client = '', answer = ''] = row;
  if (row.length < 10 || domain === '' || readIp(client) === undefined) return undefined;
  const fields = event(from === 'cache' ? 'dns_cached' : 'dns_reply', DNS_ANSWER, 1);
  putQuestion(fields, domain);
  putQuestionType(fields, type);
  put(fields, 'source.ip', client);
  if (readIp(answer) !== undefined) {
    putResponseCode(fields, 'NOERROR');
    putAnswers(fields, [answer]);
  } else if (!putResponseCode(fields, answer)) put(fields, 'pfblockerng.answer', answer);
  return fields;
}

/** `<time>,<rule>,<interface>,<its name>,block|permit|match,<4|6>,<number>,<protocol>,<from>,<to>,<port>,<port>,<in|out>,<country>,<list>,<evaluated>,<feed>,...` */
function readAddress(row: readonly string[]): Fields | undefined {
  const [, rule, nic, , verdict, , , protocol = '', from = '', to = '', fromPort = '', toPort = ''] = row;
  const fields = verdict === 'block' || verdict === 'reject' ? event('flow_denied', CONNECTION_DENIED, 1, 'failure')
    : verdict === 'permit' || verdict === 'pass' ? event('flow_allowed', CONNECTION_ALLOWED, 1, 'success')
    : verdict === 'match' ? event('flow_logged', NETWORK_INFO, 1) : undefined;
  if (fields === undefined || row.length < 17 || readIp(from) === undefined || readIp(to) === undefined) return undefined;
  put(fields, 'source.ip', from);
  put(fields, 'destination.ip', to);
  if (readPort(fromPort) !== undefined) put(fields, 'source.port', fromPort);
  if (readPort(toPort) !== undefined) put(fields, 'destination.port', toPort);
  put(fields, 'network.transport', /^[A-Za-z]{2,10}/.exec(protocol)?.[0].toLowerCase());
  put(fields, 'observer.ingress.interface.name', nic);
  put(fields, 'rule.id', rule);
  put(fields, 'pfblockerng.list', row[14]);
  put(fields, 'pfblockerng.evaluated', row[15]);
  put(fields, 'pfblockerng.feed', row[16]);
  return fields;
} // prettier-ignore
