// CoreDNS: its plugins `log` (one line a question, with the answer's code) and `errors`, and its own messages.
// https://coredns.io/plugins/log/ (the default formats `common` and `combined`), https://coredns.io/plugins/errors/

import { readIp, readPort } from '#src/event/address.js';
import {
  DNS_BLOCK,
  DNS_ERROR,
  DNS_QUESTION,
  DNS_SERVER_INFO as INFO,
  DNS_SERVER_START,
  putQuestion,
  putQuestionType,
  putResponseCode,
} from '#src/event/dns.js';
import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { event } from '#src/event/kinds.js';
import { defineParser } from '#src/plugin/parser.js';

export default defineParser({
  id: 'coredns',
  title: 'CoreDNS',
  contract: '^1.0.0',
  family: 'network',
  hint: { apps: ['coredns*'], contains: ['[INFO] ', 'plugin/errors: ', 'CoreDNS-'] },
  parse,
});

function parse(line: SyslogLine): Fields | undefined {
  const isOurs = line.app?.toLowerCase().includes('coredns') === true;
  if (!isOurs && line.app !== undefined) return undefined;
  const text = line.message;
  const level = text.startsWith('[') ? text.slice(1, text.indexOf(']', 1)) : '';
  const body = level === '' ? text : text.slice(level.length + 3);
  const fields = readQuery(body) ?? readError(body) ?? (isOurs ? readOther(body, level) : readStart(body));
  if (fields !== undefined && LEVELS.has(level)) fields['log.level'] = level.toLowerCase();
  return fields;
}

const LEVELS: ReadonlySet<string> = new Set(['DEBUG', 'INFO', 'WARNING', 'ERROR', 'FATAL', 'PANIC']);

/**
 * `192.0.2.7:50759 - 29008 "A IN example.org. udp 41 false 4096" NOERROR qr,rd,ra 68 0.037990251s`. The name is the stranger's; its blanks are
 * escaped by CoreDNS, and code, flags, size and time are counted from the end.
 */
function readQuery(text: string): Fields | undefined {
  const dash = text.indexOf(' - ');
  const open = text.indexOf(' "', dash);
  const close = text.lastIndexOf('" ');
  if (dash < 0 || dash > 60 || open < 0 || close < open) return undefined;
  const colon = text.lastIndexOf(':', dash);
  const ip = colon < 0 ? undefined : readIp(text, 0, colon);
  if (ip === undefined) return undefined;
  const [type, klass, name, protocol] = text.slice(open + 2, close).split(' ', 7);
  const [code, , size, duration] = text.slice(close + 2).split(' ', 6);
  if (name === undefined || klass === undefined || code === undefined) return undefined;
  const isRefused = code === 'REFUSED';
  const fields = isRefused ? event('dns_refused', DNS_BLOCK, 2, 'failure') : event('dns_query', DNS_QUESTION, 1);
  fields['source.ip'] = ip;
  const port = readPort(text, colon + 1, dash);
  if (port !== undefined) fields['source.port'] = port;
  else fields['coredns.source_port'] = text.slice(colon + 1, dash) || 'none';
  putQuestion(fields, name);
  putQuestionType(fields, type);
  putResponseCode(fields, code);
  if (protocol === 'udp' || protocol === 'tcp') fields['network.transport'] = protocol;
  const bytes = Number(size);
  if (Number.isSafeInteger(bytes) && bytes >= 0) fields['coredns.size'] = bytes;
  const seconds = duration?.endsWith('s') === true ? Number(duration.slice(0, -1)) : Number.NaN;
  if (seconds >= 0 && seconds < 86_400) fields['coredns.seconds'] = seconds;
  return fields;
}

/** `plugin/errors: 2 example.org. A: read udp 10.0.0.1:4242->192.0.2.53:53: i/o timeout`; 2 is the response code. */
function readError(text: string): Fields | undefined {
  if (!text.startsWith('plugin/errors: ')) return undefined;
  const colon = text.indexOf(': ', 15);
  const words = text.slice(15, colon < 0 ? text.length : colon).split(' ');
  const fields = event('dns_server_warning', DNS_ERROR, 2);
  if (words.length === 3) {
    putResponseCode(fields, words[0]!);
    putQuestion(fields, words[1]!);
    putQuestionType(fields, words[2]);
    fields['event.outcome'] = 'failure';
  }
  if (colon > 0 && text.length > colon + 2) fields['event.reason'] = text.slice(colon + 2).slice(0, 1_000);
  const arrow = text.lastIndexOf('->');
  const end = arrow < 0 ? -1 : text.indexOf(': ', arrow);
  const server = end < 0 ? '' : text.slice(arrow + 2, end);
  const at = server.lastIndexOf(':');
  const ip = at < 0 ? undefined : readIp(server, 0, at);
  if (ip !== undefined) fields['destination.ip'] = ip;
  const port = at < 0 ? undefined : readPort(server, at + 1);
  if (ip !== undefined && port !== undefined) fields['destination.port'] = port;
  return fields;
}

function readStart(text: string): Fields | undefined {
  return text.startsWith('CoreDNS-') ? event('dns_server_started', DNS_SERVER_START, 1) : undefined;
}

function readOther(text: string, level: string): Fields | undefined {
  const start = readStart(text);
  if (start !== undefined) return start;
  if (level === 'ERROR' || level === 'FATAL' || level === 'PANIC') return event('dns_server_warning', INFO, 3);
  if (level === 'WARNING') return event('dns_server_warning', INFO, 2);
  return level === 'INFO' ? event('dns_server_message', INFO, 1) : undefined;
}
