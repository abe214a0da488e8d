// One query of Pi-hole's long-term database, as JSON: a row of `queries` as Lanwarden's pull source reads it (numbers, see
// src/collector/pull), or an element of v6's GET /api/queries (words). Codes: https://docs.pi-hole.net/database/query-database/

import { isObject } from '#src/event/json-text.js';
import { readIp, readPort } from '#src/event/address.js';
import { DNS_BLOCK, DNS_QUESTION, putQuestion, putQuestionType, putResponseCode } from '#src/event/dns.js';
import type { Fields, Level } from '#src/event/event.js';
import { event } from '#src/event/kinds.js';

type Row = Readonly<Record<string, unknown>>;

interface Status {
  readonly word: string;
  /** `pihole.list`; undefined: not blocked. */
  readonly list?: string;
  readonly level?: Level;
  readonly isCname?: true;
}

/** By number; v6's API writes the words. */
const STATUSES: readonly Status[] = [
  { word: 'UNKNOWN' },
  { word: 'GRAVITY', list: 'gravity' },
  { word: 'FORWARDED' },
  { word: 'CACHE' },
  { word: 'REGEX', list: 'regex' },
  { word: 'DENYLIST', list: 'exact' },
  { word: 'EXTERNAL_BLOCKED_IP', list: 'upstream' },
  { word: 'EXTERNAL_BLOCKED_NULL', list: 'upstream' },
  { word: 'EXTERNAL_BLOCKED_NXRA', list: 'upstream' },
  { word: 'GRAVITY_CNAME', list: 'gravity', isCname: true },
  { word: 'REGEX_CNAME', list: 'regex', isCname: true },
  { word: 'DENYLIST_CNAME', list: 'exact', isCname: true },
  { word: 'RETRIED' },
  { word: 'RETRIED_DNSSEC' },
  { word: 'IN_PROGRESS' },
  { word: 'DBBUSY', list: 'database' },
  { word: 'SPECIAL_DOMAIN', list: 'special', level: 1 },
  { word: 'CACHE_STALE' },
  { word: 'EXTERNAL_BLOCKED_EDE15', list: 'upstream' },
];
const BY_WORD: ReadonlyMap<string, Status> = new Map([
  ...STATUSES.map((status) => [status.word, status] as const),
  ['BLACKLIST', STATUSES[5]!],
  ['BLACKLIST_CNAME', STATUSES[11]!],
]);

const TYPES = ['', 'A', 'AAAA', 'ANY', 'SRV', 'SOA', 'PTR', 'TXT', 'NAPTR', 'MX', 'DS', 'RRSIG', 'DNSKEY', 'NS', 'OTHER', 'SVCB', 'HTTPS']; // prettier-ignore
/** Other types are stored as their IANA number + 100. */
const TYPE_OFFSET = 100;
const REPLIES = ['', 'NODATA', 'NXDOMAIN', 'CNAME', 'IP', 'DOMAIN', 'RRNAME', 'SERVFAIL', 'REFUSED', 'NOTIMP', 'OTHER', 'DNSSEC', 'NONE', 'BLOB']; // prettier-ignore
const DNSSEC = ['', 'SECURE', 'INSECURE', 'BOGUS', 'ABANDONED', 'TRUNCATED'];

export function parseRow(row: Row): Fields | undefined {
  const status = statusOf(row['status']);
  const domain = row['domain'];
  if (status === undefined || typeof domain !== 'string') return undefined;
  const isBlocked = status.list !== undefined;
  const fields = isBlocked
    ? event('dns_blocked', DNS_BLOCK, status.level ?? 2, 'failure')
    : event('dns_query', DNS_QUESTION, 1);
  putQuestion(fields, domain);
  putQuestionType(fields, typeOf(row['type']));
  putReply(fields, replyOf(row));
  if (isBlocked) fields['event.outcome'] = 'failure';
  if (status.list !== undefined) fields['pihole.list'] = status.list;
  if (status.isCname === true) fields['pihole.cname'] = true;
  fields['pihole.status'] = status.word;
  putClient(fields, row);
  putUpstream(fields, row['forward'] ?? row['upstream']);
  putDetails(fields, row);
  fields.message = sentenceOf(fields, status);
  const time = row['timestamp'] ?? row['time'];
  if (typeof time === 'number' && Number.isFinite(time)) fields['@timestamp'] = Math.round(time * 1000);
  return fields;
}

/** What people read in a list, in the words of pihole.log; the JSON stays in event.original. */
function sentenceOf(fields: Fields, { word, list }: Status): string {
  const type = String(fields['dns.question.type'] ?? '');
  const client = fields['source.ip'] ?? String(fields['pihole.client'] ?? '');
  const what = list === undefined ? word.toLowerCase() : `blocked (${word.toLowerCase()})`;
  return `query[${type}] ${fields['dns.question.name'] ?? ''} from ${client}: ${what}`;
}

function statusOf(value: unknown): Status | undefined {
  return typeof value === 'number' ? STATUSES[value] : typeof value === 'string' ? BY_WORD.get(value) : undefined;
}

function typeOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1) return undefined;
  return value > TYPE_OFFSET ? String(value - TYPE_OFFSET) : TYPES[value];
}

function replyOf({ reply_type: number, reply }: Row): string | undefined {
  const word = isObject(reply) ? reply['type'] : undefined;
  return typeof number === 'number' ? REPLIES[number] : typeof word === 'string' ? word : undefined;
}

function putReply(fields: Fields, reply: string | undefined): void {
  if (reply === undefined || reply === '' || reply === 'UNKNOWN') return;
  fields['pihole.reply'] = reply.slice(0, 40);
  if (putResponseCode(fields, reply)) return;
  if (reply !== 'NONE' && reply !== 'OTHER') putResponseCode(fields, 'NOERROR');
}

/** `client` is an address, or in the API `{ip, name}`. */
function putClient(fields: Fields, { client, client_name: named }: Row): void {
  const address = isObject(client) ? client['ip'] : client;
  const name = isObject(client) ? client['name'] : named;
  if (typeof address === 'string' && address !== '') {
    const ip = readIp(address);
    if (ip !== undefined) fields['source.ip'] = ip;
    else fields['pihole.client'] = address.slice(0, 300);
  }
  if (typeof name === 'string' && name !== '') fields['source.domain'] = name.slice(0, 253);
}

/** `1.1.1.1#53` */
function putUpstream(fields: Fields, value: unknown): void {
  if (typeof value !== 'string' || value === '') return;
  const hash = value.lastIndexOf('#');
  const ip = readIp(value, 0, hash < 0 ? value.length : hash);
  const port = hash < 0 ? 53 : readPort(value, hash + 1);
  if (ip === undefined || port === undefined) {
    fields['pihole.forward'] = value.slice(0, 300);
    return;
  }
  fields['destination.ip'] = ip;
  fields['destination.port'] = port;
}

function putDetails(fields: Fields, row: Row): void {
  const dnssec = row['dnssec'];
  const validated = typeof dnssec === 'number' ? DNSSEC[dnssec] : dnssec;
  if (typeof validated === 'string' && validated !== '' && validated !== 'UNKNOWN')
    fields['pihole.dnssec'] = validated.slice(0, 40).toLowerCase();
  const seconds = isObject(row['reply']) ? row['reply']['time'] : row['reply_time'];
  if (typeof seconds === 'number' && seconds >= 0 && seconds < 86_400)
    fields['pihole.reply_ms'] = Math.round(seconds * 1e6) / 1e3;
  const details = [
    ['id', 'pihole.query_id'],
    ['list_id', 'pihole.list_id'],
    ['regex_id', 'pihole.list_id'],
    ['additional_info', 'pihole.additional_info'],
    ['cname', 'pihole.additional_info'],
  ] as const;
  for (const [name, field] of details) {
    const value = row[name];
    if (typeof value === 'number' && Number.isFinite(value)) fields[field] = value;
    else if (typeof value === 'string' && value !== '') fields[field] = value.slice(0, 1024);
  }
}
