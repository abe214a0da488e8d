// Single records of the Linux audit system: `type=<TYPE> msg=audit(<seconds>.<ms>:<serial>): <name>=<value> ...`. Records of
// one event share the serial; here each stands alone. The kernel hex-encodes values that strangers chose, so names are safe.

import type { Action } from '#src/event/actions.js';
import type { Fields, Level } from '#src/event/event.js';
import type { FieldName } from '#src/event/fields.js';
import { readIp } from '#src/event/address.js';
import {
  CONFIGURATION_CHANGE,
  GROUP_CHANGE,
  GROUP_CREATION,
  GROUP_DELETION,
  HOST_END,
  LOGON,
  LOGON_DENIED,
  LOGON_INFO,
  PROCESS_END,
  PROCESS_INFO,
  PROCESS_START,
  SESSION_END,
  SESSION_START,
  USER_CHANGE,
  USER_CREATION,
  USER_DELETION,
  event,
  type Kind,
} from './kinds.js';
import { isDigit, put, putCommand, putName } from './text.js';

/** Type -> action, kind, level when it succeeded, level when it failed. */
const TYPES = new Map<string, readonly [Action, Kind, Level, Level]>([
  ['USER_AUTH', ['authentication', LOGON_INFO, 1, 3]],
  ['USER_ACCT', ['authentication', LOGON_INFO, 1, 3]],
  ['USER_LOGIN', ['console_login', LOGON, 1, 3]],
  ['USER_ERR', ['authentication', LOGON_INFO, 1, 3]],
  ['CRED_ACQ', ['authentication', LOGON_INFO, 1, 2]],
  ['CRED_REFR', ['authentication', LOGON_INFO, 1, 2]],
  ['CRED_DISP', ['authentication', LOGON_INFO, 1, 2]],
  ['LOGIN', ['session_opened', SESSION_START, 1, 2]],
  ['USER_START', ['session_opened', SESSION_START, 1, 2]],
  ['USER_END', ['session_closed', SESSION_END, 1, 2]],
  ['USER_LOGOUT', ['session_closed', SESSION_END, 1, 2]],
  ['USER_CMD', ['sudo_command', PROCESS_START, 2, 3]],
  ['USER_CHAUTHTOK', ['password_changed', USER_CHANGE, 2, 2]],
  ['USER_MGMT', ['user_changed', USER_CHANGE, 2, 2]],
  ['ADD_USER', ['user_created', USER_CREATION, 4, 2]],
  ['DEL_USER', ['user_deleted', USER_DELETION, 3, 2]],
  ['ADD_GROUP', ['group_created', GROUP_CREATION, 2, 2]],
  ['DEL_GROUP', ['group_deleted', GROUP_DELETION, 3, 2]],
  ['GRP_MGMT', ['group_changed', GROUP_CHANGE, 2, 2]],
  ['ACCT_LOCK', ['user_locked', USER_CHANGE, 2, 2]],
  ['ACCT_UNLOCK', ['user_unlocked', USER_CHANGE, 2, 2]],
  ['ANOM_LOGIN_FAILURES', ['account_locked', LOGON_DENIED, 3, 3]],
  ['RESP_ACCT_LOCK', ['account_locked', LOGON_DENIED, 3, 3]],
  ['SERVICE_START', ['service_started', PROCESS_START, 1, 2]],
  ['SERVICE_STOP', ['service_stopped', PROCESS_END, 1, 2]],
  ['SYSTEM_SHUTDOWN', ['system_shutdown', HOST_END, 2, 2]],
  ['CONFIG_CHANGE', ['audit_changed', CONFIGURATION_CHANGE, 3, 3]],
  ['DAEMON_END', ['audit_changed', PROCESS_END, 3, 3]],
  ['SYSCALL', ['system_call', PROCESS_INFO, 1, 1]],
  ['EXECVE', ['process_started', PROCESS_START, 1, 1]],
]);

/** Types whose `acct` is acted on, not acting. */
const IS_ON_ACCOUNT: ReadonlySet<string> = new Set([
  'USER_CHAUTHTOK',
  'USER_MGMT',
  'ADD_USER',
  'DEL_USER',
  'ACCT_LOCK',
  'ACCT_UNLOCK',
  'GRP_MGMT',
]);

/** execve and execveat on x86-64 (59, 322) and aarch64 (221, 281); 59 is nothing else that auditors watch on aarch64. */
const EXEC_CALLS: ReadonlySet<string> = new Set(['59', '322', '221', '281', 'execve', 'execveat']);

export function parseAudit(text: string): Fields | undefined {
  const msg = text.indexOf('msg=audit(');
  const close = text.indexOf('):', msg);
  if (msg < 0 || close < 0 || close - msg > 60) return undefined;
  const type = typeOf(text);
  const known = type === undefined ? undefined : TYPES.get(type);
  if (type === undefined || known === undefined) return undefined;
  const fields = start(text, close, known);
  fields['linux_auth.audit_type'] = type;
  putInstant(fields, text.slice(msg + 10, close));
  if (type === 'EXECVE') putArguments(fields, text, close);
  else putValues(fields, text, close, type);
  return fields;
}

/** `type=` opens the line, perhaps after `node=<name> ` or auditd's syslog words. */
function typeOf(text: string): string | undefined {
  const at = text.indexOf('type=');
  if (at < 0 || at > 120 || (at > 0 && text.charCodeAt(at - 1) !== 0x20)) return undefined;
  const end = text.indexOf(' ', at);
  return end < 0 ? undefined : text.slice(at + 5, end);
}

function start(text: string, at: number, known: readonly [Action, Kind, Level, Level]): Fields {
  const [action, kind, goodLevel, badLevel] = known;
  const result = value(text, 'res', at) ?? value(text, 'success', at);
  const isExec = action === 'system_call' && EXEC_CALLS.has(value(text, 'syscall', at) ?? '');
  if (isExec) return event('process_started', PROCESS_START, goodLevel, result === 'yes' ? 'success' : 'failure');
  if (result === undefined) return event(action, kind, goodLevel);
  const isSuccess = result === 'success' || result === 'yes' || result === '1';
  return event(action, kind, isSuccess ? goodLevel : badLevel, isSuccess ? 'success' : 'failure');
}

/** `1364481363.243:24287` */
function putInstant(fields: Fields, stamp: string): void {
  const dot = stamp.indexOf('.');
  const colon = stamp.indexOf(':');
  const ms = Number(stamp.slice(0, dot)) * 1000 + Number(stamp.slice(dot + 1, colon));
  if (dot < 1 || colon < dot || !Number.isSafeInteger(ms) || ms <= 0) return;
  fields['@timestamp'] = ms;
  putName(fields, 'linux_auth.audit_serial', stamp.slice(colon + 1));
}

function putValues(fields: Fields, text: string, at: number, type: string): void {
  const account = value(text, 'acct', at);
  const uid = value(text, 'AUID', at) ?? value(text, 'UID', at);
  if (IS_ON_ACCOUNT.has(type)) putText(fields, 'user.target.name', account);
  else putText(fields, 'user.name', account === '(unknown user)' ? undefined : account);
  if (fields['user.name'] === undefined && uid !== 'unset') putText(fields, 'user.name', uid);
  putText(fields, 'user.id', value(text, 'id', at));
  putText(fields, 'group.name', value(text, 'grp', at));
  putText(fields, 'process.executable', value(text, 'exe', at));
  putText(fields, 'linux_auth.command_name', value(text, 'comm', at));
  putText(fields, 'linux_auth.tty', known(value(text, 'terminal', at) ?? value(text, 'tty', at)));
  putText(fields, 'linux_auth.operation', value(text, 'op', at));
  putText(fields, 'linux_auth.audit_key', known(value(text, 'key', at)));
  putText(fields, 'linux_auth.unit', value(text, 'unit', at));
  putCommand(fields, value(text, 'cmd', at) ?? '');
  putNumber(fields, 'process.pid', value(text, 'pid', at));
  const ip = readIp(value(text, 'addr', at) ?? ''); // not `hostname`: for local events that is this machine
  if (ip !== undefined) fields['source.ip'] = ip;
}

/** `argc=3 a0="cat" a1="/etc/passwd" a2=6162`: the command as far as this record tells it. */
function putArguments(fields: Fields, text: string, at: number): void {
  const words: string[] = [];
  for (let n = 0; n < 64; n += 1) {
    const word = value(text, `a${n}`, at);
    if (word === undefined) break;
    words.push(word);
  }
  putCommand(fields, words.join(' '));
}

/**
 * The value of `name`: the first ` name=` (or `'name=`, inside msg='...') after `at`. Quoted values end at the quote; without
 * quotes an even run of hex digits in one of the encoded fields is text (auparse's rule).
 */
function value(text: string, name: string, at: number): string | undefined {
  const word = `${name}=`;
  let found = text.indexOf(word, at);
  while (found > 0 && !isBoundary(text.charCodeAt(found - 1))) found = text.indexOf(word, found + 1);
  if (found < 0) return undefined;
  const from = found + word.length;
  if (text.charCodeAt(from) === 0x22) {
    const close = text.indexOf('"', from + 1);
    return close < 0 ? undefined : text.slice(from + 1, close);
  }
  let end = from;
  while (end < text.length && !isBoundary(text.charCodeAt(end))) end += 1;
  const plain = text.slice(from, end);
  return isEncoded(name) ? decoded(plain) : plain;
}

/** Blank, single quote, or the group separator before auditd's translated fields. */
function isBoundary(code: number): boolean {
  return code === 0x20 || code === 0x27 || code === 0x1d;
}

function isEncoded(name: string): boolean {
  return (
    name === 'acct' ||
    name === 'exe' ||
    name === 'comm' ||
    name === 'cmd' ||
    (name.startsWith('a') && isDigit(name.charCodeAt(1)))
  );
}

function decoded(text: string): string {
  if (text.length < 2 || text.length % 2 !== 0 || !/^[0-9A-F]+$/.test(text)) return text;
  return Buffer.from(text, 'hex').toString('utf8').replaceAll('\0', ' ');
}

function known(text: string | undefined): string | undefined {
  return text === '?' || text === '(null)' || text === '(none)' ? undefined : text;
}

function putText(fields: Fields, field: FieldName, text: string | undefined): void {
  if (text !== undefined) putName(fields, field, text);
}

function putNumber(fields: Fields, field: FieldName, text: string | undefined): void {
  const number = Number(text);
  if (text !== undefined && text !== '' && Number.isSafeInteger(number) && number >= 0) put(fields, field, number);
}
