// Winlogbeat and Elastic Agent: everything of Windows under `winlog`, in nested objects. Their times are UTC.
// https://www.elastic.co/docs/reference/beats/winlogbeat/exported-fields-winlog

import { isObject } from '#src/event/json-text.js';
import type { JsonObject } from './json-values.js';
import { eventCode, nameOf, WindowsRecord } from './record.js';
import { auditOf, guidOf, idOf, keywordsOf, levelOf, sidOf } from './system-values.js';
import { takeTime } from './xml-system.js';
import { readEventXml } from './xml.js';
import { findEventXml } from './xml-start.js';

const NOTHING: JsonObject = {};

export function readWinlogbeat(json: JsonObject, winlog: JsonObject): WindowsRecord | undefined {
  const event = child(json, 'event') ?? NOTHING;
  const code = eventCode(winlog['event_id'] ?? event['code'] ?? json['event.code']);
  if (code === undefined) return undefined;
  const record = new WindowsRecord();
  record.code = code;
  record.channel = nameOf(winlog['channel']);
  record.provider = nameOf(winlog['provider_name']) ?? nameOf(event['provider']);
  const host = child(json, 'host');
  record.host = nameOf(winlog['computer_name']) ?? nameOf(host?.['name']) ?? nameOf(host?.['hostname']);
  takeTime(record, winlog['time_created'] ?? json['@timestamp']);
  takeSystem(record, json, winlog);
  record.audit = auditOf(winlog['keywords']) ?? auditOf(event['outcome']);
  if (typeof json['message'] === 'string') record.message = json['message'];
  addAll(record, child(winlog, 'event_data'), '');
  addUserData(record, child(winlog, 'user_data'));
  if (record.dataCount === 0) takeOriginal(record, event['original'] ?? json['event.original']);
  return record;
}

function takeSystem(record: WindowsRecord, json: JsonObject, winlog: JsonObject): void {
  record.recordId = nameOf(winlog['record_id']);
  record.level = levelOf(winlog['level'] ?? child(json, 'log')?.['level'] ?? json['log.level']);
  record.task = nameOf(winlog['task']);
  record.opcode = nameOf(winlog['opcode']);
  record.version = idOf(winlog['version']);
  record.keywords = keywordsOf(winlog['keywords']);
  const process = child(winlog, 'process');
  record.pid = idOf(process?.['pid'] ?? winlog['process_id']);
  record.tid = idOf(child(process ?? NOTHING, 'thread')?.['id'] ?? winlog['thread_id']);
  record.activityId = guidOf(winlog['activity_id']);
  record.relatedActivityId = guidOf(winlog['related_activity_id']);
  const user = child(winlog, 'user');
  record.userSid = sidOf(user?.['identifier']);
  const name = nameOf(user?.['name']);
  const domain = nameOf(user?.['domain']);
  record.account = name !== undefined && domain !== undefined ? `${domain}\\${name}` : name;
}

function child(parent: JsonObject, name: string): JsonObject | undefined {
  const value = parent[name];
  return isObject(value) ? value : undefined;
}

/** Event data is flat; what some pipeline nested gets dotted names. */
function addAll(record: WindowsRecord, data: JsonObject | undefined, prefix: string): void {
  if (data === undefined) return;
  for (const name in data) {
    const value = data[name];
    if (isObject(value) && prefix.length < 64) addAll(record, value, `${prefix}${name}.`);
    else record.add(prefix === '' ? name : prefix + name, value);
  }
}

function addUserData(record: WindowsRecord, data: JsonObject | undefined): void {
  if (data === undefined) return;
  for (const name of Object.keys(data)) record.addUserData(name, data[name]);
}

/** Agents told to keep the XML, with a pipeline that drops the rest. */
function takeOriginal(record: WindowsRecord, original: unknown): void {
  if (typeof original !== 'string' || !original.includes('<Event')) return;
  const xml = findEventXml(original);
  const inner = xml === undefined ? undefined : readEventXml(xml.text, xml.start);
  if (inner?.code !== record.code) return;
  for (const [name, value] of Object.entries(inner.fields)) {
    if (name.startsWith('winlog.event_data.')) record.add(name.slice(18), value);
    else record.addUserData(name.slice(17), value);
  }
}
