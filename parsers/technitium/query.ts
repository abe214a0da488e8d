// Technitium's queries: `QNAME: example.org; QTYPE: A; QCLASS: IN; RCODE: NoError; ANSWER: [192.0.2.80]` in its log file, and what the app
// Log Exporter sends: JSON (LogEntry.cs) or the properties of an RFC 5424 element (SyslogExportStrategy.cs).

import { readIp } from '#src/event/address.js';
import {
  DNS_ANSWER,
  DNS_BLOCK,
  DNS_QUESTION,
  putAnswers,
  putQuestion,
  putQuestionType,
  putResponseCode,
} from '#src/event/dns.js';
import type { Fields } from '#src/event/event.js';
import { membersOf } from '#src/event/json-text.js';
import { event } from '#src/event/kinds.js';

type Body = Readonly<Record<string, unknown>>;

/**
 * The text of the log file, and of the exporter's syslog (with commas). Name and answer are strangers' words: the answer comes last, and the
 * name ends at the last `QTYPE` before the response code.
 */
export function readQueryText(text: string): Fields | undefined {
  if (!text.startsWith('QNAME: ')) return undefined;
  const fields = begin(undefined);
  const codeAt = text.indexOf('; RCODE: ');
  const question = codeAt < 0 ? text : text.slice(0, codeAt);
  const typeAt = question.lastIndexOf(' QTYPE: ');
  if (typeAt < 7) return undefined;
  putQuestion(fields, question.slice(7, typeAt - 1));
  putQuestionType(fields, question.slice(typeAt + 8).split(/[;,]/, 1)[0]);
  if (codeAt < 0) {
    if (text.endsWith('NO RESPONSE FROM SERVER!')) fields['event.outcome'] = 'failure';
    return fields;
  }
  const answerAt = text.indexOf('; ANSWER: [', codeAt);
  putResponseCode(fields, text.slice(codeAt + 9, answerAt < 0 ? text.length : answerAt));
  if (fields['dns.response_code'] === 'REFUSED') Object.assign(fields, REFUSED);
  const answer = answerAt < 0 ? '' : text.slice(answerAt + 11, text.endsWith(']') ? -1 : text.length);
  if (answer !== '') putAnswers(fields, answer.split(', ', 32));
  return fields;
}

const REFUSED = event('dns_refused', DNS_BLOCK, 2, 'failure');

/** JSON of the Log Exporter; undefined when it is none. */
export function readQueryJson(body: Body): Fields | undefined {
  const { clientIp, responseType, question, answers } = body;
  if (typeof clientIp !== 'string' || typeof responseType !== 'string') return undefined;
  const fields = begin(responseType);
  const { questionName, questionType } = membersOf(question);
  if (typeof questionName === 'string') putQuestion(fields, questionName);
  putQuestionType(fields, textOf(questionType));
  const data = Array.isArray(answers) ? (answers as readonly unknown[]).slice(0, 32).map((answer) => textOf(membersOf(answer)['recordData']) ?? '') : []; // prettier-ignore
  putResult(fields, textOf(body['responseCode']), data);
  putClient(fields, clientIp, textOf(body['protocol']));
  const rtt = body['responseRtt'];
  if (typeof rtt === 'number' && rtt >= 0 && rtt < 1e9) fields['technitium.response_ms'] = rtt;
  const time = Date.parse(textOf(body['timestamp']) ?? '');
  if (Number.isFinite(time) && textOf(body['timestamp'])!.endsWith('Z')) fields['@timestamp'] = time;
  return fields;
}

/** The same as structured data: `[meta clientIp="..." rCode="..." qName="..." aRData_0="..."]`. */
export function readQueryElements(
  elements: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Fields | undefined {
  for (const meta of Object.values(elements)) {
    const { clientIp, responseType, qName, qType, rCode, protocol } = meta;
    if (clientIp === undefined || responseType === undefined) continue;
    const fields = begin(responseType);
    if (qName !== undefined) putQuestion(fields, qName);
    putQuestionType(fields, qType);
    const data: string[] = [];
    for (let i = 0; i < 32 && meta[`aRData_${i}`] !== undefined; i += 1) data.push(meta[`aRData_${i}`]!);
    putResult(fields, rCode, data);
    putClient(fields, clientIp, protocol);
    return fields;
  }
  return undefined;
}

/** https://github.com/TechnitiumSoftware/DnsServer/blob/master/DnsServerCore.ApplicationCommon/IDnsQueryLogger.cs */
const BLOCKED: ReadonlySet<string> = new Set([
  'Blocked',
  'UpstreamBlocked',
  'UpstreamBlockedCached',
  'CacheBlocked',
  'Dropped',
]);

/** @param type `Blocked`, `Cached`, ...; undefined where the log does not tell */
function begin(type: string | undefined): Fields {
  const isBlocked = type !== undefined && BLOCKED.has(type);
  const fields = isBlocked
    ? event('dns_blocked', DNS_BLOCK, 2, 'failure')
    : type === 'Authoritative'
      ? event('dns_local', DNS_ANSWER, 1)
      : event('dns_query', DNS_QUESTION, 1);
  if (type !== undefined && type !== '') fields['technitium.response_type'] = type.slice(0, 60);
  return fields;
}

function putResult(fields: Fields, code: string | undefined, data: readonly string[]): void {
  const isBlocked = fields['event.action'] === 'dns_blocked';
  putResponseCode(fields, code ?? '');
  if (isBlocked) fields['event.outcome'] = 'failure';
  putAnswers(fields, data);
}

function putClient(fields: Fields, address: string, protocol: string | undefined): void {
  const ip = readIp(address);
  if (ip !== undefined) fields['source.ip'] = ip;
  else if (address !== '') fields['technitium.client_ip'] = address.slice(0, 200);
  putProtocol(fields, protocol);
}

export function putProtocol(fields: Fields, protocol: string | undefined): void {
  if (protocol === undefined || protocol === '') return;
  const word = protocol.slice(0, 20).toLowerCase();
  if (word === 'udp' || word === 'tcp') fields['network.transport'] = word;
  else fields['technitium.protocol'] = word;
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
