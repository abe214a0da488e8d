// sudo's JSON format (sudoers `log_format=json`, sudo 1.9.4 and later): {"sudo":{"accept"|"reject"|"alert"|"exit":{...}}}, after `@cee:` in
// syslog. Names and arguments are values of their own, so nothing in them can pass for another field.

import { objectOf } from '#src/event/json-text.js';
import { readForeignTime } from '#src/event/foreign-time.js';
import type { Fields } from '#src/event/event.js';
import type { FieldName } from '#src/event/fields.js';
import {
  event,
  LOGON,
  LOGON_DENIED,
  PROCESS_DENIED,
  PROCESS_END,
  PROCESS_ERROR,
  PROCESS_START,
} from '#src/event/kinds.js';
import { put, putCommand, putName } from './text.js';

type Json = Readonly<Record<string, unknown>>;

export function parseSudoJson(json: Json): Fields | undefined {
  const sudo = objectOf(json['sudo']);
  if (sudo === undefined) return undefined;
  for (const kind of ['accept', 'reject', 'alert', 'exit'] as const) {
    const said = objectOf(sudo[kind]);
    if (said !== undefined) return filled(ofKind(kind, textOf(said['reason']) ?? ''), said);
  }
  return undefined;
}

function ofKind(kind: 'accept' | 'reject' | 'alert' | 'exit', reason: string): Fields {
  if (kind === 'accept') return event('sudo_command', PROCESS_START, 2, 'success');
  if (kind === 'exit') return event('sudo_command_ended', PROCESS_END, 1);
  if (reason.includes('NOT in sudoers') || reason.includes('NOT authorized'))
    return event('sudo_denied', LOGON_DENIED, 4, 'failure');
  if (reason.includes('incorrect password attempt')) return event('sudo_auth_failed', LOGON, 3, 'failure');
  if (reason.includes('is required')) return event('sudo_auth_failed', LOGON, 2, 'failure');
  return kind === 'alert' ? event('sudo_error', PROCESS_ERROR, 2) : event('sudo_denied', PROCESS_DENIED, 3, 'failure');
}

const NAMES: readonly (readonly [string, FieldName])[] = [
  ['submituser', 'user.name'],
  ['runuser', 'user.target.name'],
  ['rungroup', 'group.name'],
  ['ttyname', 'linux_auth.tty'],
  ['submithost', 'linux_auth.sudo_host'],
  ['submitcwd', 'process.working_directory'],
  ['reason', 'event.reason'],
  ['tsid', 'linux_auth.tsid'],
  ['uuid', 'linux_auth.sudo_uuid'],
  ['command', 'process.executable'],
  ['signal', 'linux_auth.signal'],
];

function filled(fields: Fields, said: Json): Fields {
  for (const [name, field] of NAMES) {
    const value = textOf(said[name]);
    if (value !== undefined) putName(fields, field, value);
  }
  const words = Array.isArray(said['runargv'])
    ? (said['runargv'] as unknown[]).filter((word) => typeof word === 'string')
    : [];
  const command = textOf(said['command']);
  if (command !== undefined) putCommand(fields, [command, ...words.slice(1)].join(' '));
  const exit = said['exit_value'];
  if (typeof exit === 'number' && Number.isSafeInteger(exit)) put(fields, 'process.exit_code', exit);
  const time = readForeignTime(
    objectOf(said['server_time'])?.['seconds'] ?? objectOf(said['submit_time'])?.['seconds'],
  );
  if (time !== undefined) fields['@timestamp'] = time;
  return fields;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
