// DNS questions and answers in ECS words, for every parser of a resolver: one spelling of names, types and response codes.
// Names and answers are strangers' texts: they are cut, never believed. What a name may hold is for the caller to cut out.

import { readIp } from './address.js';
import type { Fields } from './event.js';
import { kind } from './kinds.js';

export const DNS_QUESTION = kind('network', 'protocol start');
export const DNS_FORWARD = kind('network', 'protocol info');
export const DNS_ANSWER = kind('network', 'protocol end');
export const DNS_INFO = kind('network', 'protocol info');
export const DNS_BLOCK = kind('network', 'protocol denied');
export const DNS_ERROR = kind('network', 'protocol error');
export const DNS_SERVER_START = kind('process', 'start');
export const DNS_SERVER_END = kind('process', 'end');
export const DNS_SERVER_INFO = kind('process', 'info');

/** RFC 1035 §2.3.4 allows 255 octets; servers write escapes longer than that only for hostile names. */
const MAX_NAME_CHARS = 1024;
const MAX_ANSWERS = 32;

/** Sets `dns.question.name`: lower case, without the trailing dot; the root stays `.`. */
export function putQuestion(fields: Fields, name: string): void {
  const text = name.trim().toLowerCase();
  const bare = text.length > 1 && text.endsWith('.') ? text.slice(0, -1) : text;
  if (bare !== '') fields['dns.question.name'] = bare.slice(0, MAX_NAME_CHARS);
}

/** Sets `dns.question.type`: `A`, `HTTPS`, `TYPE66` (also written `type=65`, `TYPE65`, `65`). Anything that is no type is left out. */
export function putQuestionType(fields: Fields, type: string | undefined): void {
  if (type === undefined || type === '' || type.length > 20 || !isWord(type)) return;
  const upper = type.toUpperCase();
  const number = upper.startsWith('TYPE') ? upper.slice(upper.charCodeAt(4) === 0x3d ? 5 : 4) : upper;
  const isNumber = number !== '' && isDigit(number.charCodeAt(0));
  fields['dns.question.type'] = isNumber ? (TYPE_NAMES.get(number) ?? `TYPE${number}`) : upper;
}

/**
 * Sets `dns.response_code` to the IANA name (`NXDOMAIN`, `SERVFAIL`) for whatever spelling a server has (`NxDomain`, `ServerFailure`, `3`),
 * and `event.outcome`: an answer, also "no such name", is a success; a server that could not or would not answer a failure.
 * @returns false for a word that is no code
 */
export function putResponseCode(fields: Fields, code: string): boolean {
  const name = CODE_NAMES.get(code.toUpperCase());
  if (name === undefined) return false;
  fields['dns.response_code'] = name;
  fields['event.outcome'] = FAILURES.has(name) ? 'failure' : 'success';
  return true;
}

/** Addresses go to `dns.resolved_ip`; when there is anything else too, all go to `dns.answers.data`. */
export function putAnswers(fields: Fields, answers: readonly string[]): void {
  const data: string[] = [];
  const ips: string[] = [];
  for (let at = 0; at < answers.length && at < MAX_ANSWERS; at += 1) {
    const answer = answers[at]!.trim();
    if (answer === '') continue;
    const ip = readIp(answer);
    if (ip !== undefined && !ips.includes(ip)) ips.push(ip);
    data.push(ip ?? answer.slice(0, MAX_NAME_CHARS));
  }
  if (data.length > ips.length) fields['dns.answers.data'] = data;
  if (ips.length > 0) fields['dns.resolved_ip'] = ips;
}

/** https://www.iana.org/assignments/dns-parameters: types of which servers write the number. */
export const TYPE_NAMES: ReadonlyMap<string, string> = new Map([
  ['1', 'A'],
  ['2', 'NS'],
  ['5', 'CNAME'],
  ['6', 'SOA'],
  ['12', 'PTR'],
  ['13', 'HINFO'],
  ['15', 'MX'],
  ['16', 'TXT'],
  ['28', 'AAAA'],
  ['33', 'SRV'],
  ['35', 'NAPTR'],
  ['39', 'DNAME'],
  ['43', 'DS'],
  ['46', 'RRSIG'],
  ['47', 'NSEC'],
  ['48', 'DNSKEY'],
  ['50', 'NSEC3'],
  ['52', 'TLSA'],
  ['64', 'SVCB'],
  ['65', 'HTTPS'],
  ['99', 'SPF'],
  ['251', 'IXFR'],
  ['252', 'AXFR'],
  ['255', 'ANY'],
  ['257', 'CAA'],
]);

/** RFC 6895 §2.3, by number, name, and the spellings of .NET's and dnsmasq's enumerations. */
const CODE_NAMES: ReadonlyMap<string, string> = new Map(
  (
    [
      ['NOERROR', '0', 'NO ERROR'],
      ['FORMERR', '1', 'FORMATERROR', 'FORMAT ERROR'],
      ['SERVFAIL', '2', 'SERVERFAILURE', 'SERVER FAILURE'],
      ['NXDOMAIN', '3', 'NAMEERROR'],
      ['NOTIMP', '4', 'NOTIMPL', 'NOTIMPLEMENTED', 'NOT IMPLEMENTED'],
      ['REFUSED', '5'],
      ['YXDOMAIN', '6'],
      ['YXRRSET', '7'],
      ['NXRRSET', '8'],
      ['NOTAUTH', '9', 'NOTAUTHORIZED'],
      ['NOTZONE', '10'],
      ['BADVERS', '16', 'BADSIG'],
      ['BADCOOKIE', '23'],
    ] as const
  ).flatMap((names) => names.map((name) => [name, names[0]] as const)),
);
const FAILURES: ReadonlySet<string> = new Set([
  'FORMERR',
  'SERVFAIL',
  'NOTIMP',
  'REFUSED',
  'NOTAUTH',
  'NOTZONE',
  'BADVERS',
  'BADCOOKIE',
]);

function isWord(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at) | 0x20;
    const isSign = text.charCodeAt(at) === 0x2d || text.charCodeAt(at) === 0x3d;
    if (!(isDigit(text.charCodeAt(at)) || isSign || (code >= 0x61 && code <= 0x7a))) return false;
  }
  return true;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
