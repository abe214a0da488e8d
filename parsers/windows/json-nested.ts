// What agents leave nested in a flat record: event data as an object, a list, a piece of XML or values without names; user data; who wrote it.

import { isObject } from '#src/event/json-text.js';
import { nameOf } from './record.js';
import type { WindowsRecord } from './record.js';
import type { Slot } from './slots.js';
import { guidOf, idOf, sidOf } from './system-values.js';
import { readDataXml } from './xml.js';

const MAX_INSERTS = 64;

/** Objects, lists and pieces of XML that some agents leave in a flat record. */
export function takeNested(record: WindowsRecord, kind: Slot['kind'], name: string, value: unknown): void {
  switch (kind) {
    case 'data':
      return takeData(record, value);
    case 'user-data':
      return takeUserData(record, value);
    case 'inserts':
      if (Array.isArray(value)) record.inserts ??= insertsOf(value);
      else record.add(name, value);
      return;
    case 'correlation':
      if (!isObject(value)) return record.add(name, value);
      record.activityId ??= guidOf(value['activityID'] ?? value['activity_id'] ?? value['ActivityID']);
      record.relatedActivityId ??= guidOf(
        value['relatedActivityID'] ?? value['related_activity_id'] ?? value['RelatedActivityID'],
      );
      return;
    case 'execution':
      if (!isObject(value)) return record.add(name, value);
      record.pid ??= idOf(value['processId'] ?? value['process_id'] ?? value['ProcessID']);
      record.tid ??= idOf(value['threadId'] ?? value['thread_id'] ?? value['ThreadID']);
      return;
    case 'security':
      return takeSecurity(record, name, value);
    case 'user':
      record.user ??= nameOf(value);
      return;
    case 'address':
      record.address ??= nameOf(value);
  }
}

function takeSecurity(record: WindowsRecord, name: string, value: unknown): void {
  if (!isObject(value)) return record.add(name, value);
  record.userSid ??= sidOf(value['identifier'] ?? value['userId'] ?? value['user_id'] ?? value['UserID']);
  const account = nameOf(value['name'] ?? value['userName'] ?? value['user_name']);
  const domain = nameOf(value['domain']);
  record.account ??= account !== undefined && domain !== undefined ? `${domain}\\${account}` : account;
}

export function takeData(record: WindowsRecord, value: unknown): void {
  if (typeof value === 'string') return readDataXml(record, value, 'EventData');
  if (Array.isArray(value)) return takeDataList(record, value);
  if (!isObject(value)) return;
  for (const key of Object.keys(value)) {
    const one = value[key];
    if ((key === 'data' || key === 'Data') && typeof one === 'object' && one !== null) takeData(record, one);
    else record.add(key, isObject(one) ? (one['#text'] ?? one['Value'] ?? one) : one);
  }
}

/** `[{"SubjectUserSid":"S-1-5-18"}, ...]` (OpenTelemetry), `[{"Name":"x","Value":"1"}]`, or values without their names (Fluentd). */
function takeDataList(record: WindowsRecord, list: readonly unknown[]): void {
  if (list.every((one) => !isObject(one))) {
    record.inserts ??= insertsOf(list);
    return;
  }
  for (const one of list.slice(0, MAX_INSERTS)) {
    if (!isObject(one)) continue;
    const name = nameOf(one['Name'] ?? one['@Name'] ?? one['name']);
    if (name !== undefined) record.add(name, one['Value'] ?? one['#text'] ?? one['value'] ?? one['text']);
    else for (const key of Object.keys(one)) record.add(key === '' ? 'param1' : key, one[key]);
  }
}

export function takeUserData(record: WindowsRecord, value: unknown, depth = 0): void {
  if (typeof value === 'string') return readDataXml(record, value, 'UserData');
  if (!isObject(value) || depth > 4) return;
  for (const key of Object.keys(value)) {
    if (isObject(value[key])) takeUserData(record, value[key], depth + 1);
    else if (!key.startsWith('@') && !key.startsWith('#') && !key.startsWith('xmlns'))
      record.addUserData(key, value[key]);
  }
}

/** Texts, or PowerShell's `{"Value": ...}`. */
function insertsOf(list: readonly unknown[]): string[] {
  return list.slice(0, MAX_INSERTS).map((one) => {
    const value = isObject(one) ? one['Value'] : one;
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  });
}
