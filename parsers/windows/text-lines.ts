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
  if (message.startsWith('[')) return readCloudWatch(message);
  return line.app === undefined || isLog(line.app) ? readNtsyslog(line.raw) : undefined;
}

function readAdiscon(message: string): WindowsRecord | undefined {
  const text = message.startsWith('EvntSLog') ? message.slice(8).replace(/^:? ?/, '') : message;
  const head = /^\[(AUF|AUS|INF|WRN|ERR|NON)\] (?:(.{19,32}?): )?/.exec(text.slice(0, 64));
  if (head === null) return undefined;
  const end = text.indexOf(') - ', head[0].length);
  const open = text.lastIndexOf(' (', end);
  if (end < 0 || end > MAX_HEAD_LENGTH || open < head[0].length) return undefined;
  const code = eventCode(text.slice(open + 2, end));
  const parts = text.slice(head[0].length, open).split('/');
  // before version 4 only the host and the source
  const [user, log, host, ...source] = parts.length === 2 ? [undefined, undefined, ...parts] : parts;
  if (code === undefined || source.length === 0 || (parts.length !== 2 && log === undefined)) return undefined;
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
  // shortened on the way: then the head's account is all that is said of anybody
  if (!/Account Name|User Name|Security ID/.test(record.message)) record.user = record.account;
  return record;
}

const isLog = (app: string): boolean => /^(?:security|system|application)$/i.test(app);

/** NTsyslog, Datagram SyslogAgent: `security[failure] 4625 NT AUTHORITY\\SYSTEM An account failed ...`, behind the header only. */
const NTSYSLOG =
  /^(?:<\d{1,3}>)?(?:[A-Z][a-z]{2} [ \d]\d [\d:]{8} )?(?:[\w.-]{1,120} )?(security|system|application)\[(failure|success|info|information|warning|error)\]:? (\d{1,5}) (?:N\/A|[^\\]{1,64}\\\S{1,64}) /i;

function readNtsyslog(raw: string): WindowsRecord | undefined {
  const head = raw.includes('] ') || raw.includes(']: ') ? NTSYSLOG.exec(raw.slice(0, MAX_HEAD_LENGTH)) : null;
  const code = eventCode(head?.[3]);
  if (head === null || code === undefined) return undefined;
  const [whole, log = '', kind = ''] = head;
  const isSecurity = log.toLowerCase() === 'security';
  const record = new WindowsRecord();
  record.code = code;
  record.channel = `${log[0]?.toUpperCase()}${log.slice(1).toLowerCase()}`;
  record.provider = isSecurity ? 'Microsoft-Windows-Security-Auditing' : undefined;
  record.audit = auditOf(`AUDIT_${kind.toUpperCase()}`);
  record.level = levelOf(kind);
  record.message = unescapeControls(raw.slice(whole.length).trim());
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
