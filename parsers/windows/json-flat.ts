// Flat JSON: NXLog, Logstash, PowerShell, datasets, dotted Winlogbeat keys, and the lower-case form (`event_id` beside `TargetUserName`).
// What is not a known system field is event data, under its own name.

import { isObject } from './json.js';
import type { JsonObject } from './json.js';
import { auditOf, eventCode, nameOf, WindowsRecord } from './record.js';
import { EVENT_TYPES, SLOTS } from './slots.js';
import type { Slot } from './slots.js';
import { readTime } from './time.js';

const DATA_PREFIX = 'winlog.event_data.';
const USER_DATA_PREFIX = 'winlog.user_data.';

export function readFlatJson(json: JsonObject): WindowsRecord | undefined {
  if (!isWindows(json)) return undefined;
  const flat = new FlatReader(json);
  for (const name in json) flat.take(name, json[name]);
  return flat.finish();
}

/** Names that only Windows uses for what the lower-case `event_id` numbers; `event_id` alone is anybody's. */
const WINDOWS_NAMES = [
  'TargetUserName',
  'SubjectUserName',
  'ProviderName',
  'SourceName',
  'Channel',
  'Provider',
  'provider_name',
  'log_name',
  'computer_name',
  'event_data',
  'winlog.channel',
  'winlog.provider_name',
];
const WINDOWS_CHANNEL = /^(?:security|system|application|setup|forwardedevents|windows powershell|microsoft-.*)$/i;

function isWindows(json: JsonObject): boolean {
  const upper = json['EventID'] ?? json['EventId'] ?? json['winlog.event_id'];
  const code = upper ?? json['event_id'];
  if (eventCode(isObject(code) ? (code['Value'] ?? code['#text']) : code) === undefined) return false;
  if (WINDOWS_NAMES.some((name) => json[name] !== undefined)) return true;
  if (isWord(json['channel'], WINDOWS_CHANNEL) || isWord(json['source_name'], /^microsoft-/i)) return true;
  return upper === undefined && isWord(json['os_type'], /^windows/i);
}

function isWord(value: unknown, pattern: RegExp): boolean {
  return typeof value === 'string' && value.length < 128 && pattern.test(value);
}

class FlatReader {
  readonly #record = new WindowsRecord();
  readonly #json: JsonObject;
  /** NXLog says these of the writing process; where it does not, they are event data (7045 has an AccountName, 5156 a ProcessID). */
  readonly #hasAccountType: boolean;
  #providerRank = 99;
  #hostRank = 99;
  #timeRank = 99;

  constructor(json: JsonObject) {
    this.#json = json;
    this.#hasAccountType = json['AccountType'] !== undefined;
  }

  take(name: string, value: unknown): void {
    if (value === null || value === undefined) return;
    const slot = SLOTS.get(name);
    if (slot !== undefined) this.#takeSlot(slot.kind, slot.rank, name, value);
    else if (name.startsWith('winlog.')) this.#takeDotted(name, value);
    else if (!isEnvelope(name)) this.#record.add(name, value);
  }

  finish(): WindowsRecord | undefined {
    const record = this.#record;
    if (record.account !== undefined && typeof this.#json['Domain'] === 'string')
      record.account = `${this.#json['Domain']}\\${record.account}`;
    return record.code === '' ? undefined : record;
  }

  #takeSlot(kind: Slot['kind'], rank: number, name: string, value: unknown): void {
    const record = this.#record;
    switch (kind) {
      case 'code':
        record.code = eventCode(isObject(value) ? (value['Value'] ?? value['#text']) : value) ?? record.code;
        return;
      case 'channel':
        record.channel ??= nameOf(value);
        return;
      case 'provider':
        return this.#takeProvider(rank, name, value);
      case 'host':
        return this.#takeHost(rank, value);
      case 'record':
        record.recordId ??= nameOf(value);
        return;
      case 'time':
        return this.#takeTime(rank, value);
      case 'audit':
        record.audit ??= auditOf(value);
        return;
      case 'event-type':
        if (typeof value === 'string' && EVENT_TYPES.has(value)) record.audit ??= auditOf(value);
        else record.add(name, value);
        return;
      case 'message':
        if (typeof value === 'string') record.message ??= value;
        return;
      case 'account':
        if (!this.#hasAccountType) record.add(name, value);
        else if (name === 'AccountName') record.account = nameOf(value);
        return;
      case 'number':
        if (typeof value !== 'number') record.add(name, value);
        return;
      case 'data':
        if (isObject(value)) for (const key of Object.keys(value)) record.add(key, value[key]);
        return;
      case 'user':
        record.user ??= nameOf(value);
        return;
      case 'address':
        record.address ??= nameOf(value);
        return;
      case 'skip':
        return;
    }
  }

  #takeProvider(rank: number, name: string, value: unknown): void {
    if (name === 'ProviderName' && this.#json['SourceName'] !== undefined) return this.#record.add(name, value); // event data of 5447
    if (rank >= this.#providerRank) return;
    const provider = nameOf(isObject(value) ? (value['Name'] ?? value['name']) : value);
    if (provider === undefined) return;
    this.#record.provider = provider;
    this.#providerRank = rank;
  }

  #takeHost(rank: number, value: unknown): void {
    const host = nameOf(isObject(value) ? (value['name'] ?? value['hostname']) : value);
    if (host === undefined || rank >= this.#hostRank) return;
    this.#record.host = host;
    this.#hostRank = rank;
  }

  /** An instant beats wall-clock text, whatever their ranks. */
  #takeTime(rank: number, value: unknown): void {
    const time = readTime(isObject(value) ? (value['SystemTime'] ?? value['@SystemTime']) : value);
    if (time === undefined) return;
    const effective = typeof time === 'number' ? rank : rank + 50;
    if (effective >= this.#timeRank) return;
    this.#record.time = time;
    this.#timeRank = effective;
  }

  #takeDotted(name: string, value: unknown): void {
    if (name.startsWith(DATA_PREFIX)) this.#record.add(name.slice(DATA_PREFIX.length), value);
    else if (name.startsWith(USER_DATA_PREFIX)) this.#record.add(name.slice(USER_DATA_PREFIX.length), value);
  }
}

/** Dotted ECS names that agents and pipelines put around the event. */
function isEnvelope(name: string): boolean {
  const first = name.charCodeAt(0);
  if (first >= 0x41 && first <= 0x5a) return false; // event data nearly always begins with a capital
  return /^(?:@|_|agent\.|ecs\.|event\.|host\.|log\.|input\.|elastic_agent\.|data_stream\.|cloud\.|related\.|user\.|process\.|source\.|destination\.)/.test(
    name,
  );
}
