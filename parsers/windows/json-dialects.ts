// Agents with names of their own for the system part of an event, as data: how each is recognised, what its keys are called in the
// flat form (slots.ts), and what of it is no event data.
//   Promtail: grafana/loki clients/pkg/promtail/targets/windows/format.go      OpenTelemetry: pkg/stanza/operator/input/windows
//   Wazuh: documentation.wazuh.com, "Windows event channel"                    Telegraf: plugins/inputs/win_eventlog/README.md
//   Adiscon: "Windows Event Log V2 Properties" of EventReporter and rsyslog Windows Agent
//   Graylog: Beats input (`winlogbeat_winlog_event_id`); GELF 1.1 writes additional fields with a leading underscore

import { isObject } from '#src/event/json-text.js';
import { fromEventLogCmdlet, fromEvtxECmd, fromOsquery } from './json-tools.js';
import type { JsonObject } from './json-values.js';

/** Where pipelines put the object that a message is about. */
export const ENVELOPES: readonly string[] = [
  'body',
  '_source',
  'event',
  'log',
  'record',
  'data',
  'properties',
  'fields',
  'result',
];

/** The object under the flat form's names; undefined when it speaks no dialect. */
export function fromDialect(json: JsonObject): JsonObject | undefined {
  if (isObject(json['win'])) return fromWazuh(json['win']);
  if (json['nteventlogtype'] !== undefined) return renamed(json, ADISCON);
  if (json['eventRecordID'] !== undefined && json['event_id'] !== undefined) return renamed(json, PROMTAIL);
  if (json['LogName'] !== undefined && json['Id'] !== undefined) return renamed(json, POWERSHELL);
  if (typeof json['Payload'] === 'string' && json['EventRecordId'] !== undefined)
    return fromEvtxECmd(json, json['Payload']);
  if (json['ReplacementStrings'] !== undefined && json['EntryType'] !== undefined) return fromEventLogCmdlet(json);
  if (isObject(json['columns']) && json['columns']['eventid'] !== undefined) return fromOsquery(json['columns']);
  if (json['name'] === 'win_eventlog' && isObject(json['tags']) && isObject(json['fields'])) return fromTelegraf(json);
  if (isObject(json['event_id'])) return renamed(json, OPENTELEMETRY);
  if (json['_EventID'] !== undefined || json['_event_id'] !== undefined || json['_EventId'] !== undefined)
    return unprefixed(json, '_');
  if (json['_winlogbeat_winlog_event_id'] !== undefined) return unprefixed(json, '_winlogbeat_');
  if (json['winlogbeat_winlog_event_id'] !== undefined) return unprefixed(json, 'winlogbeat_');
  if (json['winlog_event_id'] !== undefined) return unprefixed(json, '');
  return undefined;
}

type Renaming = Readonly<Record<string, string>>;

const PROMTAIL: Renaming = { event_id: 'EventID', source: 'SourceName', channel: 'Channel', opCode: 'OpcodeValue' };

const POWERSHELL: Renaming = { Id: 'EventID' };

const OPENTELEMETRY: Renaming = { event_id: 'EventID', provider: 'SourceName', channel: 'Channel', details: '' };

/** param0, param1, ...: the values without names, which the named ones repeat. */
const ADISCON: Renaming = {
  id: 'EventID',
  sourceraw: 'SourceName',
  sourceproc: 'ProviderName',
  channel: 'Channel',
  nteventlogtype: 'LogName',
  keyword: 'Keywords',
  keywordid: '',
  category: '',
  categoryid: 'Task',
  catname: 'Category',
  severity: '',
  severityid: '',
  user: '',
  user_sid: 'UserID',
  recordnum: 'RecordNumber',
  source: 'Hostname',
  timereported: 'TimeCreated',
  timegenerated: 'TimeGenerated',
  msg: 'Message',
  iut: '',
  syslogpriority: '',
  syslogfacility: '',
};

const WAZUH: Renaming = {
  providerName: 'SourceName',
  providerGuid: 'ProviderGuid',
  eventID: 'EventID',
  version: 'Version',
  level: 'Level',
  task: 'Task',
  opcode: 'OpcodeValue',
  keywords: 'Keywords',
  systemTime: 'SystemTime',
  eventRecordID: 'RecordNumber',
  processID: 'ExecutionProcessID',
  threadID: 'ExecutionThreadID',
  channel: 'Channel',
  computer: 'Computer',
  severityValue: 'EventType',
  message: 'Message',
};

const TELEGRAF: Renaming = {
  Source: 'SourceName',
  LevelText: 'LevelDisplayName',
  TaskText: 'Category',
  OpcodeText: 'Opcode',
  UserName: '',
  ProcessName: '',
};

/** `winlog_event_data_TargetUserName` -> `TargetUserName`, `winlog_process_pid` -> `winlog.process.pid`. */
const WINLOG_DATA = ['winlog_event_data_', 'winlog_user_data_'];

/** Keys that are '' in the renaming are left out. */
function renamed(json: JsonObject, names: Renaming): JsonObject {
  const out: Record<string, unknown> = {};
  for (const key of Object.keys(json)) {
    const name = Object.hasOwn(names, key) ? names[key]! : key;
    if (name !== '') out[name] = json[key];
  }
  if (names === ADISCON) out['StringInserts'] = takeParams(out);
  return out;
}

function takeParams(out: Record<string, unknown>): string[] {
  const values: string[] = [];
  for (let n = 0; n < 64 && typeof out[`param${n}`] === 'string'; n += 1) {
    values.push(out[`param${n}`] as string);
    delete out[`param${n}`];
  }
  return values;
}

/** Event data begins with a small letter there: `targetUserName`. */
function fromWazuh(win: JsonObject): JsonObject | undefined {
  if (!isObject(win['system'])) return undefined;
  const out = renamed(win['system'], WAZUH) as Record<string, unknown>;
  const data: Record<string, unknown> = {};
  const given = isObject(win['eventdata']) ? win['eventdata'] : {};
  for (const key of Object.keys(given)) data[key.charAt(0).toUpperCase() + key.slice(1)] = given[key];
  out['EventData'] = data;
  const message = out['Message'];
  if (typeof message === 'string' && message.startsWith('"') && message.endsWith('"'))
    out['Message'] = message.slice(1, -1);
  return out;
}

function fromTelegraf(json: JsonObject): JsonObject {
  const tags = json['tags'] as JsonObject;
  const given = json['fields'] as JsonObject;
  const out: Record<string, unknown> = { timestamp: json['timestamp'] };
  const data: Record<string, unknown> = {};
  for (const from of [tags, given]) {
    for (const key of Object.keys(from)) {
      const name = Object.hasOwn(TELEGRAF, key) ? TELEGRAF[key]! : key;
      if (key.startsWith('Data_')) data[key.slice(5)] = from[key];
      else if (name !== '') out[name] = from[key];
    }
  }
  out['EventData'] = data;
  return out;
}

/** GELF's `level` is a syslog severity and its `version` the format's. */
function unprefixed(json: JsonObject, prefix: string): JsonObject {
  const out: Record<string, unknown> = {};
  for (const key of Object.keys(json)) {
    if (key === 'level' || key === 'version' || key === 'facility') continue;
    const name = key.startsWith(prefix) ? key.slice(prefix.length) : key;
    out[dotted(name)] = json[key];
  }
  if (out['winlog.computer_name'] !== undefined) {
    delete out['Hostname']; // the sender's own short name, from GELF's envelope
    delete out['host'];
  }
  return out;
}

function dotted(name: string): string {
  if (!name.startsWith('winlog_')) return name;
  const [data, userData] = WINLOG_DATA as [string, string];
  if (name.startsWith(data)) return `winlog.event_data.${name.slice(data.length)}`;
  if (name.startsWith(userData)) return `winlog.user_data.${name.slice(userData.length)}`;
  const known = WINLOG_NAMES.find((dottedName) => dottedName.replace(/\./g, '_') === name);
  return known ?? `winlog.${name.slice(7)}`;
}

const WINLOG_NAMES = ['winlog.process.pid', 'winlog.process.thread.id', 'winlog.user.identifier', 'winlog.event_id', 'winlog.provider_name', 'winlog.computer_name', 'winlog.record_id', 'winlog.activity_id']; // prettier-ignore
