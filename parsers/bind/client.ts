// Messages about one client: `client [@0x7f65] 192.0.2.7#3076[/key name][ (example.org)]: [view internal: ]<text>`.
// The name in parentheses is what the client asked for; named escapes blanks and brackets in it.

import { readIp, readPort } from '#src/event/address.js';
import {
  DNS_ANSWER,
  DNS_BLOCK,
  DNS_ERROR,
  DNS_INFO,
  DNS_QUESTION,
  DNS_SERVER_INFO,
  putQuestion,
  putQuestionType,
  putResponseCode,
} from '#src/event/dns.js';
import type { Fields } from '#src/event/event.js';
import { CONFIGURATION_CHANGE, event, kind } from '#src/event/kinds.js';
import { type Pattern, PatternTable } from '#src/event/patterns.js';
import { putTriple, putZone } from './names.js';

const refused = event('dns_refused', DNS_BLOCK, 2, 'failure');
const limited = event('dns_rate_limited', DNS_BLOCK, 2, 'failure');
const transferDenied = event('dns_transfer', DNS_BLOCK, 3, 'failure');
const transfer = event('dns_transfer', DNS_INFO, 1);
const updateDenied = event('dns_update', kind('configuration', 'change denied'), 3, 'failure');
const update = event('dns_update', CONFIGURATION_CHANGE, 2, 'success');
const blocked = event('dns_blocked', DNS_BLOCK, 2, 'failure');
const error = event('dns_server_warning', DNS_ERROR, 2);

/** Moves the captured `name/type/class` to the fields of a question. */
const triple = (fields: Fields): void => {
  const what = fields['bind.what'];
  delete fields['bind.what'];
  if (typeof what === 'string') putTriple(fields, what);
};
const zone = (fields: Fields): void => {
  const what = fields['bind.what'];
  delete fields['bind.what'];
  if (typeof what === 'string') putZone(fields, what);
};
const failed = (fields: Fields): void => {
  const code = fields['bind.result'];
  triple(fields);
  if (typeof code !== 'string') return;
  if (code === 'REFUSED') Object.assign(fields, refused);
  putResponseCode(fields, code === 'failure' ? 'SERVFAIL' : code);
  fields['event.outcome'] = 'failure';
};

const PATTERNS: readonly Pattern[] = [
  ["query (cache) '<bind.what:text>' denied[[ (<event.reason:phrase>)]]", refused, triple],
  ["query '<bind.what:text>' denied[[ (<event.reason:phrase>)]]", refused, triple],
  ['query (cache) denied[[ (<event.reason:phrase>)]]', refused],
  ["zone transfer '<bind.what:text>' denied", transferDenied, zoneOfTransfer],
  ["bad zone transfer request: '<bind.what:text>': <event.reason:phrase>", transferDenied, zone],
  ["update '<bind.what:text>' denied", updateDenied, zone],
  ["update forwarding '<bind.what:text>' denied", updateDenied, zone],
  ["updating zone '<bind.what:phrase>': update unsuccessful: <event.reason:text>", updateDenied, zone],
  ["updating zone '<bind.what:phrase>': update failed: <event.reason:text>", updateDenied, zone],
  ["updating zone '<bind.what:phrase>': adding an RR at '<bind.name>' <bind.record:text>", update, zone],
  ["updating zone '<bind.what:phrase>': deleting <_:phrase> at '<bind.name>' <bind.record:text>", update, zone],
  ["updating zone '<bind.what:phrase>': <event.reason:text>", event('dns_update', CONFIGURATION_CHANGE, 1), zone],
  ['signer "<user.name:text>" approved', event('dns_update', DNS_INFO, 1, 'success')],
  ['signer "<user.name:text>" denied', updateDenied],
  [
    'request has invalid signature: TSIG <user.name:phrase>: <event.reason:text>',
    event('dns_refused', DNS_BLOCK, 3, 'failure'),
  ],
  ['request has invalid signature: <event.reason:text>', event('dns_refused', DNS_BLOCK, 3, 'failure')],
  ["received notify for zone '<dns.zone:phrase>'<_:text>", event('dns_zone_loaded', DNS_INFO, 1)],
  ["transfer of '<bind.what:phrase>': <dns.question.type> started<_:text>", transfer, zone],
  [
    "transfer of '<bind.what:phrase>': <dns.question.type> ended<_:text>",
    event('dns_transfer', DNS_INFO, 1, 'success'),
    zone,
  ],
  ["transfer of '<bind.what:phrase>': <event.reason:text>", event('dns_transfer', DNS_ERROR, 2), zone],
  [
    'query failed (<bind.result:phrase>) for <bind.what:phrase> at <_:text>',
    event('dns_reply', DNS_ANSWER, 1, 'failure'),
    failed,
  ],
  ['rpz <bind.trigger> <bind.policy> rewrite <bind.what> via <bind.rule:text>', blocked, policy],
  [
    'disabled rpz <bind.trigger> <bind.policy> rewrite <bind.what> via <bind.rule:text>',
    event('dns_query', DNS_INFO, 1),
    triple,
  ],
  ['rate limit <bind.limit:phrase> response to <bind.network> for <_> <_:text>', limited],
  ['rate limit <bind.limit:phrase> response to <bind.network>[[ <_:text>]]', limited],
  [
    'would rate limit <bind.limit:phrase> response to <bind.network>[[ <_:text>]]',
    event('dns_rate_limited', DNS_INFO, 1),
  ],
  ['no more recursive clients (<bind.quota>): <event.reason:text>', error],
  ['recursive-clients soft limit exceeded (<bind.quota>), <event.reason:text>', error],
  ['no more TCP clients (<bind.quota>): <event.reason:text>', error],
  ['error sending response: <event.reason:text>', error],
  ['message parsing failed: <event.reason:text>', error],
  ['send failed: <event.reason:text>', error],
  ['bad packet: <event.reason:text>', error],
  ['dropped request: <event.reason:text>', refused],
];

const TABLE = new PatternTable(PATTERNS, 'bind');

/** undefined when the text does not begin like a message about a client. */
export function parseClient(text: string): Fields | undefined {
  const at = text.startsWith('client @') ? text.indexOf(' ', 8) + 1 : text.startsWith('client ') ? 7 : 0;
  const end = at === 0 ? -1 : text.indexOf(': ', at);
  if (end < 0) return undefined;
  const head = readHead(text, at, end);
  if (head === undefined) return undefined;
  let body = text.slice(end + 2);
  let view: string | undefined;
  if (body.startsWith('view ')) {
    const colon = body.indexOf(': ');
    if (colon > 5) {
      view = body.slice(5, colon);
      body = body.slice(colon + 2);
    }
  }
  const fields =
    readQuery(body) ?? readResponse(body) ?? TABLE.match(body) ?? event('dns_server_message', DNS_SERVER_INFO, 1);
  if (view !== undefined) fields['bind.view'] = view.slice(0, 200);
  return putHead(fields, head);
}

interface Head {
  readonly address: string;
  readonly port: string;
  readonly key: string;
  readonly name: string;
}

/** `192.0.2.7#3076`, perhaps with `/key name` and ` (asked)`, in `text[at, end)`. */
function readHead(text: string, at: number, end: number): Head | undefined {
  const open = text.indexOf(' (', at);
  const hasName = open > 0 && open < end && text.charCodeAt(end - 1) === 0x29;
  const stop = hasName ? open : end;
  const hash = text.indexOf('#', at);
  if (hash < 0 || hash > stop || hash - at > 60) return undefined;
  const slash = text.indexOf('/', hash);
  const portEnd = slash < 0 || slash > stop ? stop : slash;
  const rest = text.slice(portEnd, stop);
  const transport = text.indexOf(' ', hash);
  const first = transport > 0 && transport < portEnd ? transport : portEnd;
  return {
    address: text.slice(at, hash),
    port: text.slice(hash + 1, first),
    key: rest.startsWith('/key ') ? rest.slice(5) : '',
    name: hasName ? text.slice(open + 2, end - 1) : '',
  };
}

function putHead(fields: Fields, { address, port, key, name }: Head): Fields {
  const ip = readIp(address);
  if (ip !== undefined) fields['source.ip'] = ip;
  else if (address.trim() !== '') fields['bind.source_ip'] = address.slice(0, 200);
  const number = readPort(port);
  if (number !== undefined) fields['source.port'] = number;
  else if (port !== '') fields['bind.source_port'] = port.slice(0, 100);
  if (key !== '') fields['user.name'] ??= key.slice(0, 300);
  if (name !== '' && fields['dns.question.name'] === undefined) putQuestion(fields, name);
  return fields;
}

/** `query: <name> <class> <type> <flags> (<server>)[ [ECS <network>]]` */
function readQuery(body: string): Fields | undefined {
  const at = body.startsWith('query: ') ? 7 : -1;
  if (at < 0 || body.includes(' response: ')) return undefined;
  const [name, , type, flags, server] = body.slice(at).split(' ', 6);
  if (name === undefined || type === undefined) return undefined;
  const fields = event('dns_query', DNS_QUESTION, 1);
  putQuestion(fields, name);
  putQuestionType(fields, type);
  if (flags !== undefined && flags !== '' && !flags.startsWith('(')) putFlags(fields, flags);
  const ip = readIp(server ?? '', 1, (server ?? '').length - 1);
  if (ip !== undefined) fields['destination.ip'] = ip;
  return fields;
}

/** `+E(0)TDCK`: recursion wanted, EDNS version, TCP, DNSSEC, checking disabled, cookie. */
function putFlags(fields: Fields, flags: string): void {
  fields['bind.flags'] = flags.slice(0, 40);
  const letters = flags.replace(/\(.{0,3}\)/, '');
  fields['network.transport'] = letters.includes('T') ? 'tcp' : 'udp';
}

/** Response logging of BIND 9.21 and Infoblox: `[UDP: ]query: <name> <class> <type> response: <code> <flags> [<record>; ...]` */
function readResponse(body: string): Fields | undefined {
  const start = body.startsWith('UDP: ') || body.startsWith('TCP: ') ? 5 : 0;
  const at = body.indexOf(' response: ', start);
  const isInfoblox = body.startsWith('query: ', start) && at > 0;
  if (!isInfoblox && !body.startsWith('response: ', start)) return undefined;
  const words = isInfoblox
    ? [...body.slice(start + 7, at).split(' ', 3), ...body.slice(at + 11).split(' ', 2)]
    : body.slice(start + 10).split(' ', 5);
  const [name, , type, code] = words;
  const fields = event('dns_reply', DNS_ANSWER, 1);
  if (name !== undefined) putQuestion(fields, name);
  putQuestionType(fields, type);
  if (code !== undefined) putResponseCode(fields, code);
  if (start > 0) fields['network.transport'] = body.startsWith('UDP') ? 'udp' : 'tcp';
  if (isInfoblox) putRecords(fields, body.slice(at + 11));
  return fields;
}

/** `NOERROR +ED a.example.org 28800 IN A 192.0.2.80; a.example.org 28800 IN A 192.0.2.81;` */
function putRecords(fields: Fields, text: string): void {
  const ips: string[] = [];
  for (const record of text.split(';', 32)) {
    const ip = readIp(record.slice(record.lastIndexOf(' ') + 1));
    if (ip !== undefined && !ips.includes(ip)) ips.push(ip);
  }
  if (ips.length > 0) fields['dns.resolved_ip'] = ips;
}

/** `'example.org/AXFR/IN'`: a transfer's type is no type of a question. */
function zoneOfTransfer(fields: Fields): void {
  const what = fields['bind.what'];
  delete fields['bind.what'];
  if (typeof what !== 'string') return;
  putTriple(fields, what);
  const name = fields['dns.question.name'];
  if (name !== undefined) fields['dns.zone'] = name;
}

/** PASSTHRU lets the answer through: it is told, and nothing is blocked. */
function policy(fields: Fields): void {
  triple(fields);
  if (fields['bind.policy'] !== 'PASSTHRU') return;
  fields['event.action'] = 'dns_query';
  fields['event.type'] = DNS_INFO.type;
  fields['event.severity'] = 1;
  delete fields['event.outcome'];
}
