// Unbound's lines about one question (util/data/msgreply.c, services/localzone.c, services/rpz.c). A name is printed with its blanks and odd
// bytes escaped as `?`, so words can be counted; the client's address comes first, or before an `@`.

import { readIp, readPort } from '#src/event/address.js';
import {
  DNS_ANSWER,
  DNS_BLOCK,
  DNS_INFO,
  DNS_QUESTION,
  putQuestion,
  putQuestionType,
  putResponseCode,
} from '#src/event/dns.js';
import type { Fields } from '#src/event/event.js';
import { event } from '#src/event/kinds.js';

const CLASSES: ReadonlySet<string> = new Set(['IN', 'CH', 'HS', 'ANY']);

/** `<client> <name> <type> <class>` (log-queries) or with what was answered (log-replies). */
export function readQuestion(words: readonly string[]): Fields | undefined {
  const ip = readIp(words[0] ?? '');
  if (ip === undefined) return undefined;
  if (words.length === 4 && CLASSES.has(words[3]!)) return asked(event('dns_query', DNS_QUESTION, 1), ip, words);
  if (words.length < 8) return undefined;
  return readReply(ip, words);
}

/** `<client> <name> <type> <class> <code> <seconds> <cached> <size>[ on <protocol> <address> <port>]`; unreadable: `<client> - - - FORMERR - - - ` */
function readReply(ip: string, words: readonly string[]): Fields | undefined {
  const [, , , klass, code, seconds, cached, size, on, protocol, address, port] = words;
  if (klass !== '-' && !CLASSES.has(klass ?? '')) return undefined;
  const fields = cached === '1' ? event('dns_cached', DNS_ANSWER, 1) : event('dns_reply', DNS_ANSWER, 1);
  if (!putResponseCode(fields, code ?? '')) return undefined;
  if (fields['dns.response_code'] === 'REFUSED') Object.assign(fields, REFUSED);
  const duration = Number(seconds);
  if (seconds !== '-' && duration >= 0 && duration < 86_400) fields['unbound.seconds'] = duration;
  const bytes = Number(size);
  if (size !== '-' && Number.isSafeInteger(bytes) && bytes >= 0) fields['unbound.size'] = bytes;
  if (on === 'on') putDestination(fields, protocol, address, port);
  return klass === '-' ? withClient(fields, ip) : asked(fields, ip, words);
}

const REFUSED = event('dns_refused', DNS_BLOCK, 2, 'failure');

function putDestination(fields: Fields, protocol: string | undefined, address = '', port = ''): void {
  const ip = readIp(address);
  if (ip !== undefined) fields['destination.ip'] = ip;
  const number = readPort(port);
  if (number !== undefined) fields['destination.port'] = number;
  if (protocol !== undefined && protocol !== '') fields['unbound.protocol'] = protocol.slice(0, 20);
}

function asked(fields: Fields, ip: string, words: readonly string[]): Fields {
  putQuestion(fields, words[1]!);
  putQuestionType(fields, words[2]!);
  return withClient(fields, ip);
}

function withClient(fields: Fields, ip: string): Fields {
  fields['source.ip'] = ip;
  return fields;
}

/** Types of local zones that keep the answer from the client (unbound.conf(5), local-zone). */
const BLOCKING: ReadonlySet<string> = new Set([
  'deny',
  'refuse',
  'inform_deny',
  'always_refuse',
  'always_nxdomain',
  'always_nodata',
  'always_deny',
  'always_null',
  'block_a',
  'block_aaaa',
]);
const OTHER_ZONES: ReadonlySet<string> = new Set([
  'static',
  'redirect',
  'inform',
  'inform_redirect',
  'transparent',
  'typetransparent',
  'always_transparent',
  'nodefault',
  'noview',
  'truncate',
  'ipset',
]);

/** `<zone> <zone type> <client>@<port> <name> <type> <class>` (log-local-actions; response-ip has a network as its zone) */
export function readLocal(words: readonly string[]): Fields | undefined {
  const [zone, type, client, name, kind, klass] = words;
  if (words.length !== 6 || !CLASSES.has(klass!)) return undefined;
  const isBlock = BLOCKING.has(type!);
  if (!isBlock && !OTHER_ZONES.has(type!)) return undefined;
  const fields = isBlock ? event('dns_blocked', DNS_BLOCK, 2, 'failure') : event('dns_local', DNS_ANSWER, 1);
  fields['unbound.zone'] = zone!.slice(0, 1024).toLowerCase();
  fields['unbound.action'] = type!;
  return putClientAndName(fields, client!, name!, kind!);
}

/** `rpz: applied [<log name>] <trigger> <action> <client>@<port> <name> <type> <class>`; the name of the list may hold blanks */
export function readRpz(text: string): Fields | undefined {
  const open = text.indexOf('[');
  const close = text.indexOf('] ', open);
  const list = open === 13 && close > 0 ? text.slice(open + 1, close) : undefined;
  const words = text.slice(list === undefined ? 13 : close + 2).split(' ', 7);
  const [trigger, action, client, name, type, klass] = words;
  if (words.length !== 6 || !CLASSES.has(klass!) || !action!.startsWith('rpz-')) return undefined;
  const isPassed = action === 'rpz-passthru' || action === 'rpz-disabled' || action === 'rpz-tcp-only';
  const fields = isPassed ? event('dns_query', DNS_INFO, 1) : event('dns_blocked', DNS_BLOCK, 2, 'failure');
  if (list !== undefined && list !== '') fields['unbound.list'] = list.slice(0, 200);
  fields['unbound.zone'] = trigger!.slice(0, 1024).toLowerCase();
  fields['unbound.action'] = action!;
  return putClientAndName(fields, client!, name!, type!);
}

function putClientAndName(fields: Fields, client: string, name: string, type: string): Fields | undefined {
  const at = client.lastIndexOf('@');
  const ip = at < 0 ? undefined : readIp(client, 0, at);
  if (ip === undefined) return undefined;
  fields['source.ip'] = ip;
  const port = readPort(client, at + 1);
  if (port !== undefined) fields['source.port'] = port;
  else fields['unbound.source_port'] = client.slice(at + 1).slice(0, 100) || 'none';
  putQuestion(fields, name);
  putQuestionType(fields, type);
  return fields;
}
