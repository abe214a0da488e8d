// Sensitive fields: their values leave the event before it is stored. What stood in the field is blanked in the message, in the raw
// text and in the fields that only parsers know (winlog.event_data.*), in the spellings in which one value may be written.

import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { FieldValue, LogEvent } from '../../event/event.js';
import { fieldOf } from '../../event/fields.js';
import { FOLLOWS_FROM } from '../enrich/fields.js';

export type Hide = (event: LogEvent) => void;

const HIDDEN = '[hidden]';
const TAG = 'lanwarden.hidden';
/** Shorter ones would blank parts of ordinary words. */
const MIN_TEXT_CHARS = 3;
/** Of all values of an event. More cannot be looked for in time: then the texts are blanked whole. */
const MAX_SOUGHT_CHARS = 4_096;
/** That are no UTF-8: each is an alternative, and an expression of thousands of them is refused. */
const MAX_SOUGHT_BYTES = 64;

/** @param names ECS names or aliases. Undefined without any: then nothing is to be done for a message. */
export function hiderOf(names: readonly string[]): Hide | undefined {
  if (names.length === 0) return undefined;
  const fields = names.map((name) => fieldOf(name)?.name ?? name);
  return (event) => hide(event as Record<string, FieldValue | undefined>, fields);
}

function hide(event: Record<string, FieldValue | undefined>, fields: readonly string[]): void {
  const values: (string | number | boolean)[] = [];
  for (const field of fields) {
    const value = event[field];
    if (value === undefined) continue;
    event[field] = HIDDEN;
    for (const name of FOLLOWS_FROM[field] ?? []) delete event[name];
    if (Array.isArray(value)) values.push(...(value as (string | number)[]));
    else values.push(value as string);
  }
  if (values.length === 0) return;
  // A new list: the one that is there may be the parser's own.
  const tags = event['tags'] as readonly string[] | undefined;
  event['tags'] = Array.isArray(tags) ? [...tags, TAG] : [TAG];
  const blank = blankerOf(values);
  for (const name in event) {
    const value = event[name];
    if (fieldOf(name) !== undefined && name !== 'message' && name !== 'event.original') continue;
    if (name.startsWith('lanwarden.')) continue;
    if (typeof value === 'string') event[name] = blank(value);
    else if (Array.isArray(value))
      event[name] = value.map((each: string | number) => (typeof each === 'string' ? blank(each) : each)) as string[];
  }
}

type Blank = (text: string) => string;

function blankerOf(values: readonly (string | number | boolean)[]): Blank {
  const sought = values.join('');
  if (sought.length > MAX_SOUGHT_CHARS || sought.split('\ufffd').length > MAX_SOUGHT_BYTES) return () => HIDDEN;
  const spellings = new Set<string>();
  const addresses = new Set<string>();
  for (const value of values) {
    if (typeof value === 'boolean') continue; // `true` says nothing of anybody
    if (typeof value === 'string' && isIP(value) === 6) addresses.add(ipaddr.process(value).toString());
    for (const spelling of spellingsOf(value)) spellings.add(spelling);
  }
  // The longest first: a name may begin with another.
  const pattern = [...spellings].sort((a, b) => b.length - a.length).join('|');
  const words = pattern === '' ? undefined : new RegExp(pattern, 'gi');
  return (text) => {
    const blanked = addresses.size === 0 ? text : blankIpv6(text, addresses);
    return words === undefined ? blanked : blanked.replace(words, HIDDEN);
  };
}

/** What may stand before a number: no letter and no digit, unless they are the end of an escape (`\t`, `\u00e9`, `\x0a`, rsyslog's `#011`). */
const BEFORE_NUMBER = '(?<=^|[^0-9A-Za-z]|\\\\[bfnrt]|\\\\u[0-9a-f]{4}|\\\\x[0-9a-f]{2}|#0[0-7]{2})';
const MAC = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/;

/** As regular expressions. Numbers and addresses stand for themselves only: 22 is no part of 2200. */
function* spellingsOf(value: string | number): Iterable<string> {
  const text = String(value);
  if (typeof value === 'number' || isIP(text) !== 0) {
    yield `${BEFORE_NUMBER}${escapeRegex(text)}(?![0-9A-Za-z])`;
    return;
  }
  if (MAC.test(text)) yield text.replaceAll(':', '[-:.]?');
  if (text.length < MIN_TEXT_CHARS) return;
  const json = JSON.stringify(text).slice(1, -1);
  yield escapeRegex(text);
  // Bytes that are no UTF-8 are written out in the raw text.
  if (text.includes('\ufffd')) yield escapeRegex(text).replaceAll('\ufffd', '(?:\ufffd|\\\\x[0-9a-f]{2})');
  yield Buffer.from(text).toString('hex'); // Linux audit, where there is a space in it
  yield escapeRegex(json);
  yield escapeRegex(json.replace(/[^\x20-\x7e]/g, unicodeEscape));
  yield escapeRegex(text.replace(/["\\\]]/g, '\\$&')); // structured data, RFC 5424 §6.3.3
  yield escapeRegex(text.replace(/[&<>"']/g, (char) => XML[char]!));
}

const XML: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

const unicodeEscape = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

const escapeRegex = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** IPv6 has many spellings of one address. */
function blankIpv6(text: string, addresses: ReadonlySet<string>): string {
  // No longer than an address can be: what is cut off the end of a token is looked for from its back.
  return text.replace(/[0-9a-f]{0,4}:[0-9a-f:.]{1,45}/gi, (token) => {
    const address = token.replace(/[.:]+$/, (end) => (end === '::' ? end : ''));
    if (isIP(address) !== 6 || !addresses.has(ipaddr.process(address).toString())) return token;
    return HIDDEN + token.slice(address.length);
  });
}
