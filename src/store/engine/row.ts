// One event as one row and back, exactly: what goes in comes out deep equal.
// A value that its column cannot say (an address that is none, NUL in a text, an array for a user) stays in `fields`
// under its own name, the row is marked odd, and readers check odd rows in memory. Another spelling of an address stays there, too,
// but the column says what is asked of it.

import type { FieldValue, LogEvent } from '../../event/event.js';
import type { FieldName } from '../../event/fields.js';
import { addressOf, addressText, ipv4Number } from '../../query/address.js';
import { foldForWords } from '../../query/words.js';
import type { CommonFields } from './commons.js';
import { FACET_FIELDS, type FacetIds, type FacetValues } from './facets.js';
import { FieldTrail } from './field-trail.js';
import { clampOffset, eventId, offsetOf } from './rowid.js';

type Cell = string | number | readonly number[] | null;

/**
 * A row on its way in: the cells of `COLUMNS` (a list: see CommonFields.end), what the word index gets (a text, or as a number so many
 * characters from the end of the raw text), and where its texts lie.
 */
export type RowIn = Cell[];

/** A row as SQLite gives it. */
export interface RowOut {
  readonly id: number;
  readonly received: number | null;
  readonly facet: number;
  readonly user: string | null;
  readonly src_ip: Buffer | null;
  readonly src_port: number | null;
  readonly dst_ip: Buffer | null;
  readonly dst_port: number | null;
  readonly domain: string | null;
  readonly pid: number | null;
  readonly score: number | null;
  readonly hour_of_week: number | null;
  readonly message: number | string | null;
  readonly raw: string | null;
  readonly fields: string | null;
  /** JSON objects, comma-separated; not in version 1. */
  readonly common?: string | null;
}

export interface Column {
  readonly field: FieldName;
  readonly column: keyof RowOut;
  readonly type: 'text' | 'integer' | 'ip';
}

/** Fields with a column of their own kind; times, message, facets and the rest are handled apart. */
export const TYPED_COLUMNS: readonly Column[] = [
  { field: 'user.name', column: 'user', type: 'text' },
  { field: 'source.ip', column: 'src_ip', type: 'ip' },
  { field: 'source.port', column: 'src_port', type: 'integer' },
  { field: 'destination.ip', column: 'dst_ip', type: 'ip' },
  { field: 'destination.port', column: 'dst_port', type: 'integer' },
  { field: 'dns.question.name', column: 'domain', type: 'text' },
  { field: 'process.pid', column: 'pid', type: 'integer' },
  { field: 'event.risk_score', column: 'score', type: 'integer' },
  { field: 'lanwarden.hour_of_week', column: 'hour_of_week', type: 'integer' },
];

/** Where the cells of a `RowIn` go: those before the typed columns are made in `encodeRow`, `words` is for the index. */
export const COLUMNS = [
  'id', 'received', 'facet', ...TYPED_COLUMNS.map((each) => each.column), 'message', 'raw', 'fields', 'odd', 'common',
] as const; // prettier-ignore

const FIRST_TYPED = 3;
const MESSAGE = FIRST_TYPED + TYPED_COLUMNS.length;
const [ODD, COMMON] = [MESSAGE + 3, MESSAGE + 4];
/** The texts of a row until batch-texts.ts takes them; own fields are JSON. */
export const [RAW, REST, WORDS] = [MESSAGE + 1, MESSAGE + 2, MESSAGE + 5] as const;
/** And where they went. */
export const [TEXTS_AT, WORDS_AT] = [WORDS + 1, WORDS + 2] as const;

/** What rows of a part share. */
export interface SharedFields {
  readonly facets: FacetIds;
  readonly commons: Pick<CommonFields, 'begin' | 'take' | 'end' | 'takeAdded'>;
}

/** The cells of an event; the first is its time (ms since the segment's day began) instead of the id: ordinals are not known yet. */
export function encodeRow(event: LogEvent, startOfDay: number, { facets, commons }: SharedFields): RowIn {
  const row: RowIn = EMPTY.slice();
  let own = '';
  for (let i = 0; i < facetValues.length; i += 1) facetValues[i] = undefined;
  commons.begin();
  let step = trail.start;
  for (const name in event) {
    const value = event[name as FieldName];
    step = trail.after(step, name);
    const { slot } = step;
    if (value === undefined || slot === SKIP) continue;
    if (slot === undefined) {
      if (!commons.take(name, value)) own += member(name, value);
    } else if (slot < 0) facetValues[FACET - slot] = value;
    else {
      const cell = cellOf(TYPES[slot], value);
      row[slot] = cell;
      if (cell === null) row[ODD] = 1;
      else if (isExact(TYPES[slot], value)) continue;
      own += member(name, value);
    }
  }
  row[2] = facets.idOf(facetValues);
  const common = commons.end();
  if (common === undefined) own = allOwn(event, row);
  else row[COMMON] = common;
  if (own !== '') row[REST] = `{${own.slice(1)}}`;
  setTimes(row, event, startOfDay);
  setMessage(row, event['message']);
  return row;
}

/** Without holes, which V8 is slow with. */
const EMPTY: RowIn = Array.from({ length: WORDS_AT + 1 }, () => null);
/** Of the row at work. */
const facetValues: FacetValues = new Array<undefined>(FACET_FIELDS.length).fill(undefined);

/** What a row keeps itself that may share nothing but its facet. */
function allOwn(event: LogEvent, row: RowIn): string {
  let own = '';
  for (const name in event) {
    const value = event[name as FieldName];
    const slot = SLOTS.get(name);
    if (value === undefined || (slot !== undefined && slot < 0)) continue;
    if (slot === undefined || row[slot] === null || !isExact(TYPES[slot], value)) own += member(name, value);
  }
  return own;
}

/** A field in JSON, behind a comma. */
function member(name: string, value: FieldValue): string {
  const isPlain = typeof value === 'string' && NOT_ESCAPED.test(value);
  return `,${nameJson(name)}:${isPlain ? `"${value}"` : JSON.stringify(value)}`;
}

const namesJson = new Map<string, string>();
const MAX_NAMES = 4_096;

function nameJson(name: string): string {
  const known = namesJson.get(name);
  if (known !== undefined) return known;
  const json = JSON.stringify(name);
  if (namesJson.size >= MAX_NAMES) namesJson.clear();
  if (name.length <= MAX_NAME_CHARS) namesJson.set(name, json);
  return json;
}

const MAX_NAME_CHARS = 256;

/**
 * SQLite's text functions end at a NUL and UTF-8 has no lone surrogates: puts such texts into `fields` and a stand-in
 * into the column. To be called for rows that may hold any.
 */
export function sanitizeRow(row: RowIn, event: LogEvent): void {
  for (const [name, slot] of [...[...SLOTS].filter(([, slot]) => slot >= 0), ['message', MESSAGE] as const]) {
    const value = event[name as FieldName];
    if (typeof value !== 'string' || !isUnsafe(value)) continue;
    row[slot] = standIn(value);
    if (slot === RAW && typeof row[MESSAGE] === 'number') row[MESSAGE] = standIn(event.message ?? '');
    keepInRest(row, name, value);
  }
  const rest = row[REST];
  if (typeof rest === 'string' && UNSAFE_JSON.test(rest)) row[ODD] = 1;
  // A NUL ends a word; a stand-in would be part of it.
  if (row[ODD] === 1 && typeof event.message === 'string')
    row[WORDS] = foldForWords(event.message).toWellFormed().replaceAll('\0', ' ');
}

/** `facet`: the fields that the row shares with others. */
export function decodeRow(
  row: RowOut,
  segment: string,
  startOfDay: number,
  facet: Readonly<Record<string, FieldValue>>,
): LogEvent {
  const time = offsetOf(row.id) + startOfDay;
  const event: Record<string, FieldValue> = { 'event.id': eventId(segment, row.id), '@timestamp': time };
  if (row.received !== null) event['event.ingested'] = time + row.received;
  Object.assign(event, facet);
  for (const { field, column, type } of TYPED_COLUMNS) {
    const cell = row[column];
    if (cell !== null) event[field] = type === 'ip' ? addressText(cell as Buffer) : (cell as string | number);
  }
  const { message, raw } = row;
  if (message !== null) event['message'] = typeof message === 'number' ? messageIn(raw ?? '', message) : message;
  if (raw !== null) event['event.original'] = raw;
  if (row.common) Object.assign(event, ...(JSON.parse(`[${row.common}]`) as object[]));
  if (row.fields !== null) Object.assign(event, JSON.parse(row.fields));
  return event as LogEvent;
}

const SKIP = -1;
const FACET = -2;
/**
 * Where a field goes: a cell of the row, nowhere (SKIP: it is handled apart), from FACET downwards into the facet, or, when not
 * listed, into the rest.
 */
const SLOTS = new Map<string, number>([
  ...FACET_FIELDS.map((name, at) => [name, FACET - at] as const),
  ...['event.id', '@timestamp', 'event.ingested', 'message'].map((name) => [name, SKIP] as const),
  ...TYPED_COLUMNS.map((each, index) => [each.field, FIRST_TYPED + index] as const),
  ['event.original', RAW],
]);
const trail = new FieldTrail(SLOTS);
const TYPES: Column['type'][] = [];
TYPED_COLUMNS.forEach((each, index) => (TYPES[FIRST_TYPED + index] = each.type));
TYPES[RAW] = 'text';

function cellOf(type: Column['type'] | undefined, value: FieldValue): Cell {
  if (type === 'integer') return Number.isSafeInteger(value) ? (value as number) : null;
  if (typeof value !== 'string') return null;
  return type === 'ip' ? addressIn(value).hex : value;
}

/** Whether the cell gives the value back as it was written; IPv6 has many spellings of one address. */
function isExact(type: Column['type'] | undefined, value: FieldValue): boolean {
  return type !== 'ip' || !(value as string).includes(':') || addressIn(value as string).isCanonical;
}

/** A log names the same few addresses all day. */
const addresses = new Map<string, AddressCell>();
const MAX_ADDRESSES = 8_192;

interface AddressCell {
  /** Null: it is no address. */
  readonly hex: string | null;
  readonly isCanonical: boolean;
}

function addressIn(text: string): AddressCell {
  const known = addresses.get(text);
  if (known !== undefined) return known;
  if (addresses.size >= MAX_ADDRESSES) addresses.clear();
  const cell = addressCell(text);
  if (text.length <= MAX_ADDRESS_CHARS) addresses.set(text, cell);
  return cell;
}

const MAX_ADDRESS_CHARS = 64;

function addressCell(text: string): AddressCell {
  const v4 = ipv4Number(text);
  if (v4 !== -1) return { hex: v4.toString(16).padStart(8, '0'), isCanonical: true };
  const address = addressOf(text);
  if (address === undefined) return { hex: null, isCanonical: false };
  return { hex: Buffer.from(address).toString('hex'), isCanonical: addressText(address) === text };
}

function setTimes(row: RowIn, event: LogEvent, startOfDay: number): void {
  const time = event['@timestamp'];
  const offset = clampOffset(time - startOfDay);
  row[0] = offset; // the writer makes the id of it when it knows the ordinal
  if (offset + startOfDay !== time) keepInRest(row, '@timestamp', time);
  const received = event['event.ingested'];
  if (received === undefined) return;
  const delta = received - (offset + startOfDay);
  if (Number.isSafeInteger(delta)) row[1] = delta;
  else keepInRest(row, 'event.ingested', received);
}

function keepInRest(row: RowIn, name: string, value: FieldValue): void {
  const rest = JSON.parse((row[REST] as string | null) ?? '{}') as Record<string, FieldValue>;
  row[REST] = JSON.stringify({ ...rest, [name]: value });
  row[ODD] = 1;
}

/** Most messages stand in the raw text, at its end or as a text in JSON: then only where is stored. */
function setMessage(row: RowIn, message: FieldValue | undefined): void {
  if (message === undefined) return;
  if (typeof message !== 'string') return keepInRest(row, 'message', message);
  const place = placeOf(message, row[RAW]);
  row[MESSAGE] = place ?? message;
  if (!ASCII.test(message)) row[WORDS] = foldForWords(message).toWellFormed();
  else row[WORDS] = place !== undefined && place >= 0 ? message.length : message;
}

/** From 0 on: where the message begins that ends with the raw text. Below: a text in JSON, its start and length packed. */
function placeOf(message: string, raw: Cell | undefined): number | undefined {
  if (typeof raw !== 'string') return undefined;
  const end = raw.length - message.length;
  // V8 compares two texts faster than it looks whether one ends with the other.
  if (end >= 0 && raw.slice(end) === message) return placedAlike(raw, end);
  if (message.length < MIN_QUOTED || message.length > MAX_QUOTED || message.length > raw.length) return undefined;
  const quoted = JSON.stringify(message).slice(1, -1);
  const likely = raw.length - quotedTail - quoted.length;
  const start = likely > 0 && raw.slice(likely, raw.length - quotedTail) === quoted ? likely : raw.indexOf(quoted);
  if (start <= 0 || placedAlike(raw, start + quoted.length) === undefined) return undefined;
  quotedTail = raw.length - start - quoted.length;
  return -(start * QUOTED_LENGTHS + quoted.length);
}

/** Characters behind the last message that stood in JSON: what an agent writes there mostly is as long the next time. */
let quotedTail = 0;

/** JavaScript counts UTF-16 units and SQLite counts characters: the same up to `end` only without pairs before it. */
function placedAlike(raw: string, end: number): number | undefined {
  return SURROGATE.test(raw.slice(0, end)) ? undefined : end;
}

function messageIn(raw: string, place: number): string {
  if (place >= 0) return raw.slice(place);
  const start = Math.floor(-place / QUOTED_LENGTHS);
  return JSON.parse(`"${raw.slice(start, start + (-place % QUOTED_LENGTHS))}"`) as string;
}

/** Lengths of a quoted message are below this. */
export const QUOTED_LENGTHS = 2 ** 20;
/** In characters. Shorter ones are stored as cheaply; escapes make a text up to six times as long. */
const MIN_QUOTED = 32;
const MAX_QUOTED = 100_000;

/** NUL or half a surrogate pair: no column can hold it as a text; rows of events that have it are odd. */
export function isUnsafe(text: string): boolean {
  return text.includes('\0') || !text.isWellFormed();
}

/** The same, or written out in JSON, which is such a text as soon as somebody reads it. */
export function isUnsafeAsJson(text: string): boolean {
  return isUnsafe(text) || (text.includes('\\u') && UNSAFE_JSON.test(text));
}

function standIn(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}

/** In the JSON of a row: NUL or half a surrogate pair in some text (or their escapes, written out, which does no harm). */
const UNSAFE_JSON = /\\u(?:0000|d[89a-f])/;

const NOT_ESCAPED = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;
const ASCII = /^[\x00-\x7f]*$/;
const SURROGATE = /[\ud800-\udfff]/;
