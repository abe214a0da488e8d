// The system part of an event as fields. Names as in Winlogbeat, so that rules and queries written for it fit.
// https://www.elastic.co/docs/reference/beats/winlogbeat/exported-fields-winlog

import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import type { WindowsRecord } from './record.js';
import { settleTime } from './time.js';

const MAX_MESSAGE_LENGTH = 8_192;
const LEVEL_WORDS = ['information', 'critical', 'error', 'warning', 'information', 'verbose'];

export function addSystem(fields: Fields, record: WindowsRecord, line: SyslogLine): void {
  const time = settleTime(record.time, line.time);
  if (time !== undefined) fields['@timestamp'] = time;
  if (record.timeText !== undefined) fields['winlog.time_created'] = record.timeText;
  if (record.host !== undefined) fields['host.name'] = record.host;
  if (record.code !== '') fields['event.code'] = record.code;
  if (record.channel !== undefined) fields['winlog.channel'] = record.channel;
  if (record.provider !== undefined) fields['winlog.provider_name'] = record.provider;
  if (record.recordId !== undefined) fields['winlog.record_id'] = record.recordId;
  if (record.level !== undefined) fields['log.level'] = LEVEL_WORDS[record.level]!;
  if (record.task !== undefined) fields['winlog.task'] = record.task;
  if (record.opcode !== undefined) fields['winlog.opcode'] = record.opcode;
  if (record.version !== undefined) fields['winlog.version'] = record.version;
  if (record.keywords !== undefined) fields['winlog.keywords'] = record.keywords;
  if (record.pid !== undefined) fields['winlog.process.pid'] = record.pid;
  if (record.tid !== undefined) fields['winlog.process.thread.id'] = record.tid;
  if (record.activityId !== undefined) fields['winlog.activity_id'] = record.activityId;
  if (record.relatedActivityId !== undefined) fields['winlog.related_activity_id'] = record.relatedActivityId;
  addWriter(fields, record);
  const message = record.message === undefined ? '' : readable(record.message);
  if (message !== '') fields.message = message;
  if (record.cut || record.hasMore || record.isAmbiguous) fields.tags = tagsOf(record);
}

/** In whose name the event was written; who acted is the event data's to say. */
function addWriter(fields: Fields, record: WindowsRecord): void {
  if (record.userSid !== undefined) fields['winlog.user.identifier'] = record.userSid;
  const account = record.account;
  if (account === undefined) return;
  const slash = account.indexOf('\\');
  if (slash > 0) fields['winlog.user.domain'] = account.slice(0, slash);
  if (slash < account.length - 1) fields['winlog.user.name'] = account.slice(slash + 1);
}

function tagsOf(record: WindowsRecord): string[] {
  const tags: string[] = [];
  if (record.cut) tags.push('windows.incomplete');
  if (record.hasMore) tags.push('windows.several-events');
  if (record.isAmbiguous) tags.push('windows.ambiguous');
  return tags;
}

/** Windows explains each event at the end of its text, a kilobyte of the same words each time; that part is not the message. */
function readable(message: string): string {
  const at = message.lastIndexOf('This event is generated');
  const isParagraph = at > 0 && message.charCodeAt(at - 1) === 0x0a;
  return message.slice(0, Math.min(isParagraph ? at : message.length, MAX_MESSAGE_LENGTH)).trim();
}
