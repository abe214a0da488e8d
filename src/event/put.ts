// A piece of a line into a field, if it is a value of the field's type. What does not fit stays as text under a name of the
// parser's own and is not stored as what it is not; what says "nothing" (empty, `-`) is left out.

import { readIp, readPort } from './address.js';
import type { Fields, FieldValue } from './event.js';
import type { FieldName } from './fields.js';
import { valueTypeOf } from './value-type.js';

/** Longer text is cut; the raw line keeps it whole. */
const MAX_TEXT_CHARS = 16_384;
/** Names of users, hosts, interfaces, rules are short; longer ones are somebody's mistake or attack. */
const MAX_NAME_CHARS = 1_024;
/** RFC 1035 §2.3.4 */
const MAX_HOST_CHARS = 253;

/**
 * @param name a field by its ECS name or the parser's own
 * @param text as written; blanks around it are taken off
 * @param own where text goes that is no value of the field's type; left out: nowhere
 * @returns whether `name` was set
 */
export function put(fields: Fields, name: FieldName, text: string | undefined, own?: FieldName): boolean {
  const value = text?.trim();
  if (value === undefined || value === '' || value === '-') return false;
  const fitting = fit(name, value);
  if (fitting !== undefined) return set(fields, name, fitting);
  if (own !== undefined && own !== name) set(fields, own, cut(value, MAX_NAME_CHARS));
  return false;
}

/** An address goes to `<side>.ip`, a host name to `<side>.domain`, anything else under `own`; true for the first two. */
export function putHost(fields: Fields, side: Side, text: string | undefined, own?: FieldName): boolean {
  const value = text?.trim();
  if (value === undefined || value === '' || value === '-') return false;
  const ip = readIp(value);
  if (ip !== undefined) return set(fields, `${side}.ip`, ip);
  if (isHostName(value)) return set(fields, `${side}.domain`, value);
  if (own !== undefined) set(fields, own, cut(value, MAX_NAME_CHARS));
  return false;
}

/**
 * `192.0.2.1:80`, `[2001:db8::1]:80`, `2001:db8::1.80` (BSD), `host:80`, or an address or host name alone. Behind an address a port
 * that is none is kept as `<own>_port`.
 */
export function putEndpoint(fields: Fields, side: Side, text: string | undefined, own?: FieldName): boolean {
  const value = text?.trim() ?? '';
  if (readIp(value) !== undefined) return putHost(fields, side, value, own);
  const colon = Math.max(value.lastIndexOf(':'), value.lastIndexOf('.'));
  const host = value.slice(0, Math.max(colon, 0));
  const port = readPort(value, colon + 1);
  if (colon < 0 || (port === undefined && !isEndpoint(value, colon))) return putHost(fields, side, value, own);
  if (!putHost(fields, side, host)) return putHost(fields, side, value, own);
  if (port !== undefined) return set(fields, `${side}.port`, port);
  if (own !== undefined) set(fields, `${own}_port` as FieldName, cut(value.slice(colon + 1), MAX_NAME_CHARS));
  return true;
}

/** Whether digits alone stand behind the colon of an address: a port that is too large, and no part of the address. */
function isEndpoint(value: string, colon: number): boolean {
  return (
    value[colon] === ':' && readIp(value, 0, colon) !== undefined && readCount(value.slice(colon + 1)) !== undefined
  );
}

/** An instant (ISO 8601 with a zone) as the event's time; text that is none is passed over, and the header's time counts. */
export function putInstant(fields: Fields, text: string | undefined): void {
  const ms = text === undefined ? Number.NaN : Date.parse(text);
  if (!Number.isNaN(ms)) fields['@timestamp'] = ms;
}

export type Side = 'source' | 'destination' | 'client' | 'server' | 'host' | 'observer';

function fit(name: FieldName, value: string): FieldValue | undefined {
  switch (valueTypeOf(name)) {
    case 'ip':
      return readIp(value);
    case 'port':
      return readPort(value);
    case 'count':
      return readCount(value);
    default:
      return cut(value, LONG.has(name) ? MAX_TEXT_CHARS : MAX_NAME_CHARS);
  }
}

const LONG: ReadonlySet<string> = new Set(['message', 'process.command_line', 'event.reason', 'url.original']);

/** Digits only, at most 2^53 - 1. */
export function readCount(text: string): number | undefined {
  if (text.length === 0 || text.length > 16) return undefined;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x30 || code > 0x39) return undefined;
  }
  const count = Number(text);
  return Number.isSafeInteger(count) ? count : undefined;
}

/** Letters, digits, `-`, `.`, `_`, and not an address gone wrong (`999.1.1.1`). */
export function isHostName(text: string): boolean {
  if (text.length === 0 || text.length > MAX_HOST_CHARS) return false;
  let hasLetter = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const isLetter = (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);
    if (isLetter) hasLetter = true;
    else if (!((code >= 0x30 && code <= 0x39) || code === 0x2d || code === 0x2e || code === 0x5f)) return false;
  }
  return hasLetter;
}

function set(fields: Fields, name: FieldName, value: FieldValue): true {
  (fields as Record<string, FieldValue>)[name] = value;
  return true;
}

function cut(text: string, chars: number): string {
  return text.length > chars ? text.slice(0, chars) : text;
}
