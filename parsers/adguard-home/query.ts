// One query: a line of querylog.json (short keys, internal/querylog/entry.go), or an element of GET /control/querylog (long keys,
// https://github.com/AdguardTeam/AdGuardHome/tree/master/openapi). What was filtered is told by the reason.

import { readIp, readPort } from '#src/event/address.js';
import {
  DNS_ANSWER,
  DNS_BLOCK,
  DNS_QUESTION,
  putAnswers,
  putQuestion,
  putQuestionType,
  putResponseCode,
} from '#src/event/dns.js';
import type { Fields, Level } from '#src/event/event.js';
import { membersOf } from '#src/event/json-text.js';
import { event } from '#src/event/kinds.js';
import { isHostName } from '#src/event/put.js';
import { readPacket } from './packet.js';

type Body = Readonly<Record<string, unknown>>;

interface Reason {
  readonly word: string;
  readonly effect: 'passed' | 'blocked' | 'rewritten';
  readonly level?: Level;
}

/** By number in the file; the API writes the words (FilteredBlackList and NotFilteredWhiteList for 3 and 1). */
const REASONS: readonly Reason[] = [
  { word: 'NotFilteredNotFound', effect: 'passed' },
  { word: 'NotFilteredAllowList', effect: 'passed' },
  { word: 'NotFilteredError', effect: 'passed' },
  { word: 'FilteredBlockList', effect: 'blocked' },
  { word: 'FilteredSafeBrowsing', effect: 'blocked', level: 3 },
  { word: 'FilteredParental', effect: 'blocked' },
  { word: 'FilteredInvalid', effect: 'blocked' },
  { word: 'FilteredSafeSearch', effect: 'rewritten' },
  { word: 'FilteredBlockedService', effect: 'blocked' },
  { word: 'Rewrite', effect: 'rewritten' },
  { word: 'RewriteEtcHosts', effect: 'rewritten' },
  { word: 'RewriteRule', effect: 'rewritten' },
];
const BY_WORD: ReadonlyMap<string, Reason> = new Map([
  ...REASONS.map((reason) => [reason.word, reason] as const),
  ['FilteredBlackList', REASONS[3]!],
  ['NotFilteredWhiteList', REASONS[1]!],
]);

/** A line of the file; undefined when it is none. */
export function parseFileEntry(body: Body): Fields | undefined {
  const { QH: name, QT: type, IP: client } = body;
  if (typeof name !== 'string' || typeof type !== 'string') return undefined;
  const result = membersOf(body['Result']);
  const number = result['Reason'];
  const reason = typeof number === 'number' ? REASONS[number] : undefined;
  const isFiltered = result['IsFiltered'] === true;
  const fields = begin(reason ?? (isFiltered ? REASONS[3]! : REASONS[0]!));
  putQuestion(fields, name);
  putQuestionType(fields, type);
  putClient(fields, client, body['CID'], body['CP']);
  putUpstream(fields, body['Upstream']);
  const packet = typeof body['Answer'] === 'string' ? readPacket(body['Answer']) : undefined;
  if (packet !== undefined) putAnswer(fields, String(packet.code), packet.data);
  putRule(fields, result['Rules'] ?? [{ Text: result['Rule'], FilterListID: result['FilterID'] }], 'Text', 'FilterListID'); // prettier-ignore
  putText(fields, 'adguard_home.service', result['ServiceName']);
  if (body['Cached'] === true) fields['adguard_home.cached'] = true;
  const elapsed = body['Elapsed'];
  if (typeof elapsed === 'number' && elapsed >= 0 && elapsed < Infinity)
    fields['adguard_home.elapsed_ms'] = Math.round(elapsed / 1e3) / 1e3;
  putTime(fields, body['T']);
  return fields;
}

/** An element of the API's answer; undefined when it is none. */
export function parseApiEntry(body: Body): Fields | undefined {
  const question = membersOf(body['question']);
  const { name, type } = question;
  const reason = body['reason'];
  if (typeof name !== 'string' || typeof reason !== 'string') return undefined;
  const fields = begin(BY_WORD.get(reason) ?? REASONS[0]!);
  putQuestion(fields, name);
  putQuestionType(fields, typeof type === 'string' ? type : undefined);
  putClient(fields, body['client'], body['client_id'], body['client_proto']);
  putText(fields, 'source.domain', membersOf(body['client_info'])['name']);
  putUpstream(fields, body['upstream']);
  const answers = Array.isArray(body['answer']) ? (body['answer'] as readonly unknown[]) : [];
  const data = answers.slice(0, 32).flatMap((answer) => {
    const { value } = membersOf(answer);
    return typeof value === 'string' ? [value] : [];
  });
  putAnswer(fields, typeof body['status'] === 'string' ? body['status'] : '', data);
  putRule(fields, body['rules'], 'text', 'filter_list_id');
  putText(fields, 'adguard_home.service', body['service_name']);
  if (body['cached'] === true) fields['adguard_home.cached'] = true;
  const elapsed = Number(body['elapsedMs']);
  if (typeof body['elapsedMs'] === 'string' && elapsed >= 0 && elapsed < 1e9)
    fields['adguard_home.elapsed_ms'] = elapsed;
  putTime(fields, body['time']);
  return fields;
}

function begin({ word, effect, level }: Reason): Fields {
  const fields =
    effect === 'blocked'
      ? event('dns_blocked', DNS_BLOCK, level ?? 2, 'failure')
      : effect === 'rewritten'
        ? event('dns_local', DNS_ANSWER, 1)
        : event('dns_query', DNS_QUESTION, 1);
  fields['adguard_home.reason'] = word;
  return fields;
}

/** The outcome of a block stays a failure, whatever the client was told. */
function putAnswer(fields: Fields, code: string, data: readonly string[]): void {
  const outcome = fields['event.outcome'];
  putResponseCode(fields, code);
  if (outcome !== undefined) fields['event.outcome'] = outcome;
  putAnswers(fields, data);
}

function putClient(fields: Fields, address: unknown, id: unknown, protocol: unknown): void {
  if (typeof address === 'string' && address !== '') {
    const ip = readIp(address);
    if (ip !== undefined) fields['source.ip'] = ip;
    else fields['adguard_home.ip'] = address.slice(0, 200);
  }
  putText(fields, 'adguard_home.client_id', id);
  putText(fields, 'adguard_home.protocol', protocol);
}

/** `https://dns.example/dns-query`, `tls://192.0.2.53`, `192.0.2.53:53`, `[2001:db8::53]:53` */
function putUpstream(fields: Fields, value: unknown): void {
  if (typeof value !== 'string' || value === '') return;
  const text = value.slice(0, 500);
  fields['adguard_home.upstream'] = text;
  const scheme = text.indexOf('://');
  const host = text.slice(scheme < 0 ? 0 : scheme + 3).split('/', 1)[0]!;
  const bare = readIp(host);
  const colon = bare === undefined ? host.lastIndexOf(':') : -1;
  const name = colon < 0 ? host : host.slice(0, colon);
  const ip = bare ?? readIp(name);
  if (ip !== undefined) fields['destination.ip'] = ip;
  else if (isHostName(name)) fields['destination.domain'] = name;
  else return;
  const port = colon < 0 ? undefined : readPort(host, colon + 1);
  if (port !== undefined) fields['destination.port'] = port;
}

function putRule(fields: Fields, rules: unknown, text: string, list: string): void {
  const first = membersOf(Array.isArray(rules) ? (rules as readonly unknown[])[0] : undefined);
  putText(fields, 'adguard_home.rule', first[text]);
  const id = first[list];
  if (typeof id === 'number' && Number.isSafeInteger(id)) fields['adguard_home.filter_list_id'] = id;
}

function putText(fields: Fields, name: `adguard_home.${string}` | 'source.domain', value: unknown): void {
  if (typeof value === 'string' && value !== '') fields[name] = value.slice(0, 1_000);
}

function putTime(fields: Fields, value: unknown): void {
  const ms = typeof value === 'string' && INSTANT.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isFinite(ms)) fields['@timestamp'] = ms;
}

/** With a zone: without one the answer would depend on this machine's. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;
