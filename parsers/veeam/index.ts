// Veeam Backup & Replication: `[categoryId=0 instanceId=190 JobResult="0" JobName="..." Description="..."]` of its program Veeam_MP.
// Numbers without quotes make it no structured data of RFC 5424, so it is the message.
// https://helpcenter.veeam.com/docs/vbr/userguide/syslog_servers_hiw.html

import type { Fields } from '#src/event/event.js';
import type { FieldName } from '#src/event/fields.js';
import { CONFIGURATION_CHANGE, event, HOST_ERROR, HOST_INFO, type Outcome } from '#src/event/kinds.js';
import type { SyslogLine } from '#src/event/line.js';
import { type Mapping, putPairs } from '#src/event/mapping.js';
import { readPairs } from '#src/event/pairs.js';
import { put } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';
import { KINDS } from './kinds.js';

export default defineParser({
  id: 'veeam',
  title: 'Veeam Backup & Replication',
  contract: '^1.0.0',
  family: 'backup',
  hint: { apps: ['veeam_mp', 'veeam*'], contains: [' Veeam_MP '] },
  parse,
});

const MAPPING: Mapping = {
  prefix: 'veeam',
  names: new Map<string, FieldName>([
    ['instanceId', 'event.code'],
    ['Description', 'message'],
    ['VbrHostName', 'veeam.server'],
    ['VbrVersion', 'service.version'],
    ['UserName', 'veeam.user'],
    ['InitiatorUserName', 'veeam.user'],
    ['Username', 'veeam.user'],
    ['TargetUserName', 'user.target.name'],
    ['ClientIP', 'source.ip'],
    ['IpAddress', 'source.ip'],
    ['SourceIpAddress', 'source.ip'],
    ['FriendlyName', 'veeam.user'],
  ]),
  dropped: new Set([
    'categoryId',
    'Version',
    'enterpriseId',
    'UserFullInfo',
    'InitiatorFullInfo',
    'SupervisorFullInfo',
    'loginType',
  ]),
};
const RESULTS: Readonly<Record<string, Outcome>> = { 0: 'success', 1: 'success', 2: 'failure' };

/** `2026-11-20T10:00:01.182677+01:00 <14> VBRSRV01 Veeam_MP  `; quotes or braces before it are those of somebody else's line. */
const BEFORE = /^[\w.:+<> -]{0,120}(?:^| )Veeam_MP {1,2}$/;

function parse(line: SyslogLine): Fields | undefined {
  const at = line.message.indexOf('[categoryId=');
  const isNamed = line.app?.toLowerCase().startsWith('veeam') ?? BEFORE.test(line.message.slice(0, Math.max(0, at)));
  if (at < 0 || !isNamed) return undefined;
  const text = line.message.slice(at);
  const { pairs } = readPairs(text.endsWith(']') ? text.slice(1, -1) : text.slice(1));
  const said = new Map(pairs);
  const id = said.get('instanceId');
  if (id === undefined) return undefined;
  const description = said.get('Description') ?? '';
  const fields: Fields = { ...(KINDS.get(id) ?? unknownKind(description, line.severity)) };
  putPairs(fields, MAPPING, pairs);
  putUser(fields);
  putNested(fields, text);
  const result = said.get('JobResult') ?? said.get('Result');
  const outcome = RESULTS[result ?? ''] ?? outcomeOf(description);
  if (outcome !== undefined && fields['event.action'] !== 'config_changed') fields['event.outcome'] ??= outcome;
  if (fields['event.outcome'] === 'failure') fields['event.severity'] = Math.max(3, fields['event.severity'] ?? 1) as 3;
  else if (result === '1') fields['event.severity'] = 2;
  if (line.app === undefined) putHead(fields, line.message);
  return fields;
}

function unknownKind(description: string, severity = 6): Fields {
  if (/\b(?:deleted|removed|disabled)\b/.test(description)) return event('config_changed', CONFIGURATION_CHANGE, 3);
  if (/\b(?:added|created|updated|changed|modified|enabled)\b/.test(description))
    return event('config_changed', CONFIGURATION_CHANGE, 2);
  return severity <= 4 ? event('device_message', HOST_ERROR, severity <= 3 ? 3 : 2) : event('device_message', HOST_INFO, 1);
} // prettier-ignore

/** `Backup job 'x' finished with Success. ...`: what a job is called may say so too, so the last words count. */
function outcomeOf(description: string): Outcome | undefined {
  const at = description.lastIndexOf(' finished with ');
  if (at < 0) return undefined;
  const word = description.slice(at + ' finished with '.length);
  return word.startsWith('Success') || word.startsWith('Warning') ? 'success' : /^(?:Error|Failed)/.test(word) ? 'failure' : undefined;
} // prettier-ignore

/** `DOMAIN\alice` */
function putUser(fields: Fields): void {
  const user = fields['veeam.user'];
  delete fields['veeam.user'];
  if (typeof user !== 'string') return;
  const backslash = user.indexOf('\\');
  if (backslash > 0) put(fields, 'user.domain', user.slice(0, backslash));
  put(fields, 'user.name', user.slice(backslash + 1));
}

/** `UserFullInfo="<ModifiedUserInfo fullName="TECH\user1" loginType="0" />"`: quotes within quotes, who did it and who agreed. */
const NESTED = /\b(User|Initiator|Supervisor)FullInfo="<ModifiedUserInfo fullName="([^"]{1,200})"/g;

function putNested(fields: Fields, text: string): void {
  if (!text.includes('FullInfo="<')) return;
  for (const [, who, name] of text.slice(0, 16_384).matchAll(NESTED)) {
    if (who === 'Supervisor') put(fields, 'veeam.supervisor', name);
    else if (fields['user.name'] === undefined) {
      put(fields, 'veeam.user', name);
      putUser(fields);
    }
  }
}

/** Older versions put the PRI behind the time: `2026-11-20T10:00:01.182677+01:00 <14> VBRSRV01 Veeam_MP  [...]`. */
function putHead(fields: Fields, message: string): void {
  const [, host] = /^<\d{1,3}> ?(\S{1,200}) (Veeam_MP) /.exec(message) ?? [];
  if (host === undefined) return;
  put(fields, 'host.name', host);
  put(fields, 'process.name', 'Veeam_MP');
}
