// Tools that read an event log and write JSON of their own: EvtxECmd (KAPE), PowerShell's Get-EventLog, osquery. Each becomes the flat form.
//   EvtxECmd: https://github.com/EricZimmerman/evtx    osquery: tables windows_events and windows_eventlog, https://osquery.io/schema

import { isObject, parseJson } from '#src/event/json-text.js';
import type { JsonObject } from './json-values.js';

/** Beside the event, what EvtxECmd's maps made of it: `PayloadData1`, `RemoteHost`, ... The payload is the event data as JSON text. */
export function fromEvtxECmd(json: JsonObject, payload: string): JsonObject {
  return {
    EventID: json['EventId'],
    Channel: json['Channel'],
    SourceName: json['Provider'],
    ComputerName: json['Computer'],
    TimeCreated: json['TimeCreated'],
    RecordNumber: json['EventRecordId'],
    Level: json['Level'],
    Keywords: json['Keywords'],
    ExecutionProcessID: json['ProcessId'],
    ExecutionThreadID: json['ThreadId'],
    UserID: json['UserId'],
    ...dataOf(payload),
  };
}

/** winnt.h, EVENTLOG_AUDIT_SUCCESS and EVENTLOG_AUDIT_FAILURE; PowerShell 7 and 5 write the number. */
const ENTRY_TYPES: Readonly<Record<string, string>> = {
  8: 'Audit Success',
  16: 'Audit Failure',
  SuccessAudit: 'Audit Success',
  FailureAudit: 'Audit Failure',
};
const LEVELS: Readonly<Record<string, string>> = { 1: 'Error', 2: 'Warning', 4: 'Information' };

/** `Get-EventLog | ConvertTo-Json`: the classic log, values without names; which log it was is not said. */
export function fromEventLogCmdlet(json: JsonObject): JsonObject {
  const type = String(json['EntryType']);
  const word = Object.hasOwn(ENTRY_TYPES, type) ? ENTRY_TYPES[type] : undefined;
  const isSecurity = word !== undefined || json['Source'] === 'Microsoft-Windows-Security-Auditing';
  return {
    EventID: json['EventID'] ?? json['InstanceId'],
    SourceName: json['Source'],
    Channel: isSecurity ? 'Security' : undefined,
    ComputerName: json['MachineName'],
    TimeGenerated: json['TimeGenerated'],
    RecordNumber: json['Index'],
    Keywords: word,
    Level: Object.hasOwn(LEVELS, type) ? LEVELS[type] : undefined,
    Task: json['CategoryNumber'],
    Message: json['Message'],
    StringInserts: json['ReplacementStrings'],
  };
}

/** A row of the table as a scheduled query logs it; `data` is `{"EventData": {...}}` as JSON text. */
export function fromOsquery(row: JsonObject): JsonObject {
  return {
    EventID: row['eventid'],
    Channel: row['channel'] ?? row['source'],
    SourceName: row['provider_name'],
    ComputerName: row['computer_name'],
    TimeCreated: row['datetime'],
    Level: row['level'],
    Keywords: row['keywords'],
    Task: row['task'],
    ExecutionProcessID: row['pid'],
    ExecutionThreadID: row['tid'],
    ...(typeof row['data'] === 'string' ? dataOf(row['data']) : {}),
  };
}

/** `{"EventData":{"Data":[{"@Name":"x","#text":"1"}]}}`, `{"EventData":{"x":"1"}}`, `{"UserData":{...}}` */
function dataOf(text: string): JsonObject {
  const parsed = parseJson(text);
  if (!isObject(parsed)) return {};
  return { EventData: parsed['EventData'], UserData: parsed['UserData'] };
}
