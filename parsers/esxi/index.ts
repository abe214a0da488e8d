// VMware ESXi and vCenter: hostd, vpxd, vobd, vmkernel, the host's shell, single sign-on. SSH logons are linux-auth's.
// https://techdocs.broadcom.com/us/en/vmware-cis/vsphere/

import { parseJsonObject } from '#src/event/json-text.js';
import type { Fields } from '#src/event/event.js';
import { CONFIGURATION_INFO, event, HOST_ERROR, HOST_INFO } from '#src/event/kinds.js';
import type { SyslogLine } from '#src/event/line.js';
import { put } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';
import { EVENTS } from './events.js';
import { putUser } from './peer.js';
import { readAudit, readShell } from './shell.js';
import { readSso } from './sso.js';
import { readKernel, readObservation, readWords } from './vobd.js';

export default defineParser({
  id: 'esxi',
  title: 'VMware ESXi and vCenter',
  contract: '^1.0.0',
  family: 'virtualization',
  // Asked for sshd's lines too (the audit records of a host), but only when nobody else knows them.
  priority: -1,
  hint: {
    apps: ['hostd', 'vmware-hostd', 'vpxa', 'vpxd', 'vpxd-svcs', 'vobd', 'vmkernel', 'vmkwarning', 'shell', 'esxshell', 'applmgmt-audit', 'sso-audit', 'ssoadminserver', 'websso', 'hostd-probe', 'rhttpproxy', 'sshd'],
    contains: ['[Originator@6876', '[vim.event.', 'com.vmware.sso.', '@6876 subject=', '[esx.audit.', '[esx.problem.', '[vob.'],
  },
  parse,
}); // prettier-ignore

/** `info hostd[1053970] [Originator@6876 sub=Vimsvc.ha-eventmgr opID=x user=root] `, and to ESXi 5.1 `[2BE03B90 info 'Vimsvc'] `. */
const ORIGIN =
  /^(?:\d{4}-\d\d-\d\dT[\d:.]{8,20}Z? )?(?:(?:info|warning|error|verbose|trivia|panic|Er|In|Wa|Db)(?:\(\d{1,3}\))? (?:[\w-]{1,40}\[[\dA-Fa-f]{1,16}\]:? )?)?\[Originator@6876 ([^\]]{0,600})\] /;
const OLD_ORIGIN = /^\[[\dA-F]{8} (?:info|warning|error|verbose) '[^']{0,80}'[^\]]{0,200}\] /;
const EVENT_NUMBER = /^Event (\d{1,12}) ?: /;
/** `Event [575792] [1-1] [time] [vim.event.X] [info] [user] [datacenter] [575792] [text]` */
const VPXD =
  /^Event \[\d{1,12}\] \[[\d-]{1,20}\] \[[\d:.TZ-]{10,40}\] \[([\w.]{1,160})\] \[(\w{1,20})\] \[([^\]]{0,300})\] \[([^\]]{0,300})\] \[\d{0,12}\] \[(.{0,8000}?)\]?$/s;
const AUTHORIZATION =
  /^(?:\d{4}-\d\d-\d\dT[\d:.]{8,20}: )?INFO Authorization Result: User=(.{1,300}), priv=(\w{1,100}), authorized=(True|False)$/;

function parse(line: SyslogLine): Fields | undefined {
  const app = line.app?.toLowerCase();
  const text = line.message.trim();
  if (app === 'shell' || app === 'esxshell') return readShell(text) ?? readWords(text);
  if (app === 'vmkernel' || app === 'vmkwarning') return readKernel(text);
  if (app === 'applmgmt-audit') return readAuthorization(text);
  const sso = line.json ?? ssoBody(text);
  if (sso !== undefined) return readSso(sso);
  if (text.startsWith('Event [')) return readVpxd(text);
  if (text.startsWith('[') && text.includes('@6876 subject=')) return readAudit(text);
  return readObservation(text) ?? readHostd(app, text);
}

function readHostd(app: string | undefined, text: string): Fields | undefined {
  const origin = ORIGIN.exec(text) ?? OLD_ORIGIN.exec(text);
  if (origin === null && app !== 'hostd' && app !== 'vmware-hostd' && app !== 'vpxa') return undefined;
  const said = origin === null ? text : text.slice(origin[0].length);
  const number = EVENT_NUMBER.exec(said);
  const words = number === null ? said : said.slice(number[0].length);
  const fields = EVENTS.match(words) ?? readWords(words) ?? (number === null ? readTask(words) : told(words));
  if (fields === undefined) return undefined;
  const user = / user=(\S{1,200})/.exec(` ${origin?.[1] ?? ''}`)?.[1];
  if (user !== undefined && fields['user.name'] === undefined) putUser(fields, user);
  put(fields, 'esxi.event', number?.[1]);
  return fields;
}

/** An event of a host that no template knows: its words, at least, and who did it. */
function told(words: string): Fields {
  const fields = event('device_message', HOST_INFO, 1);
  put(fields, 'message', words);
  return fields;
}

/** `Task Completed : haTask-10-vim.VirtualMachine.powerOn-333 Status success` */
function readTask(words: string): Fields | undefined {
  const [, word, task, result] = /^Task (Created|Completed) : (\S{1,300})(?: Status (\w{1,20}))?$/.exec(words) ?? [];
  if (task === undefined) return undefined;
  const outcome = word === 'Created' || result === undefined ? undefined : result === 'success' ? 'success' : 'failure';
  const fields = event('device_message', HOST_INFO, outcome === 'failure' ? 2 : 1, outcome);
  put(fields, 'esxi.task', task);
  return fields;
}

function readVpxd(text: string): Fields | undefined {
  const [, type, level, user = '', datacenter, said = ''] = VPXD.exec(text) ?? [];
  if (type === undefined) return undefined;
  const isProblem = level === 'error' || level === 'warning';
  const fields =
    EVENTS.match(said) ??
    readWords(said) ??
    event('device_message', isProblem ? HOST_ERROR : HOST_INFO, isProblem ? 2 : 1);
  put(fields, 'event.code', type);
  put(fields, 'esxi.datacenter', datacenter);
  if (user !== '' && fields['user.name'] === undefined) putUser(fields, user);
  put(fields, 'message', said);
  return fields;
}

function readAuthorization(text: string): Fields | undefined {
  const [, user, privilege, authorized] = AUTHORIZATION.exec(text) ?? [];
  if (user === undefined) return undefined;
  const isOk = authorized === 'True';
  const fields = event('device_message', CONFIGURATION_INFO, isOk ? 1 : 3, isOk ? 'success' : 'failure');
  putUser(fields, user);
  put(fields, 'esxi.privilege', privilege);
  return fields;
}

/** Anywhere else these words are a stranger's. */
const SSO_HEAD = /^(?:\[?\d{4}-\d\d-\d\dT|auditlogger\] )/;

/** audit_events.log has a head before the object: `... INFO  auditlogger] {...}`. */
function ssoBody(text: string): Readonly<Record<string, unknown>> | undefined {
  const at = text.indexOf('auditlogger] {');
  if (at < 0 || at > 300 || text.length > 16_384 || !SSO_HEAD.test(text)) return undefined;
  return parseJsonObject(text.slice(at + 'auditlogger] '.length));
}
