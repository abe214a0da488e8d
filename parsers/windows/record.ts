// What every shape is read into: the system part of an event by name, its event data already under `winlog.event_data.*`, and its
// user data (events of providers that bring a schema of their own) under `winlog.user_data.*`, as Winlogbeat names them.
// Memory is capped here, so that no shape has to think of it.

import { newFields } from '#src/event/new-fields.js';

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
  /** The time as it was written, where it says more than milliseconds. */
  timeText: string | undefined;
  /** 1 critical, 2 error, 3 warning, 4 information, 5 verbose; 0 = the audit events' "log always". */
  level: number | undefined;
  /** As delivered: a number or its name. */
  task: string | undefined;
  /** The number, where there is one. */
  taskNumber: string | undefined;
  opcode: string | undefined;
  version: number | undefined;
  /** As delivered: a mask, a signed number, or names. */
  keywords: string | readonly string[] | undefined;
  /** From the audit keywords. */
  audit: Audit | undefined;
  /** The process and thread that wrote the event. */
  pid: number | undefined;
  tid: number | undefined;
  activityId: string | undefined;
  relatedActivityId: string | undefined;
  /** The account in whose name the event was written: its SID, and its name where the agent says so (`CORP\alice`). */
  userSid: string | undefined;
  account: string | undefined;
  /** The account and the address that a sender named outside the event data. */
  user: string | undefined;
  address: string | undefined;
  /** The rendered text. */
  message: string | undefined;
  /** The message ended before the event did. */
  cut = false;
  /** The message tells an account or an address twice, differently; neither is taken. */
  isAmbiguous = false;
  /** Behind this event the message holds others. */
  hasMore = false;
  /** Values with a name of their own. */
  dataCount = 0;
  /** Values that the sender gave without their names, in the order of the event's template. */
  inserts: readonly string[] | undefined;
  readonly fields = newFields();

  /** Event data under its original name. The first value of a name wins (as in Winlogbeat); what is empty is left out. */
  add(name: string, value: unknown): void {
    this.#put(dataKey(name), value);
  }

  /** The same for a key that `dataKey` made, from a sender whose names cannot repeat. */
  addKeyed(key: DataKey, value: unknown): void {
    const text = typeof value === 'string' ? value : toText(value);
    if (text === '' || this.dataCount >= MAX_DATA) return;
    this.fields[key] = text;
    this.dataCount += 1;
  }

  /** A value of UserData, by the name of its element. */
  addUserData(name: string, value: unknown): void {
    this.#hasUserData = true;
    this.#put(userDataKey(name), value);
  }

  /** A value of the event data (else the user data) as text; undefined where it is absent or Windows' own "nothing" (`-`). */
  get(name: string): string | undefined {
    const value = this.fields[dataKey(name)] ?? (this.#hasUserData ? this.fields[userDataKey(name)] : undefined);
    return typeof value === 'string' && value !== '-' ? value : undefined;
  }

  /** As `get`, for tables that made the key when they were compiled. */
  getKeyed(name: string, key: DataKey): string | undefined {
    const value = this.fields[key];
    if (value === undefined) return this.#hasUserData ? this.get(name) : undefined;
    return typeof value === 'string' && value !== '-' ? value : undefined;
  }

  #hasUserData = false;

  #put(key: DataKey | UserDataKey, value: unknown): void {
    const text = typeof value === 'string' ? value : toText(value);
    if (text === '' || this.dataCount >= MAX_DATA) return;
    if (this.fields[key] !== undefined) return;
    this.fields[key] = text;
    this.dataCount += 1;
  }
}

export type DataKey = `winlog.event_data.${string}`;
type UserDataKey = `winlog.user_data.${string}`;

/** Joining two strings and interning them anew for each of 30 values of each line costs more than this look-up; bounded, results are the same. */
const knownKeys = new Map<string, DataKey>();

/** The field of a value of the event data. */
export function dataKey(name: string): DataKey {
  const known = knownKeys.get(name);
  if (known !== undefined) return known;
  const key: DataKey = `winlog.event_data.${cutName(name)}`;
  if (knownKeys.size >= MAX_KNOWN_KEYS) knownKeys.clear();
  if (name.length <= MAX_NAME_LENGTH) knownKeys.set(name, key);
  return key;
}

function userDataKey(name: string): UserDataKey {
  return `winlog.user_data.${cutName(name)}`;
}

function cutName(name: string): string {
  return name.length > MAX_NAME_LENGTH ? name.slice(0, MAX_NAME_LENGTH) : name;
}

function toText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value);
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
