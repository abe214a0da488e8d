// dnscrypt-proxy: query.log, nx.log, blocked-names.log, allowed-names.log, blocked-ips.log (all of them as tab-separated text or LTSV), and its
// own log. https://github.com/DNSCrypt/dnscrypt-proxy/wiki/Logging

import { readIp } from '#src/event/address.js';
import {
  DNS_BLOCK,
  DNS_INFO,
  DNS_QUESTION,
  DNS_SERVER_END,
  DNS_SERVER_INFO as INFO,
  DNS_SERVER_START,
  putQuestion,
  putQuestionType,
  putResponseCode,
  TYPE_NAMES,
} from '#src/event/dns.js';
import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { event } from '#src/event/kinds.js';
import { defineParser } from '#src/plugin/parser.js';

export default defineParser({
  id: 'dnscrypt-proxy',
  title: 'dnscrypt-proxy',
  contract: '^1.0.0',
  family: 'network',
  hint: {
    apps: ['dnscrypt*'],
    // The date's bracket, a tab, and how an address begins.
    contains: ['\tmessage:', ...[...'123456789f:'].map((first) => `]\t${first}`)],
  },
  parse,
});

function parse(line: SyslogLine): Fields | undefined {
  const app = line.app?.toLowerCase();
  const isOurs = app?.includes('dnscrypt') === true;
  if (!isOurs && app !== undefined) return undefined;
  const text = line.message;
  const date = TIME.exec(text);
  const fields =
    text.startsWith('time:') && text.includes('\tmessage:')
      ? readLtsv(text)
      : date === null
        ? undefined
        : readColumns(text, date[0].length);
  if (fields !== undefined) {
    if (date !== null) fields['@timestamp'] = date[1]!;
    return fields;
  }
  return isOurs ? readOwn(date === null ? text : text.slice(date[0].length)) : undefined;
}

const TIME = /^\[(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\][\t ]/;

/** What became of a question (plugin_query_log.go); blocks are REJECT and DROP, the others are answers. */
const BLOCKED: ReadonlySet<string> = new Set(['REJECT', 'DROP']);
const RESULTS: ReadonlySet<string> = new Set([
  'PASS',
  'FORWARD',
  'DROP',
  'REJECT',
  'SYNTH',
  'PARSE_ERROR',
  'NXDOMAIN',
  'RESPONSE_ERROR',
  'SERVFAIL',
  'NETWORK_ERROR',
  'CLOAK',
  'SERVER_TIMEOUT',
  'SERVER_ERROR',
  'NOT_READY',
]);

/** `[time]\t<client>\t<name>\t<type>\t<result>\t<duration>\t<server>`; the lists: `[time]\t<client>\t<name>\t<rule>` */
function readColumns(text: string, at: number): Fields | undefined {
  const columns = text.slice(at).split('\t', 9);
  const [client, name, third, result, duration, server] = columns;
  const ip = readIp(client ?? '');
  if (ip === undefined || name === undefined || third === undefined) return undefined;
  if (result === undefined) return listed(ip, name, third);
  if (!RESULTS.has(result)) return columns.length === 4 ? listed(ip, name, third) : undefined;
  return queried(ip, name, third, result, duration, server);
}

/** `time:1700000000\thost:192.0.2.7\tmessage:example.org\ttype:A\treturn:PASS\tcached:0\tduration:12\tserver:a` */
function readLtsv(text: string): Fields | undefined {
  const values = new Map<string, string>();
  for (const part of text.split('\t', 16)) {
    const colon = part.indexOf(':');
    if (colon > 0 && !values.has(part.slice(0, colon))) values.set(part.slice(0, colon), part.slice(colon + 1));
  }
  const ip = readIp(values.get('host') ?? '');
  const name = values.get('message');
  if (ip === undefined || name === undefined) return undefined;
  const result = values.get('return');
  const fields =
    result === undefined
      ? listed(ip, name, values.get('reason') ?? '')
      : queried(ip, name, values.get('type') ?? '', result, values.get('duration'), values.get('server'));
  if (values.get('cached') === '1') fields['dnscrypt_proxy.cached'] = true;
  const seconds = Number(values.get('time'));
  if (seconds > 0 && seconds < 7e9) fields['@timestamp'] = seconds * 1_000;
  return fields;
}

function queried(ip: string, name: string, type: string, result: string, duration?: string, server?: string): Fields {
  const fields = BLOCKED.has(result)
    ? event('dns_blocked', DNS_BLOCK, 2, 'failure')
    : event('dns_query', DNS_QUESTION, 1);
  fields['source.ip'] = ip;
  putQuestion(fields, name);
  putQuestionType(fields, type);
  if (!BLOCKED.has(result) && !putResponseCode(fields, result)) {
    fields['event.outcome'] =
      result === 'PASS' || result === 'FORWARD' || result === 'SYNTH' || result === 'CLOAK' ? 'success' : 'failure';
  }
  if (result !== '') fields['dnscrypt_proxy.result'] = result.slice(0, 40);
  const ms = Number((duration ?? '').replace(/ms$/, ''));
  if (duration !== undefined && duration !== '' && ms >= 0 && ms < 1e8) fields['dnscrypt_proxy.ms'] = ms;
  if (server !== undefined && server !== '' && server !== '-') fields['dnscrypt_proxy.server'] = server.slice(0, 200);
  return fields;
}

/** A line of the logs of blocked names and addresses (the rule that took them), or of names that do not exist (their type). */
function listed(ip: string, name: string, rule: string): Fields {
  const isType = /^[A-Z]{1,10}\d{0,3}$/.test(rule) && [...TYPE_NAMES.values()].includes(rule);
  const fields = isType ? event('dns_query', DNS_INFO, 1) : event('dns_blocked', DNS_BLOCK, 2, 'failure');
  fields['source.ip'] = ip;
  putQuestion(fields, name);
  if (isType) {
    putQuestionType(fields, rule);
    putResponseCode(fields, 'NXDOMAIN');
  } else if (rule !== '') fields['dnscrypt_proxy.rule'] = rule.slice(0, 500);
  return fields;
}

/** `[NOTICE] dnscrypt-proxy 2.1.5` */
function readOwn(text: string): Fields | undefined {
  const level = text.startsWith('[') ? text.slice(1, text.indexOf(']')) : '';
  const body = text.slice(level === '' ? 0 : level.length + 3);
  if (body.startsWith('dnscrypt-proxy ')) return event('dns_server_started', DNS_SERVER_START, 1);
  if (body.startsWith('Stopped.')) return event('dns_server_stopped', DNS_SERVER_END, 2);
  if (level === 'FATAL' || level === 'CRITICAL' || level === 'ERROR') return event('dns_server_warning', INFO, 3);
  if (level === 'WARNING') return event('dns_server_warning', INFO, 2);
  return level === 'NOTICE' || level === 'INFO' ? event('dns_server_message', INFO, 1) : undefined;
}
