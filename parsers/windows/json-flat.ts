// Flat JSON: NXLog, Logstash, PowerShell, fluent-bit, Azure, datasets, dotted Winlogbeat keys, and the lower-case form (`event_id` beside
// `TargetUserName`). What is not a known system field is event data, under its own name.

import { isObject } from '#src/event/json-text.js';
import { takeData, takeNested, takeUserData } from './json-nested.js';
import type { JsonObject } from './json-values.js';
import { dataKey, eventCode, nameOf, WindowsRecord } from './record.js';
import type { DataKey } from './record.js';
import { EVENT_TYPES, SLOTS } from './slots.js';
import type { Slot } from './slots.js';
import { auditOf, guidOf, idOf, keywordsOf, levelOf, numberOf, sidOf } from './system-values.js';
import { finerThanMs, readTime } from './time.js';

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
  'Channel',
  'SourceName',
  'TargetUserName',
  'SubjectUserName',
  'ProviderName',
  'Provider',
  'EventSourceName',
  'provider_name',
  'log_name',
  'LogName',
  'computer_name',
  'event_data',
  'winlog.channel',
  'winlog.provider_name',
  'RenderedDescription',
];
const WINDOWS_CHANNEL = /^(?:security|system|application|setup|forwardedevents|windows powershell|microsoft-.*)$/i;

function isWindows(json: JsonObject): boolean {
  const upper = json['EventID'] ?? json['EventId'] ?? json['winlog.event_id'] ?? json['EventCode'];
  const code = upper ?? json['event_id'] ?? (json['winlog.channel'] === undefined ? undefined : json['event.code']);
  if (codeOf(code) === undefined) return false;
  if (WINDOWS_NAMES.some((name) => json[name] !== undefined)) return true;
  if (isWord(json['channel'], WINDOWS_CHANNEL) || isWord(json['source_name'], /^microsoft-/i)) return true;
  return upper === undefined && isWord(json['os_type'], /^windows/i);
}

function isWord(value: unknown, pattern: RegExp): boolean {
  return typeof value === 'string' && value.length < 128 && pattern.test(value);
}

function codeOf(value: unknown): string | undefined {
  return eventCode(isObject(value) ? (value['Value'] ?? value['#text'] ?? value['id'] ?? value['value']) : value);
}

class FlatReader {
  readonly #record = new WindowsRecord();
  readonly #json: JsonObject;
  /** NXLog says these of the writing process; where it does not, they are event data (7045 has an AccountName). */
  readonly #hasAccountType: boolean;
  readonly #ranks: Partial<Record<Slot['kind'], number>> = {};
  #timeRank = 99;

  constructor(json: JsonObject) {
    this.#json = json;
    this.#hasAccountType = json['AccountType'] !== undefined;
  }

  take(name: string, value: unknown): void {
    if (value === null || value === undefined) return;
    const plan = plans.get(name) ?? planOf(name);
    if (typeof plan === 'string') this.#record.addKeyed(plan, value);
    else if (plan !== null) this.#takeSlot(plan.kind, plan.rank, name, value);
    else if (name.startsWith('winlog.')) this.#takeDotted(name, value);
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
      case 'skip':
        return;
      case 'code':
        record.code ||= codeOf(value) ?? '';
        return;
      case 'channel':
        record.channel ??= nameOf(value);
        return;
      case 'provider':
        return this.#takeProvider(rank, name, value);
      case 'host':
        if (this.#isBetter(kind, rank, nameOf(isObject(value) ? (value['name'] ?? value['hostname']) : value)))
          record.host = nameOf(isObject(value) ? (value['name'] ?? value['hostname']) : value);
        return;
      case 'record':
        record.recordId ??= nameOf(value);
        return;
      case 'time':
        return this.#takeTime(rank, value);
      case 'keywords':
        record.audit ??= auditOf(value);
        if (name !== 'event.outcome') record.keywords ??= keywordsOf(value);
        return;
      case 'event-type':
        if (typeof value !== 'string' || !EVENT_TYPES.has(value)) return record.add(name, value);
        record.audit ??= auditOf(value);
        record.level ??= levelOf(value);
        return;
      case 'level':
        record.level = levelOf(value) ?? record.level;
        return;
      case 'task':
        return this.#takeTask(rank, name, value);
      case 'opcode':
        if (this.#isBetter(kind, rank, nameOf(value))) record.opcode = nameOf(value);
        return;
      case 'version':
        record.version ??= idOf(value);
        if (record.version === undefined) record.add(name, value); // Sysmon 4 has a Version of its own
        return;
      case 'pid':
        record.pid = idOf(value) ?? record.pid;
        return;
      case 'tid':
        record.tid = idOf(value) ?? record.tid;
        return;
      case 'activity':
        record.activityId ??= guidOf(value);
        return;
      case 'related':
        record.relatedActivityId ??= guidOf(value);
        return;
      case 'message':
        return this.#takeMessage(name, value);
      case 'account':
        if (!this.#hasAccountType) record.add(name, value);
        else if (name === 'AccountName') record.account = nameOf(value);
        return;
      case 'sid':
        record.userSid ??= sidOf(isObject(value) ? value['Value'] : value);
        if (record.userSid === undefined && !this.#hasAccountType) record.add(name, value);
        return;
      case 'number':
        return this.#takeNumber(name, value);
      default:
        return takeNested(this.#record, kind, name, value);
    }
  }

  #takeTask(rank: number, name: string, value: unknown): void {
    const task = nameOf(value);
    if (task === undefined) return;
    if (name.startsWith('T') || name.startsWith('t')) this.#record.taskNumber ??= numberOf(task);
    if (this.#isBetter('task', rank, task)) this.#record.task = task;
  }

  /** Fluentd's Description is the text; Sysmon's, one line about a file, is event data. */
  #takeMessage(name: string, value: unknown): void {
    if (typeof value !== 'string') return;
    if (name === 'Description' && !value.includes('\n')) this.#record.add(name, value);
    else this.#record.message ??= value;
  }

  /** The process that wrote the event is a number; event data (5156, Sysmon) is text. Fluentd writes both as text, always side by side. */
  #takeNumber(name: string, value: unknown): void {
    const json = this.#json;
    const isSystems =
      typeof value === 'number'
        ? name.endsWith('ID') || json['MachineName'] !== undefined
        : typeof json['ThreadID'] === 'string' && name.endsWith('ID') && json['ExecutionProcessID'] === undefined;
    if (!isSystems) return this.#record.add(name, value);
    if (name.startsWith('P')) this.#record.pid ??= idOf(value);
    else this.#record.tid ??= idOf(value);
  }

  #takeProvider(rank: number, name: string, value: unknown): void {
    if (name === 'ProviderName' && this.#json['SourceName'] !== undefined) return this.#record.add(name, value); // event data of 5447
    if (name === 'Source' && (this.#json['SourceName'] ?? this.#json['ProviderName'] ?? this.#json['Provider']))
      return this.#record.add(name, value);
    const provider = nameOf(isObject(value) ? (value['Name'] ?? value['name'] ?? value['event_source']) : value);
    if (this.#isBetter('provider', rank, provider)) this.#record.provider = provider;
  }

  #isBetter(kind: Slot['kind'], rank: number, value: string | undefined): boolean {
    if (value === undefined || rank >= (this.#ranks[kind] ?? 99)) return false;
    this.#ranks[kind] = rank;
    return true;
  }

  /** An instant beats wall-clock text, whatever their ranks. */
  #takeTime(rank: number, value: unknown): void {
    const text = isObject(value) ? (value['SystemTime'] ?? value['@SystemTime']) : value;
    const time = readTime(text);
    if (time === undefined) return;
    const effective = typeof time === 'number' ? rank : rank + 50;
    if (effective >= this.#timeRank) return;
    this.#record.time = time;
    this.#record.timeText = finerThanMs(text);
    this.#timeRank = effective;
  }

  #takeDotted(name: string, value: unknown): void {
    if (name.startsWith(DATA_PREFIX)) this.#record.add(name.slice(DATA_PREFIX.length), value);
    else if (name.startsWith(USER_DATA_PREFIX)) this.#record.addUserData(name.slice(USER_DATA_PREFIX.length), value);
    else if (name === 'winlog.event_data') takeData(this.#record, value);
    else if (name === 'winlog.user_data') takeUserData(this.#record, value);
  }
}

/** What a key is: a slot, the field of a value of the event data, or neither (null). */
type Plan = Slot | DataKey | null;

/** One look-up for each of 30 keys of each line; bounded, results are the same. */
const plans = new Map<string, Plan>(SLOTS);
const MAX_PLANS = 4096;

function planOf(name: string): Plan {
  const isOther = name.startsWith('winlog.') || isEnvelope(name);
  const plan = SLOTS.get(name) ?? (isOther ? null : dataKey(name));
  if (name.length > 128) return plan;
  if (plans.size >= MAX_PLANS) plans.clear();
  plans.set(name, plan);
  return plan;
}

/** Dotted ECS names that agents and pipelines put around the event. */
function isEnvelope(name: string): boolean {
  const first = name.charCodeAt(0);
  if (first >= 0x41 && first <= 0x5a) return false; // event data nearly always begins with a capital
  return /^(?:@|_|agent\.|ecs\.|event\.|host\.|log\.|input\.|elastic_agent\.|data_stream\.|cloud\.|related\.|user\.|process\.|source\.|destination\.)/.test(
    name,
  );
}
