// <System> and <RenderingInfo> of an event: what each element means to a record. The first of a name wins.
// https://learn.microsoft.com/windows/win32/wes/eventschema-systempropertiestype-complextype

import { eventCode, nameOf } from './record.js';
import type { WindowsRecord } from './record.js';
import { auditOf, guidOf, idOf, levelOf, numberOf, sidOf } from './system-values.js';
import { finerThanMs, readTime } from './time.js';
import { attributeOf } from './xml-tag.js';
import type { Tag } from './xml-tag.js';

export function takeSystemAttributes(record: WindowsRecord, tag: Tag): void {
  switch (tag.name) {
    case 'Provider':
      record.provider ??= nameOf(attributeOf(tag, 'Name') ?? attributeOf(tag, 'EventSourceName'));
      return;
    case 'TimeCreated':
      return takeTime(record, attributeOf(tag, 'SystemTime'));
    case 'Correlation':
      record.activityId ??= guidOf(attributeOf(tag, 'ActivityID'));
      record.relatedActivityId ??= guidOf(attributeOf(tag, 'RelatedActivityID'));
      return;
    case 'Execution':
      record.pid ??= idOf(attributeOf(tag, 'ProcessID'));
      record.tid ??= idOf(attributeOf(tag, 'ThreadID'));
      return;
    case 'Security':
      record.userSid ??= sidOf(attributeOf(tag, 'UserID'));
  }
}

/** SystemTime is UTC, whether it says so or not. */
export function takeTime(record: WindowsRecord, text: unknown): void {
  if (record.time !== undefined) return;
  record.time = readTime(text, true);
  if (record.time !== undefined) record.timeText = finerThanMs(text);
}

export function takeSystemText(record: WindowsRecord, name: string, text: string): void {
  const value = text.trim();
  if (value === '') return;
  switch (name) {
    case 'EventID':
      record.code ||= eventCode(value) ?? '';
      return;
    case 'Channel':
      record.channel ??= nameOf(value);
      return;
    case 'Computer':
      record.host ??= nameOf(value);
      return;
    case 'EventRecordID':
      record.recordId ??= nameOf(value);
      return;
    case 'Keywords':
      record.keywords ??= value.slice(0, 64);
      record.audit ??= auditOf(value);
      return;
    case 'Level':
      record.level ??= levelOf(value);
      return;
    case 'Task':
      record.task ??= nameOf(value);
      record.taskNumber ??= numberOf(value);
      return;
    case 'Opcode':
      record.opcode ??= nameOf(value);
      return;
    case 'Version':
      record.version ??= idOf(value);
      return;
    case 'TimeCreated': // some exporters write it as text
      return takeTime(record, value);
  }
}

/** The words of <RenderingInfo> say more than the numbers of <System>. */
export function takeRenderedText(record: WindowsRecord, name: string, text: string): void {
  const value = text.trim();
  if (value === '') return;
  switch (name) {
    case 'Message':
      record.message ??= value;
      return;
    case 'Task':
      record.task = nameOf(value) ?? record.task;
      return;
    case 'Opcode':
      record.opcode = nameOf(value) ?? record.opcode;
      return;
    case 'Channel':
      record.channel ??= nameOf(value);
      return;
    case 'Keyword':
      record.audit ??= auditOf(value);
  }
}
