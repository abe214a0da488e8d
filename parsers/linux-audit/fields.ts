// The fields of an audit event: of one record, or of all its records where they come together.

import type { Fields, FieldValue, Level } from '#src/event/event.js';
import type { FieldName } from '#src/event/fields.js';
import { event, GROUP_CHANGE, PROCESS_START } from '#src/event/kinds.js';
import { isPrivilegedGroup } from '#src/event/privileged-groups.js';
import { put, putHost } from '#src/event/put.js';
import { decodeSocketAddress, isArgument } from './encoded.js';
import type { AuditRecord, Stamp } from './record.js';
import { IS_ON_ACCOUNT, IS_ON_GROUP, IS_TELLING, meaningOf } from './types.js';

/** execve and execveat on x86-64 (59, 322), i386 (11) and aarch64 (221, 281); nothing else of these numbers is watched elsewhere. */
const EXEC_CALLS: ReadonlySet<string> = new Set(['59', '322', '221', '281', 'execve', 'execveat']);
const ACCEPT_CALLS: ReadonlySet<string> = new Set(['43', '288', '202', '242', 'accept', 'accept4']);
/** Programs that open a session as somebody else; there `acct` is whom they become. */
const BECOMING = /\/(?:sudo|su|runuser|pkexec|doas|run0)$/;
const UNSET: ReadonlySet<string> = new Set([
  '?',
  '(null)',
  '(none)',
  'unset',
  '4294967295',
  '-1',
  '(unknown)',
  '(unknown user)',
  '',
]);
const MAX_KEPT = 100;
const MAX_NAME_CHARS = 180;

export function fieldsOf(records: readonly AuditRecord[], stamp: Stamp | undefined, node: string | undefined): Fields {
  const main = mainOf(records);
  const fields = begin(main);
  put(fields, 'linux_audit.type', main.type);
  put(fields, 'event.code', main.type);
  if (stamp?.time !== undefined) fields['@timestamp'] = stamp.time;
  put(fields, 'linux_audit.serial', stamp?.serial);
  put(fields, 'host.name', node);
  const ordered = [main, ...records.filter((record) => record !== main)];
  for (const record of ordered) putRecord(fields, record, main);
  return fields;
}

/** The record that says what the event is. */
function mainOf(records: readonly AuditRecord[]): AuditRecord {
  const found =
    records.find(({ type }) => IS_TELLING.has(type)) ??
    records.find(({ type }) => type === 'SYSCALL') ??
    records.find(({ type }) => meaningOf(type)[0] !== 'audit_record');
  return found ?? (records[0] as AuditRecord);
}

function begin({ type, values }: AuditRecord): Fields {
  const isExec = type === 'SYSCALL' && EXEC_CALLS.has(values.get('SYSCALL') ?? values.get('syscall') ?? '');
  const [action, kind, good, bad] = isExec
    ? (['process_started', PROCESS_START, 1, 1] as const)
    : meaningOf(typeWithVerdict(type, values));
  const outcome = outcomeOf(type, values);
  const level: Level = outcome === 'failure' ? bad : good;
  const isShell = type === 'USER_LOGIN' && /\/sshd(?:-session|-auth)?$/.test(values.get('exe') ?? '');
  const fields = event(isShell ? 'ssh_login' : nameOf(action, type, values), kind, level, outcome);
  if (!isMember(fields['event.action'])) return fields;
  const isAdded = fields['event.action'] === 'group_member_added';
  const group = values.get('grp') ?? '';
  return event(fields['event.action'] as string, GROUP_CHANGE, isPrivilegedGroup(group) ? 4 : isAdded ? 3 : 2, outcome);
}

function isMember(action: string | undefined): boolean {
  return action === 'group_member_added' || action === 'group_member_removed';
}

/** AppArmor's lines are AVC records whose own word tells what they are. */
function typeWithVerdict(type: string, values: Map<string, string>): string {
  const word = values.get('apparmor');
  return word === undefined ? type : `APPARMOR_${word}`;
}

/** A USER_CHAUTHTOK or USER_MGMT whose `op` tells more than its type; shadow's words for it differ from version to version. */
function nameOf(action: string, type: string, values: Map<string, string>): string {
  const op = values.get('op') ?? '';
  if (type !== 'USER_CHAUTHTOK' && type !== 'USER_MGMT' && type !== 'GRP_MGMT') return action;
  const isMembership = op.includes('group') && values.get('acct') !== undefined;
  if (isMembership && op.startsWith('add') && (type === 'USER_CHAUTHTOK' || values.get('grp') !== undefined))
    return 'group_member_added';
  if (isMembership && op.includes('delet')) return 'group_member_removed';
  if (type !== 'USER_CHAUTHTOK') return action;
  if (op.startsWith('lock')) return 'user_locked';
  if (op.startsWith('unlock')) return 'user_unlocked';
  // `PAM:chauthtok`, `updating passwd`, `change-password`; usermod and chage write the same type for a home, a shell, a date
  const isPassword = op === '' || op.includes('passw') || op.includes('chauthtok');
  return isPassword && !op.includes('aging') && !op.includes('display') && !op.includes('expir')
    ? 'password_changed'
    : 'user_changed';
}

function outcomeOf(type: string, values: Map<string, string>): 'success' | 'failure' | undefined {
  const verdict = values.get('seresult') ?? values.get('apparmor');
  if (verdict !== undefined && verdict !== 'STATUS')
    return verdict === 'granted' || verdict === 'ALLOWED' || verdict === 'AUDIT' || values.get('permissive') === '1'
      ? 'success'
      : 'failure';
  const result = values.get('res') ?? values.get('success') ?? values.get('result');
  if (type.startsWith('ANOM_')) return undefined;
  if (result === undefined) return type === 'SECCOMP' ? 'failure' : undefined;
  return result === 'success' || result === 'yes' || result === '1' ? 'success' : 'failure';
}

/** Names that become fields of ours, or that are used below. Everything else is kept as `linux_audit.<name>`. */
const TAKEN: ReadonlySet<string> = new Set([
  'acct',
  'exe',
  'pid',
  'ppid',
  'cmd',
  'cwd',
  'proctitle',
  'addr',
  'grp',
  'saddr',
  'res',
  'success',
  'AUID',
  'UID',
  'ID',
  'hostname',
  'rport',
  'laddr',
  'lport',
  'SADDR',
]);

function putRecord(fields: Fields, { type, values }: AuditRecord, main: AuditRecord): void {
  if (type === main.type) putAccounts(fields, type, values);
  setOnce(fields, 'process.executable', values.get('exe'));
  setOnce(fields, 'process.name', values.get('comm'));
  setOnce(fields, 'process.pid', values.get('pid'));
  setOnce(fields, 'process.parent.pid', values.get('ppid'));
  setOnce(fields, 'process.working_directory', values.get('cwd'));
  setOnce(fields, 'process.command_line', type === 'EXECVE' ? argumentsOf(values) : values.get('cmd'));
  setOnce(fields, 'process.command_line', values.get('proctitle'));
  if (type === 'PATH' || type === 'AVC') setOnce(fields, 'file.path', values.get('path') ?? values.get('name'));
  setOnce(fields, 'group.name', values.get('grp') ?? values.get('new_group') ?? groupOf(type, values));
  if (IS_ON_GROUP.has(type)) setOnce(fields, 'group.id', numberIn(values.get('id')));
  if (type === 'SERVICE_START' || type === 'SERVICE_STOP') setOnce(fields, 'service.name', values.get('unit'));
  if (type === 'SOFTWARE_UPDATE') setOnce(fields, 'package.name', values.get('sw'));
  putPeer(fields, values);
  const address = values.get('saddr') ?? values.get('SADDR');
  if (address !== undefined) putSocket(fields, address, main);
  let kept = 0;
  for (const [name, value] of values) {
    if (TAKEN.has(name) || UNSET.has(value) || (type === 'EXECVE' && isArgument(name)) || kept >= MAX_KEPT) continue;
    if (type === 'PATH' && name === 'name') continue;
    kept += 1;
    setOnce(fields, `linux_audit.${name.slice(0, MAX_NAME_CHARS).replaceAll(/[^\w-]/g, '_')}`, value);
  }
}

/** Of the records about a group itself, where `acct` and `ID` are the group; a member's record names the group in `grp`. */
function groupOf(type: string, values: Map<string, string>): string | undefined {
  return IS_ON_GROUP.has(type) ? (known(values.get('acct')) ?? nameIn(values.get('ID'))) : undefined;
}

function putAccounts(fields: Fields, type: string, values: Map<string, string>): void {
  if (IS_ON_GROUP.has(type) && values.get('grp') === undefined) {
    put(
      fields,
      'user.name',
      nameIn(values.get('AUID')) ??
        nameIn(values.get('auid')) ??
        nameIn(values.get('UID')) ??
        nameIn(values.get('uid')),
    );
    put(fields, 'user.id', numberIn(values.get('auid')) ?? numberIn(values.get('uid')));
    return;
  }
  const account = known(values.get('acct')) ?? (IS_ON_ACCOUNT.has(type) ? known(values.get('ID')) : undefined);
  const login = nameIn(values.get('AUID')) ?? nameIn(values.get('auid'));
  const actor = login ?? nameIn(values.get('UID')) ?? nameIn(values.get('uid'));
  const logsOn = account ?? nameIn(values.get('ID')) ?? nameIn(values.get('id'));
  const becomes =
    BECOMING.test(values.get('exe') ?? '') && type !== 'USER_AUTH' && type !== 'USER_ACCT' && actor !== undefined;
  if (IS_ON_ACCOUNT.has(type) || (becomes && account !== undefined)) {
    put(fields, 'user.target.name', account);
    put(fields, 'user.name', actor);
    // a name that libaudit could not tell is nobody's: not that of the daemon which asked
  } else put(fields, 'user.name', logsOn ?? (values.has('acct') ? login : actor));
  const id =
    type === 'USER_LOGIN'
      ? (numberIn(values.get('id')) ?? numberIn(values.get('auid')))
      : (numberIn(values.get('auid')) ?? (account === undefined ? numberIn(values.get('uid')) : undefined));
  put(fields, 'user.id', id);
  if (IS_ON_ACCOUNT.has(type)) put(fields, 'user.target.id', numberIn(values.get('id')));
}

/** `addr` is the peer; `hostname` is for local events this machine. sshd's key records name both ends. */
function putPeer(fields: Fields, values: Map<string, string>): void {
  const address = known(values.get('addr'));
  if (address !== undefined && fields['source.ip'] === undefined)
    putHost(fields, 'source', address, 'linux_audit.addr');
  const host = known(values.get('hostname'));
  if (host !== undefined && host !== address) put(fields, 'linux_audit.hostname', host);
  put(fields, 'source.port', known(values.get('rport')), 'linux_audit.rport');
  put(fields, 'destination.ip', known(values.get('laddr')), 'linux_audit.laddr');
  put(fields, 'destination.port', known(values.get('lport')), 'linux_audit.lport');
}

/** `02000050C0000201...` or interpreted `{ saddr_fam=inet laddr=192.0.2.1 lport=80 }`: for accept the peer, else where it goes. */
function putSocket(fields: Fields, text: string, main: AuditRecord): void {
  const side = ACCEPT_CALLS.has(main.values.get('SYSCALL') ?? main.values.get('syscall') ?? '')
    ? 'source'
    : 'destination';
  const decoded = decodeSocketAddress(text);
  const [, address] = / (?:laddr|addr)=([^ }]+)/.exec(text) ?? [];
  const [, port] = / (?:lport|port)=(\d{1,5})/.exec(text) ?? [];
  put(fields, `${side}.ip`, decoded?.address ?? address, 'linux_audit.saddr_address');
  put(fields, `${side}.port`, decoded?.port === undefined ? port : String(decoded.port));
  put(fields, 'linux_audit.saddr_fam', decoded?.family);
  put(fields, 'linux_audit.saddr_path', decoded?.path);
}

/** `argc=3 a0="cat" a1="/etc/passwd"`; a long argument comes in pieces `a1[0]`, `a1[1]`, of which the first is enough. */
function argumentsOf(values: Map<string, string>): string {
  const words: string[] = [];
  for (let n = 0; n < 256; n += 1) {
    const word = values.get(`a${n}`) ?? values.get(`a${n}[0]`);
    if (word === undefined) break;
    words.push(word);
  }
  return words.join(' ');
}

function known(text: string | undefined): string | undefined {
  return text === undefined || UNSET.has(text) ? undefined : text;
}

/** A name, not a number: ids that were translated, or values of interpreted records. */
function nameIn(text: string | undefined): string | undefined {
  const name = known(text);
  return name === undefined || /^\d+$/.test(name) || name.startsWith('unknown(') ? undefined : name;
}

function numberIn(text: string | undefined): string | undefined {
  const number = known(text);
  return number !== undefined && /^\d{1,10}$/.test(number) ? number : undefined;
}

function setOnce(fields: Fields, name: FieldName, text: string | undefined): void {
  if (text === undefined || UNSET.has(text) || (fields as Record<string, FieldValue>)[name] !== undefined) return;
  put(fields, name, text);
}
