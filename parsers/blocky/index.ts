// Blocky, a DNS proxy that blocks: its query log on the console (text or JSON) and as a file of tab-separated values.
// https://0xerr0r.github.io/blocky/latest/configuration/#query-logging

import { readIp } from '#src/event/address.js';
import { DNS_ANSWER, DNS_BLOCK, DNS_ERROR, DNS_QUESTION, DNS_SERVER_INFO, putAnswers, putQuestion, putQuestionType, putResponseCode } from '#src/event/dns.js'; // prettier-ignore
import type { Fields } from '#src/event/event.js';
import { readForeignTime } from '#src/event/foreign-time.js';
import { event } from '#src/event/kinds.js';
import type { SyslogLine } from '#src/event/line.js';
import { put, readCount } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';

export default defineParser({
  id: 'blocky',
  title: 'Blocky',
  contract: '^1.0.0',
  family: 'network',
  hint: { apps: ['blocky*'], contains: [' queryLog: ', '"queryLog"', '\tRESOLVED\t', '\tBLOCKED\t', '\tCACHED\t', '\tCUSTOMDNS\t', '\tCONDITIONAL\t'] },
  parse,
}); // prettier-ignore

/** In Blocky's order, which is the alphabet's; some may be missing. */
const KEYS = ['answer', 'client_ip', 'client_names', 'duration_ms', 'instance', 'question_name', 'question_type', 'response_code', 'response_reason', 'response_type']; // prettier-ignore
const COLUMNS = ['time', 'client_ip', 'client_names', 'duration_ms', 'response_reason', 'question_name', 'answer', 'response_code', 'response_type', 'question_type', 'instance']; // prettier-ignore
const HEAD =
  /^(?:\[(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\] {1,3})?(TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL) ([\w.-]{1,40}): /;

function parse(line: SyslogLine): Fields | undefined {
  const isOurs = line.app?.toLowerCase().includes('blocky') === true;
  if (line.app !== undefined && !isOurs) return undefined;
  if (line.json !== undefined) return readObject(line.json);
  const text = isOurs ? line.message : line.searched;
  if (text.includes('\t')) return readRow(text.split('\t', 20));
  const head = HEAD.exec(text);
  if (head === null) return undefined;
  const [all, time, level, part] = head;
  const fields = part === 'queryLog' ? readAnswer(valuesOf(text.slice(all.length))) : isOurs ? byLevel(level!) : undefined;
  if (fields !== undefined && time !== undefined) fields['@timestamp'] = time;
  return fields;
} // prettier-ignore

function readObject(body: Readonly<Record<string, unknown>>): Fields | undefined {
  if (body['prefix'] !== 'queryLog') return undefined;
  const values = new Map(KEYS.map((key) => [key, body[key]] as const).filter(([, value]) => value !== undefined).map(([key, value]) => [key, String(value)])); // prettier-ignore
  const fields = readAnswer(values);
  const time = readForeignTime(body['time']);
  if (fields !== undefined && time !== undefined) fields['@timestamp'] = time;
  return fields;
}

function readRow(columns: readonly string[]): Fields | undefined {
  if (columns.length < 10 || columns.length > COLUMNS.length || !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(columns[0]!)) return undefined; // prettier-ignore
  const fields = readAnswer(new Map(columns.map((value, at) => [COLUMNS[at]!, value])));
  if (fields !== undefined) fields['@timestamp'] = columns[0]!;
  return fields;
}

/**
 * `answer=A (192.0.2.9) client_ip=... response_type=RESOLVED`: values hold blanks and are not quoted. Answers and names are strangers', so the
 * keys are looked for from the end: what an answer pretends stands before the real one.
 */
function valuesOf(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  let end = text.length;
  for (const key of [...KEYS].reverse()) {
    const at = text.lastIndexOf(` ${key}=`, end - 1);
    if (at < 0 || at >= end) continue;
    values.set(key, text.slice(at + key.length + 2, end).trim());
    end = at;
  }
  return values;
}

const ACTIONS: Readonly<Record<string, Fields>> = {
  BLOCKED: event('dns_blocked', DNS_BLOCK, 2, 'failure'),
  FILTERED: event('dns_blocked', DNS_BLOCK, 2, 'failure'),
  CACHED: event('dns_cached', DNS_ANSWER, 1),
  CUSTOMDNS: event('dns_local', DNS_ANSWER, 1),
  HOSTSFILE: event('dns_local', DNS_ANSWER, 1),
  SPECIAL: event('dns_local', DNS_ANSWER, 1),
  NOTFQDN: event('dns_local', DNS_ANSWER, 1),
  RESOLVED: event('dns_query', DNS_QUESTION, 1),
  CONDITIONAL: event('dns_query', DNS_QUESTION, 1),
};

function readAnswer(values: ReadonlyMap<string, string>): Fields | undefined {
  const type = values.get('response_type') ?? '';
  const name = values.get('question_name');
  const is = Object.hasOwn(ACTIONS, type) ? ACTIONS[type] : undefined;
  if (is === undefined || name === undefined) return undefined;
  const fields: Fields = { ...is };
  putQuestion(fields, name);
  putQuestionType(fields, values.get('question_type'));
  const code = values.get('response_code');
  if (code !== undefined) putResponseCode(fields, code);
  if (is['event.outcome'] !== undefined) fields['event.outcome'] = is['event.outcome']; // a block has a good code too
  putAnswers(fields, answersOf(values.get('answer') ?? ''));
  put(fields, 'source.ip', values.get('client_ip'), 'blocky.client_ip');
  const names = values.get('client_names');
  if (names !== undefined && names !== 'none' && readIp(names) === undefined) put(fields, 'source.domain', names.split('; ')[0]);
  const duration = readCount(values.get('duration_ms') ?? '');
  if (duration !== undefined) fields['event.duration'] = duration * 1e6;
  put(fields, 'event.reason', values.get('response_reason'));
  put(fields, 'blocky.instance', values.get('instance'));
  return fields;
} // prettier-ignore

/** `A (192.0.2.9), CNAME (www.example.org.)`; of other types, whose text may hold anything, nothing is taken. */
function answersOf(text: string): readonly string[] {
  return text.split(', ', 64).flatMap((each) => {
    const found = /^(?:A|AAAA|CNAME) \(([^\s()]{1,255})\)$/.exec(each);
    return found === null ? [] : [found[1]!.replace(/\.$/, '')];
  });
}

function byLevel(level: string): Fields {
  if (level === 'ERROR' || level === 'FATAL') return event('dns_server_warning', DNS_ERROR, 2);
  return level.startsWith('WARN')
    ? event('dns_server_warning', DNS_SERVER_INFO, 2)
    : event('dns_server_message', DNS_SERVER_INFO, 1);
}
