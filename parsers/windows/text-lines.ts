// Agents that write the event as one line: a head of their own and the rendered text behind it.
//   Adiscon (EventReporter, MonitorWare, rsyslog Windows Agent), legacy format:
//     EvntSLog: [AUF] Wed Mar 08 11:53:48 2017: N\A/Security/DC1/Microsoft-Windows-Security-Auditing (4625) - "An account ..."
//   OSSEC and Wazuh:  WinEvtLog: Security: AUDIT_FAILURE(4625): Microsoft-Windows-Security-Auditing: (no user): no domain: DC1: An account ...
//   CloudWatch:       [Security] [INFORMATION] [4625] [Microsoft-Windows-Security-Auditing] [DC1] [An account ...]

import type { SyslogLine } from '#src/event/line.js';
import { mayStandBefore } from '#src/event/own-start.js';
import { eventCode, nameOf, WindowsRecord } from './record.js';
import { unescapeControls } from './rendered.js';
import { auditOf, levelOf } from './system-values.js';
import { readTime } from './time.js';

/** A head is short; what stands behind it is anybody's. */
const MAX_HEAD_LENGTH = 600;

export function readTextLine(line: SyslogLine): WindowsRecord | undefined {
  const message = line.message.trimStart();
  if (line.app === 'EvntSLog' || message.startsWith('EvntSLog')) return readAdiscon(message);
  if (line.app === 'WinEvtLog') return readOssec(message);
  const at = message.slice(0, 64).indexOf('WinEvtLog: ');
  if (at >= 0 && line.app === undefined && mayStandBefore(line, message.slice(0, at)))
    return readOssec(message.slice(at + 11));
  return message.startsWith('[') ? readCloudWatch(message) : undefined;
}

function readAdiscon(message: string): WindowsRecord | undefined {
  const text = message.startsWith('EvntSLog') ? message.slice(8).replace(/^:? ?/, '') : message;
  const head = /^\[(AUF|AUS|INF|WRN|ERR|NON)\] (?:(.{19,32}?): )?/.exec(text.slice(0, 64));
  if (head === null) return undefined;
  const end = text.indexOf(') - ', head[0].length);
  const open = text.lastIndexOf(' (', end);
  if (end < 0 || end > MAX_HEAD_LENGTH || open < head[0].length) return undefined;
  const code = eventCode(text.slice(open + 2, end));
  const [user, log, host, ...source] = text.slice(head[0].length, open).split('/');
  if (code === undefined || log === undefined || source.length === 0) return undefined;
  const record = new WindowsRecord();
  record.code = code;
  record.channel = nameOf(log);
  record.provider = nameOf(source.join('/'));
  record.host = nameOf(host);
  record.account = user === 'N\\A' || user === 'N/A' ? undefined : nameOf(user);
  record.time = readTime(head[2]);
  record.audit = auditOf(`[${head[1]}]`);
  record.level = levelOf(head[1]);
  record.message = unescapeControls(unquoted(text.slice(end + 4).trim()));
  return record;
}

function readOssec(message: string): WindowsRecord | undefined {
  const head =
    /^([^:]{1,120}): ([A-Z_]{2,16})\((\d{1,5})\): ([^:]{1,160}): ([^:]{1,120}): ([^:]{1,120}): ([^:]{1,120}): /.exec(
      message.slice(0, MAX_HEAD_LENGTH),
    );
  const code = eventCode(head?.[3]);
  if (head === null || code === undefined) return undefined;
  const [whole, channel, kind, , provider, user, domain, host] = head;
  const record = new WindowsRecord();
  record.code = code;
  record.channel = nameOf(channel);
  record.provider = nameOf(provider);
  record.host = nameOf(host);
  record.audit = auditOf(kind);
  record.level = levelOf(kind);
  if (user !== '(no user)') record.account = domain === 'no domain' ? nameOf(user) : nameOf(`${domain}\\${user}`);
  record.message = unescapeControls(message.slice(whole.length).trim());
  return record;
}

function readCloudWatch(message: string): WindowsRecord | undefined {
  const head = /^\[([^\]]{1,120})\] \[([A-Z]{3,16})\] \[(\d{1,5})\] \[([^\]]{1,160})\] \[([^\]]{1,160})\] \[/.exec(
    message.slice(0, MAX_HEAD_LENGTH),
  );
  const code = eventCode(head?.[3]);
  if (head === null || code === undefined) return undefined;
  const record = new WindowsRecord();
  record.code = code;
  record.channel = nameOf(head[1]);
  record.level = levelOf(head[2]);
  record.provider = nameOf(head[4]);
  record.host = nameOf(head[5]);
  record.message = unescapeControls(message.slice(head[0].length).trim().replace(/\]$/, ''));
  return record;
}

function unquoted(text: string): string {
  return text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
}
