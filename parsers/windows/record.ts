// What every shape is read into: the system part of an event by name, and its event data already under `winlog.event_data.*`.
// Memory is capped here, so that no shape has to think of it.

import type { Fields } from '#src/event/event.js';

/** Microsoft's own events stay under 60 values; more is somebody playing. */
const MAX_DATA = 256;
const MAX_NAME_LENGTH = 128;
const MAX_KNOWN_KEYS = 4096;

export type Audit = 'success' | 'failure';

export class WindowsRecord {
  /** The event id as text; empty where the text of an unknown event gave none. */
  code = '';
  channel: string | undefined;
  provider: string | undefined;
  host: string | undefined;
  recordId: string | undefined;
  /** An instant (ms), or wall-clock text. */
  time: number | string | undefined;
  /** From the audit keywords. */
  audit: Audit | undefined;
  /** The account in whose name the event was written, where the agent says so (`CORP\alice`). */
  account: string | undefined;
  /** The account and the address that a sender named outside the event data. */
  user: string | undefined;
  address: string | undefined;
  /** The rendered text. */
  message: string | undefined;
  /** The message ended before the event did. */
  cut = false;
  dataCount = 0;
  readonly fields: Fields = {};

  /** Event data under its original name. The first value of a name wins (as in Winlogbeat); what is empty is left out. */
  add(name: string, value: unknown): void {
    const text = typeof value === 'string' ? value : toText(value);
    if (text === '' || this.dataCount >= MAX_DATA) return;
    const key = dataKey(name);
    if (this.fields[key] !== undefined) return;
    this.fields[key] = text;
    this.dataCount += 1;
  }

  /** A value of the event data as text; undefined where it is absent or Windows' own "nothing" (`-`). */
  get(name: string): string | undefined {
    const value = this.fields[dataKey(name)];
    return typeof value === 'string' && value !== '-' ? value : undefined;
  }
}

type DataKey = `winlog.event_data.${string}`;

/** Joining two strings and interning them anew for each of 30 values of each line costs more than this look-up; bounded, results are the same. */
const knownKeys = new Map<string, DataKey>();

function dataKey(name: string): DataKey {
  const known = knownKeys.get(name);
  if (known !== undefined) return known;
  const key: DataKey = `winlog.event_data.${name.length > MAX_NAME_LENGTH ? name.slice(0, MAX_NAME_LENGTH) : name}`;
  if (knownKeys.size >= MAX_KNOWN_KEYS) knownKeys.clear();
  if (name.length <= MAX_NAME_LENGTH) knownKeys.set(name, key);
  return key;
}

function toText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value);
}

/**
 * Audit keywords as words (`Audit Failure`), as a mask in hexadecimal (`0x8010000000000000`) or as a signed 64-bit number.
 * Bits 52 (failure) and 53 (success): winmeta.h, WINEVENT_KEYWORD_AUDIT_FAILURE and _SUCCESS.
 */
export function auditOf(keywords: unknown): Audit | undefined {
  if (typeof keywords === 'number') return auditOfBits(Math.floor(keywords / 2 ** 52) & 3);
  if (Array.isArray(keywords)) {
    for (const word of keywords.slice(0, 8)) {
      const audit = auditOf(word);
      if (audit !== undefined) return audit;
    }
    return undefined;
  }
  if (typeof keywords !== 'string' || keywords === '') return undefined;
  if (keywords.startsWith('0x'))
    return keywords.length === 18 ? auditOfBits(parseInt(keywords.charAt(4), 16) & 3) : undefined;
  const upper = keywords.slice(0, 64).toUpperCase();
  if (upper.includes('FAILURE')) return 'failure';
  if (upper.includes('SUCCESS')) return 'success';
  return /^-?\d{1,20}$/.test(keywords) ? auditOf(Number(keywords)) : undefined;
}

function auditOfBits(bits: number): Audit | undefined {
  if ((bits & 1) === 1) return 'failure';
  return (bits & 2) === 2 ? 'success' : undefined;
}

/** A Windows event id: 1 to 5 digits, at most 65535. Returned without leading zeros; undefined when it is none. */
export function eventCode(value: unknown): string | undefined {
  if (typeof value === 'number')
    return Number.isInteger(value) && value >= 0 && value <= 65_535 ? String(value) : undefined;
  if (typeof value !== 'string' || value.length > 8 || !/^ *\d{1,5} *$/.test(value)) return undefined;
  return eventCode(Number(value));
}

/** Trimmed text of a name; numbers as text; undefined when there is nothing. */
export function nameOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return undefined;
  const name = value.trim();
  return name === '' || name === '-' ? undefined : name.slice(0, 512);
}
