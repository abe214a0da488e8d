// The key of a match: JSON text of [field, value] pairs in the order of `groupBy`, ECS names, values lower case (ASCII) and cut. One
// reading and one writing of it.

import type { EntityKind } from '#src/alerts/alert.js';
import { fieldOf, type FieldName } from '#src/event/fields.js';
import type { LogEvent } from '#src/event/event.js';
import { addressOf, addressText } from '#src/query/address.js';
import { lowerAscii } from '#src/query/ascii.js';
import { SCORED_ENTITY } from './score-reasons.js';

export type KeyPair = readonly [field: string, value: string];

/** Values in keys, and values that rules tell apart, are cut to so many characters. */
export const MAX_KEY_VALUE_CHARS = 300;
/** Of a rule without groupBy. */
export const NO_KEY = '[]';

/** The fields of keys that an alert is about. */
export const KEY_ENTITIES: Readonly<Record<string, EntityKind>> = {
  'user.name': 'user',
  'source.ip': 'src_ip',
  'destination.ip': 'dst_ip',
  'host.name': 'host',
  'dns.question.name': 'domain',
  'lanwarden.source': 'source',
};

/** The pairs of a key, as people say them: `lanwarden.entity` (`user:alice`) is the account, address or device that it names. */
export function namedPairs(key: string): readonly KeyPair[] {
  return keyPairs(key).map(namedPair);
}

/** As in `namedPairs`. */
export function namedPair([field, value]: KeyPair): KeyPair {
  const at = value.indexOf(':');
  const named = field === SCORED_ENTITY && at > 0 ? FIELD_OF_ENTITY[value.slice(0, at)] : undefined;
  return [named ?? field, named === undefined ? value : value.slice(at + 1)];
}

const FIELD_OF_ENTITY: Readonly<Record<string, FieldName>> = {
  user: 'user.name',
  ip: 'source.ip',
  host: 'host.name',
};

/** The pairs of a key. */
export function keyPairs(key: string): readonly KeyPair[] {
  return key === NO_KEY ? [] : (JSON.parse(key) as readonly KeyPair[]);
}

export function keyOf(pairs: readonly KeyPair[]): string {
  return JSON.stringify(pairs);
}

/** The event's key; undefined when it lacks a field, so that it is left out. Of several values the first one counts. */
export function eventKey(event: LogEvent, groupBy: readonly FieldName[]): string | undefined {
  let text = '';
  for (const field of groupBy) {
    const value = event[field];
    const first = typeof value === 'object' ? value[0] : value;
    if (first === undefined) return undefined;
    // As keyOf writes it, at half the price: a flood has a new key for each event.
    text += `${text === '' ? '' : ','}[${JSON.stringify(field)},${JSON.stringify(keyValue(field, first))}]`;
  }
  return `[${text}]`;
}

/** One spelling of a value: lower case (ASCII), an IPv6 address in its canonical text. */
export function keyValue(field: FieldName, value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value);
  const text = value.length > MAX_KEY_VALUE_CHARS ? value.slice(0, MAX_KEY_VALUE_CHARS) : value;
  if (text.includes(':') && fieldOf(field)?.type === 'ip') {
    const address = addressOf(text);
    if (address !== undefined) return addressText(address);
  }
  return lowerAscii(text);
}
