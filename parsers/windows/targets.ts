// From event data to fields, by the FieldMaps of the tables. The target's name decides how the text is read; what does not fit its type is
// left in the event data, where it is anyway.

import type { Fields } from '#src/event/event.js';
import { accountOf, endpointOf, hostOf, ipOf, portOf, socketOf } from './address.js';
import type { WindowsRecord } from './record.js';
import { valueNames, valueOf } from './values.js';
import type { ValueName } from './values.js';
import { dnsTypeOf } from './words.js';

/** A dotted name; what it takes is its reader's business. */
export type FieldTarget = `${string}.${string}`;

type Read = (fields: Fields, to: FieldTarget, text: string) => void;

export interface FieldRule {
  readonly to: FieldTarget;
  readonly from: readonly ValueName[];
  readonly read: Read;
}

const TRANSPORTS = new Map([
  ['1', 'icmp'],
  ['6', 'tcp'],
  ['17', 'udp'],
  ['47', 'gre'],
  ['50', 'esp'],
  ['58', 'ipv6-icmp'],
  ['tcp', 'tcp'],
  ['udp', 'udp'],
]);
/** Sysmon says who began the connection instead. */
const DIRECTIONS = new Map([
  ['%%14592', 'inbound'],
  ['%%14593', 'outbound'],
  ['inbound', 'inbound'],
  ['outbound', 'outbound'],
  ['true', 'outbound'],
  ['false', 'inbound'],
]);
const MAX_ANSWERS = 32;
const CLOSE_PARENTHESIS = 0x29;
const MAX_PID = 0xffff_ffff;

const READERS: Readonly<Record<string, Read>> = {
  'source.ip': readAddress,
  'destination.ip': readAddress,
  'source.port': readPortField,
  'destination.port': readPortField,
  'source.domain': readDomain,
  'destination.domain': readDomain,
  'process.pid': readPid,
  'process.parent.pid': readPid,
  'process.executable': readExecutable,
  'process.parent.executable': readExecutable,
  'file.path': (fields, to, text) => set(fields, to, text.startsWith('file:_') ? text.slice(6) : text),
  'process.hash': readHashes,
  'file.hash': readHashes,
  'dll.hash': readHashes,
  'network.transport': (fields, to, text) => set(fields, to, TRANSPORTS.get(text.toLowerCase())),
  'network.direction': (fields, to, text) => set(fields, to, DIRECTIONS.get(text.toLowerCase())),
  'user.name': readAccount,
  'dns.question.name': readQuestion,
  'dns.question.type': (fields, to, text) => set(fields, to, dnsTypeOf(text)),
  'dns.resolved_ip': readAnswers,
  'http.response.status_code': readPid,
};

/** The compiled form of a FieldMap; an empty list of event data switches a target off. */
export function rulesOf(map: Readonly<Record<string, string>>): readonly FieldRule[] {
  return Object.entries(map)
    .filter(([, from]) => from !== '')
    .map(([to, from]) => ({ to: to as FieldTarget, from: valueNames(from), read: READERS[to] ?? set }));
}

export function applyRules(fields: Fields, record: WindowsRecord, rules: readonly FieldRule[]): void {
  for (const rule of rules) {
    const text = valueOf(record, rule.from);
    if (text !== undefined) rule.read(fields, rule.to, text);
  }
}

/** One value to its target, for text that was found inside a value. */
export function applyTo(fields: Fields, to: FieldTarget, text: string): void {
  (READERS[to] ?? set)(fields, to, text);
}

function set(fields: Fields, to: FieldTarget, text: string | undefined): void {
  if (text !== undefined && text !== '') (fields as Record<string, unknown>)[to] = text;
}

/** An address, `address:port`, a socket in hexadecimal, or `\\\\address` as the file server writes its clients. */
function readAddress(fields: Fields, to: FieldTarget, written: string): void {
  const text = written.startsWith('\\\\') ? written.slice(2) : written;
  const ip = ipOf(text);
  if (ip !== undefined) return void (fields[to] = ip);
  const endpoint = endpointOf(text) ?? socketOf(text);
  if (endpoint === undefined) return;
  fields[to] = endpoint.ip;
  if (endpoint.port > 0) fields[to === 'source.ip' ? 'source.port' : 'destination.port'] = endpoint.port;
}

/** A port without its address says nothing; the tables name the address first. */
function readPortField(fields: Fields, to: FieldTarget, text: string): void {
  const port = to === 'source.port' && fields['source.ip'] === undefined ? undefined : portOf(text);
  if (port !== undefined) fields[to] = port;
}

/**
 * A host's name. Where a destination is given by its address it is one; a source's name is what a stranger called himself
 * (the workstation of an NTLM logon) and never becomes an address.
 */
function readDomain(fields: Fields, to: FieldTarget, text: string): void {
  const host = hostOf(text);
  if (host === undefined) return;
  const ip = ipOf(host);
  if (ip === undefined) fields[to] = host;
  else if (to === 'destination.domain') fields['destination.ip'] ??= ip;
}

/** Decimal, or hexadecimal with 0x. 0 stands for "no process". */
function readPid(fields: Fields, to: FieldTarget, text: string): void {
  const isHex = text.charCodeAt(0) === 0x30 && (text.charCodeAt(1) | 0x20) === 0x78;
  const pid = isHex ? digitsOf(text, 2, 16) : digitsOf(text, 0, 10);
  if (pid > 0 && pid <= MAX_PID) fields[to] = pid;
}

/** The number in `text[from, end)`; -1 where there is anything but digits of the radix. */
function digitsOf(text: string, from: number, radix: number): number {
  if (text.length === from || text.length > 18) return -1;
  let value = 0;
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const digit = code <= 0x39 ? code - 0x30 : (code | 0x20) - 0x57;
    if (digit < 0 || digit >= radix || (code > 0x39 && digit < 10)) return -1;
    value = value * radix + digit;
  }
  return value;
}

/** USER32 adds the machine: `C:\\x.exe (WS7)`. */
function readExecutable(fields: Fields, to: FieldTarget, text: string): void {
  const machine = text.charCodeAt(text.length - 1) === CLOSE_PARENTHESIS ? text.lastIndexOf('.exe (') : -1;
  const path = machine < 0 ? text : text.slice(0, machine + 4);
  fields[to] = path;
  const name = path.slice(path.lastIndexOf('\\') + 1);
  if (name !== '') fields[to === 'process.executable' ? 'process.name' : 'process.parent.name'] = name;
}

/** `SHA1=..,MD5=..,SHA256=..,IMPHASH=..` */
function readHashes(fields: Fields, to: FieldTarget, text: string): void {
  for (const part of text.slice(0, 512).split(',')) {
    const equals = part.indexOf('=');
    if (equals < 0) continue;
    const kind = HASHES.get(part.slice(0, equals).trim().toUpperCase());
    const hex = part.slice(equals + 1).trim();
    if (kind !== undefined && /^[0-9A-Fa-f]{32,128}$/.test(hex)) fields[`${to}.${kind}`] = hex.toLowerCase();
  }
}
const HASHES = new Map([
  ['MD5', 'md5'],
  ['SHA1', 'sha1'],
  ['SHA256', 'sha256'],
  ['IMPHASH', 'imphash'],
]);

function readAccount(fields: Fields, to: FieldTarget, text: string): void {
  const { name, domain } = accountOf(text, undefined);
  if (name === undefined || fields[to] !== undefined) return;
  fields[to] = name;
  if (domain !== undefined) fields['user.domain'] = domain;
}

/** Names of the server's own log end with a dot. */
function readQuestion(fields: Fields, to: FieldTarget, text: string): void {
  set(fields, to, text.length > 1 && text.endsWith('.') ? text.slice(0, -1) : text);
}

/** `type:  5 alias.example.org;::ffff:192.0.2.1;` */
function readAnswers(fields: Fields, to: FieldTarget, text: string): void {
  const ips: string[] = [];
  for (const part of text.slice(0, 2048).split(';')) {
    const ip = ipOf(part.trim());
    if (ip !== undefined && ips.length < MAX_ANSWERS) ips.push(ip);
  }
  if (ips.length > 0) fields[to] = ips;
}
