// dnsmasq's query log, as Pi-hole's FTL writes it (cache.c, log_query):
//
//   [UDP |TCP ][<serial> [<client>/<port>] ]<source> <name> <verb> <what>[ (EDE: ...)]
//
// The bracketed parts are there with `log-queries=extra` and `=proto`; before 2.80 `*` stood for the serial of lines that belong to no
// question. <source> is a word or, for blocks, Pi-hole's reason.

import { readIp, readPort } from '#src/event/address.js';
import { DNS_ANSWER, DNS_FORWARD, DNS_INFO, DNS_QUESTION, putQuestion, putQuestionType } from '#src/event/dns.js';
import type { Fields } from '#src/event/event.js';
import { event } from '#src/event/kinds.js';
import { BY_CNAME, readBlocked } from './blocked.js';
import { putAnswer, putValidation } from './names.js';

export function parseDns(text: string): Fields | undefined {
  const at = endOfExtra(text);
  const fields = readLine(text, at);
  if (fields !== undefined && at > 0) putExtra(fields, text, at);
  return fields;
}

function readLine(text: string, at: number): Fields | undefined {
  if (text.startsWith('query[', at) || text.startsWith('auth[', at)) return readQuery(text, at);
  if (text.startsWith('reply ', at)) return readReply(text, at + 6);
  if (text.startsWith('cached ', at)) return readNamed(event('dns_cached', DNS_ANSWER, 1), text, at + 7);
  if (text.startsWith('forwarded ', at)) return readForwarded(text, at + 10);
  if (text.startsWith('cached-stale ', at)) return readStale(text, at + 13);
  if (text.startsWith('validation ', at)) return readValidation(text, at + 11);
  if (text.startsWith('config ', at)) return readLocal(text, at, at + 7);
  if (text.startsWith('/etc/pihole/', at))
    return readBlocked(text, at) ?? readLocal(text, at, text.indexOf(' ', at) + 1);
  if (text.startsWith('/', at)) return readLocal(text, at, text.indexOf(' ', at) + 1);
  if (text.startsWith('DHCP ', at)) return readLocal(text, at, at + 5);
  if (text.startsWith('auth ', at)) return readLocal(text, at, at + 5);
  if (text.startsWith('Pi-hole hostname ', at)) return readLocal(text, at, at + 17);
  if (text.startsWith('ipset add ', at) || text.startsWith('nftset add ', at)) return readSet(text, at);
  if (text.startsWith('dnssec-query[', at) || text.startsWith('dnssec-retry[', at)) return readForwarded(text, at);
  return readBlocked(text, at);
}

/** `query[A] <name> from <client>`: the name may hold ` from `, the client comes last. */
function readQuery(text: string, at: number): Fields | undefined {
  const close = text.indexOf('] ', at);
  const from = text.lastIndexOf(' from ');
  if (close < 0 || from < close) return undefined;
  const ip = readIp(text, from + 6, endOfWord(text, from + 6));
  if (ip === undefined) return undefined;
  const fields = event('dns_query', DNS_QUESTION, 1);
  putQuestionType(fields, text.slice(text.indexOf('[', at) + 1, close));
  putQuestion(fields, text.slice(close + 2, from));
  fields['source.ip'] = ip;
  return fields;
}

/** `forwarded <name> to <server>[#<port>]`, `dnssec-query[DS] <name> to <server>` */
function readForwarded(text: string, at: number): Fields | undefined {
  const to = text.lastIndexOf(' to ');
  const end = endOfWord(text, to + 4);
  const hash = text.indexOf('#', to);
  const ip = readIp(text, to + 4, hash > 0 && hash < end ? hash : end);
  if (to < at || ip === undefined) return undefined;
  const fields = event('dns_forwarded', DNS_FORWARD, 1);
  const close = text.startsWith('dnssec-', at) ? text.indexOf('] ', at) : -1;
  if (close > 0) putQuestionType(fields, text.slice(at + 13, close));
  putQuestion(fields, text.slice(close > 0 ? close + 2 : at, to));
  fields['destination.ip'] = ip;
  fields['destination.port'] = (hash > 0 ? readPort(text, hash + 1, end) : undefined) ?? 53;
  return fields;
}

function readReply(text: string, at: number): Fields | undefined {
  if (text.endsWith(BY_CNAME) && !isAddressFirst(text, at)) return readBlocked(text, at - 6);
  const fields = event('dns_reply', DNS_ANSWER, 1);
  return text.startsWith('truncated', at) || text.startsWith('(null) is truncated', at)
    ? fields
    : readNamed(fields, text, at);
}

function readStale(text: string, at: number): Fields | undefined {
  const fields = event('dns_cached', DNS_ANSWER, 1);
  fields['pihole.status'] = 'stale';
  return readNamed(fields, text, at);
}

/** `config <name> is <what>`, `/etc/hosts <name> is <address>`, `DHCP <name> is <address>` */
function readLocal(text: string, at: number, nameAt: number): Fields | undefined {
  if (nameAt <= at || nameAt - at > 300) return undefined;
  const fields = event('dns_local', DNS_ANSWER, 1);
  fields['pihole.status'] = text.slice(at, nameAt - 1);
  return readNamed(fields, text, nameAt);
}

/** `validation <name> is SECURE|INSECURE|BOGUS|ABANDONED`, before 2.80 `validation result is ...` */
function readValidation(text: string, at: number): Fields | undefined {
  const is = text.lastIndexOf(' is ');
  if (is < at) return undefined;
  const result = text.slice(is + 4, endOfWord(text, is + 4));
  const isBad = result === 'BOGUS' || result === 'ABANDONED';
  const fields = event('dns_validation', DNS_INFO, isBad ? 2 : 1, isBad ? 'failure' : 'success');
  const name = text.slice(at, is);
  if (name !== 'result') putQuestion(fields, name);
  putValidation(fields, text.slice(is + 4));
  return fields;
}

/** `ipset add <set> <address> <name>`: an answer's address was put into a set of the firewall. */
function readSet(text: string, at: number): Fields | undefined {
  const [set, address, ...name] = text.slice(text.indexOf(' add ', at) + 5).split(' ', 40);
  const ip = readIp(address ?? '');
  if (ip === undefined || name.length === 0) return undefined;
  const fields = event('dns_server_message', DNS_INFO, 1);
  fields['dns.resolved_ip'] = [ip];
  putQuestion(fields, name.join(' '));
  if (set !== undefined && set !== '') fields['pihole.set'] = set.slice(0, 100);
  return fields;
}

/** `<name> is <answer>`; for a reverse lookup `<address> is <name>`, where the name is the stranger's. No name: `error is SERVFAIL`. */
function readNamed(fields: Fields, text: string, at: number): Fields | undefined {
  const first = text.indexOf(' is ', at);
  if (first < 0) return undefined;
  const isReverse = isAddressFirst(text, at);
  const is = isReverse ? first : text.lastIndexOf(' is ');
  const name = text.slice(at, is);
  if (name !== 'error' && name !== '(null)') putQuestion(fields, name);
  if (isReverse) fields['dns.question.type'] = 'PTR';
  putAnswer(fields, text.slice(is + 4));
  fields['event.outcome'] ??= 'success';
  return fields;
}

function isAddressFirst(text: string, at: number): boolean {
  const is = text.indexOf(' is ', at);
  return is > at && readIp(text, at, is) !== undefined;
}

/** The index behind `[UDP |TCP ]<serial> [<client>/<port> ]`; 0 when the line does not begin with a serial. */
function endOfExtra(text: string): number {
  const start = startOfSerial(text);
  let at = start;
  if (text.startsWith('* ', start)) at += 1;
  else while (isDigit(text.charCodeAt(at)) && at - start < 11) at += 1;
  if (at === start || text.charCodeAt(at) !== 0x20) return 0;
  const word = endOfWord(text, at + 1);
  const slash = text.lastIndexOf('/', word);
  const isClient = slash > at + 1 && readIp(text, at + 1, slash) !== undefined;
  return isClient ? word + 1 : at + 1;
}

function putExtra(fields: Fields, text: string, end: number): void {
  const start = startOfSerial(text);
  const space = text.indexOf(' ', start);
  if (isDigit(text.charCodeAt(start))) fields['pihole.serial'] = Number(text.slice(start, space));
  if (start > 0) fields['network.transport'] = text.startsWith('UDP') ? 'udp' : 'tcp';
  if (space + 1 === end) return;
  const slash = text.lastIndexOf('/', end - 1);
  const ip = readIp(text, space + 1, slash);
  const port = readPort(text, slash + 1, end - 1);
  if (ip !== undefined) fields['source.ip'] = ip;
  if (port !== undefined) fields['source.port'] = port;
  else if (slash + 1 < end - 1) fields['pihole.source_port'] = text.slice(slash + 1, end - 1).slice(0, 100);
}

function startOfSerial(text: string): number {
  return text.startsWith('UDP ') || text.startsWith('TCP ') ? 4 : 0;
}

function endOfWord(text: string, from: number): number {
  const space = text.indexOf(' ', from);
  return space < 0 ? text.length : space;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
