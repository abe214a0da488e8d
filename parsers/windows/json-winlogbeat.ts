// Winlogbeat and Elastic Agent: everything of Windows under `winlog`, in nested objects. Their times are UTC.
// https://www.elastic.co/docs/reference/beats/winlogbeat/exported-fields-winlog

import { isObject } from './json.js';
import type { JsonObject } from './json.js';
import { auditOf, eventCode, nameOf, WindowsRecord } from './record.js';
import { readTime } from './time.js';

export function readWinlogbeat(json: JsonObject, winlog: JsonObject): WindowsRecord | undefined {
  const code = eventCode(winlog['event_id'] ?? child(json, 'event')?.['code']);
  if (code === undefined) return undefined;
  const record = new WindowsRecord();
  record.code = code;
  record.channel = nameOf(winlog['channel']);
  record.provider = nameOf(winlog['provider_name']) ?? nameOf(child(json, 'event')?.['provider']);
  record.host =
    nameOf(winlog['computer_name']) ??
    nameOf(child(json, 'host')?.['name']) ??
    nameOf(child(json, 'host')?.['hostname']);
  record.recordId = nameOf(winlog['record_id']);
  record.time = readTime(json['@timestamp'], true);
  record.audit = auditOf(winlog['keywords']) ?? auditOf(child(json, 'event')?.['outcome']);
  record.account = accountOf(child(winlog, 'user'));
  if (typeof json['message'] === 'string') record.message = json['message'];
  addAll(record, child(winlog, 'event_data'));
  addAll(record, child(winlog, 'user_data'));
  return record;
}

function child(parent: JsonObject, name: string): JsonObject | undefined {
  const value = parent[name];
  return isObject(value) ? value : undefined;
}

function accountOf(user: JsonObject | undefined): string | undefined {
  const name = nameOf(user?.['name']);
  const domain = nameOf(user?.['domain']);
  return name !== undefined && domain !== undefined ? `${domain}\\${name}` : name;
}

/** `xml_name` is Winlogbeat's own note of the UserData element's name. */
function addAll(record: WindowsRecord, data: JsonObject | undefined): void {
  if (data === undefined) return;
  for (const name of Object.keys(data)) if (name !== 'xml_name') record.add(name, data[name]);
}
