// ArcSight's Common Event Format, of any product that has no parser of its own. Names become ECS by one table (names.ts); what the event
// is, is read from the words of its head (src/event/security-message.ts).

import { readIp } from '#src/event/address.js';
import { readCef } from '#src/event/cef.js';
import { type Pair, withoutDoubled } from '#src/event/doubled.js';
import type { Fields } from '#src/event/event.js';
import type { FieldName } from '#src/event/fields.js';
import { completeFlow, readMac } from '#src/event/flow.js';
import { readForeignTime } from '#src/event/foreign-time.js';
import { putUrl } from '#src/event/http-request.js';
import type { SyslogLine } from '#src/event/line.js';
import { cleanName, putPairs } from '#src/event/mapping.js';
import { put } from '#src/event/put.js';
import { ownStart } from '#src/event/own-start.js';
import { levelOfSeverity, securityEvent } from '#src/event/security-message.js';
import { defineParser } from '#src/plugin/parser.js';
import { FULL_NAMES, GUARDED, MAPPING } from './names.js';

export default defineParser({
  id: 'cef',
  title: 'Common Event Format (CEF)',
  contract: '^1.0.0',
  family: 'network',
  hint: { apps: ['cef'], contains: ['CEF:0|', 'CEF:1|', 'CEF: 0|', 'CEF: 1|'] },
  parse,
});

function parse(line: SyslogLine): Fields | undefined {
  const cef = readCef(line.message.slice(Math.max(0, ownStart(line, 'CEF:'))));
  if (cef === undefined || cef.vendor === '') return undefined;
  const { pairs, isDoubled } = withoutDoubled(cef.extension.map(shortened), GUARDED);
  const values = new Map(pairs);
  const fields = securityEvent({
    words: `${cef.name} ${cef.code} ${values.get('cat') ?? ''}`.replaceAll('_', ' '),
    did: (values.get('act') ?? '').replaceAll('_', ' '),
    outcome: values.get('outcome') ?? '',
    level: levelOfSeverity(cef.severity),
    hasEnds: values.has('src') && values.has('dst'),
    hasUrl: values.has('request'),
  });
  putHead(fields, cef);
  putUsers(fields, values);
  putPairs(fields, MAPPING, labelled(pairs, values));
  putTyped(fields, values);
  if (isDoubled) fields.tags = ['cef.doubled-name'];
  return completeFlow(fields);
}

const shortened = ([name, value]: Pair): Pair => [FULL_NAMES.get(name) ?? name, value];

function putHead(fields: Fields, cef: NonNullable<ReturnType<typeof readCef>>): void {
  put(fields, 'observer.vendor', cef.vendor);
  put(fields, 'observer.product', cef.product);
  put(fields, 'observer.version', cef.version);
  put(fields, 'event.code', cef.code);
  put(fields, 'cef.name', cef.name);
  put(fields, 'cef.severity', cef.severity);
  if (fields['event.action'] === 'ids_alert' || fields['event.action'] === 'malware_detected')
    put(fields, 'rule.name', cef.name);
}

/** Who acts is the source's user; a destination's user alone is who logs on, beside one the account acted on. */
function putUsers(fields: Fields, values: ReadonlyMap<string, string>): void {
  const [source, destination] = [nameOf(values.get('suser')), nameOf(values.get('duser'))];
  const hasSource = put(fields, 'user.name', source);
  if (destination === undefined || destination === source) return;
  const isAccount = fields['event.category']?.includes('iam') === true;
  put(fields, hasSource || isAccount ? 'user.target.name' : 'user.name', destination);
}

/** Some write out that there is none. */
const nameOf = (text: string | undefined): string | undefined =>
  /^(?:n\/a|none|null|unknown)?$/i.test(text?.trim() ?? '') ? undefined : text;

const LABEL = /^(?:cs|cn|cfp|c6a|flexString|flexNumber|flexDate|deviceCustomDate)\d$/;

/** `cs1Label=Policy cs1=Default` is `cef.Policy` beside `cef.cs1`. */
function labelled(pairs: readonly Pair[], values: ReadonlyMap<string, string>): Pair[] {
  const named: Pair[] = [];
  for (const [name, value] of pairs) {
    const label = LABEL.test(name) ? values.get(`${name}Label`) : undefined;
    if (label !== undefined && label.trim() !== '') named.push([labelOf(label), value]);
    if (!name.endsWith('Label')) named.push([name, value]);
  }
  return named;
}

/** Vendors agree on the label of the rule, if on any. */
function labelOf(label: string): string {
  return /^(?:rule|policy|acl)[ _]?name$|^rule$/i.test(label.trim()) ? 'Rule Name' : cleanName(label.trim());
}

const DIRECTIONS: Readonly<Record<string, string>> = {
  0: 'inbound',
  1: 'outbound',
  inbound: 'inbound',
  outbound: 'outbound',
};

/** What one name for one value does not say. */
function putTyped(fields: Fields, values: ReadonlyMap<string, string>): void {
  const time = values.get('rt') ?? values.get('end') ?? values.get('start');
  if (time !== undefined && time !== '') fields['@timestamp'] = readForeignTime(time) ?? time.trim().slice(0, 64);
  const direction = values.get('deviceDirection')?.toLowerCase() ?? '';
  if (Object.hasOwn(DIRECTIONS, direction)) fields['network.direction'] = DIRECTIONS[direction]!;
  const url = values.get('request');
  if (url !== undefined) putUrl(fields, url);
  // `outcome` is the status of the answer where a request is told
  if (url !== undefined && /^[1-5]\d\d$/.test(values.get('outcome') ?? ''))
    put(fields, 'http.response.status_code', values.get('outcome'));
  for (const [side, name] of [
    ['source', 'shost'],
    ['destination', 'dhost'],
  ] as const) {
    const ip = fields[`${side}.ip`] === undefined ? readIp(values.get(name) ?? '') : undefined;
    if (ip === undefined) continue;
    fields[`${side}.ip`] = ip;
    delete fields[`${side}.domain`];
  }
  for (const [name, field] of [
    ['smac', 'source.mac'],
    ['dmac', 'destination.mac'],
  ] as const) {
    const mac = readMac(values.get(name));
    if (mac !== undefined) fields[field as FieldName & `${string}.mac`] = mac;
  }
}
