// sudo and doas: who ran what as whom. `<user> : [<why refused> ; ]TTY=... ; PWD=... ; USER=... ; COMMAND=...`

import type { Fields } from '#src/event/event.js';
import type { FieldName } from '#src/event/fields.js';
import {
  event,
  LOGON,
  LOGON_DENIED,
  PROCESS_DENIED,
  PROCESS_ERROR,
  PROCESS_INFO,
  PROCESS_START,
} from '#src/event/kinds.js';
import { parsePam } from './pam.js';
import { putCommand, putName } from './text.js';

const COMMAND = ' ; COMMAND=';
const CONTINUED = '(command continued)';

export function parseSudo(text: string): Fields | undefined {
  if (text.startsWith('pam_') || text.startsWith('PAM ')) return parsePam(text);
  const colon = text.indexOf(' : ');
  if (colon < 0) return undefined;
  let at = colon + 3;
  while (text.charCodeAt(at) === 0x20) at += 1; // sudo-rs without a terminal
  if (text.startsWith(CONTINUED, at)) return readContinued(text, colon);
  const command = text.indexOf(COMMAND, at - 3);
  const settings = firstSetting(text, at);
  if (settings < 0) return readBare(text, colon);
  const fields =
    settings === at ? event('sudo_command', PROCESS_START, 2, 'success') : refused(text.slice(at, settings - 3));
  putName(fields, 'user.name', text.slice(0, colon));
  putSettings(fields, text, settings, command < 0 ? text.length : command);
  if (command > 0) putCommand(fields, text.slice(command + COMMAND.length));
  // A directory or an argument holding ` ; COMMAND=`: everything after the first one is shown, and the reader is warned.
  if (command > 0 && text.includes(COMMAND, command + 1)) fields['tags'] = ['linux_auth.ambiguous'];
  return fields;
}

/** A long command goes on in further messages: `<user> : (command continued) <text>`. Not a second command for the rules. */
function readContinued(text: string, colon: number): Fields {
  const fields = event('sudo_command_continued', PROCESS_INFO, 1);
  putName(fields, 'user.name', text.slice(0, colon));
  putCommand(fields, text.slice(colon + 3 + CONTINUED.length));
  return fields;
}

/** sudo's sentences without settings: `<user> : unable to resolve host web1`, `<user> : 3 incorrect password attempts`, ... */
function readBare(text: string, colon: number): Fields | undefined {
  const user = text.slice(0, colon).trim();
  if (user === '' || user.includes(' ')) return undefined;
  const reason = text.slice(colon + 3).trim();
  if (!isKnownReason(reason)) return undefined;
  const fields = refused(reason);
  putName(fields, 'user.name', user);
  return fields;
}

/** Where `TTY=`, `PWD=`, ... begin; a line that is refused has sudo's reason before them. -1 when there are none. */
function firstSetting(text: string, at: number): number {
  if (isSetting(text, at)) return at;
  let semicolon = text.indexOf(' ; ', at);
  while (semicolon > 0) {
    if (isSetting(text, semicolon + 3)) return semicolon + 3;
    semicolon = text.indexOf(' ; ', semicolon + 3);
  }
  return -1;
}

function isSetting(text: string, at: number): boolean {
  return ['TTY=', 'PWD=', 'HOST=', 'USER=', 'CHROOT='].some((name) => text.startsWith(name, at));
}

function refused(reason: string): Fields {
  const fields = refusalOf(reason);
  putName(fields, 'event.reason', reason);
  const attempts = /^(\d{1,4}) incorrect /.exec(reason);
  if (attempts !== null) fields['linux_auth.attempts'] = Number(attempts[1]);
  return fields;
}

function isKnownReason(reason: string): boolean {
  return refusalOf(reason)['event.action'] !== 'sudo_denied' || DENIALS.some((words) => reason.includes(words));
}

/** plugins/sudoers: sudoers.c, check.c, logging.c, audit.c; sudo-rs says the same. */
const DENIALS = [
  'NOT in sudoers',
  'NOT authorized',
  'command not allowed',
  'not allowed to',
  'you must have a tty',
  'not permitted',
  'account validation failure',
  'account expired',
  'password expired',
  'no valid sudoers',
];
/** Faults and oddities of which sudo tells; the command may have run all the same. */
const ERRORS = [
  'unable to ',
  'problem with defaults',
  'parse error',
  'syntax error',
  'unknown uid',
  'unknown user',
  'unknown group',
  'unknown defaults',
  'error initializing',
  'values for ',
  'timestamp ',
  'is world writable',
  'is owned by',
  'invalid ',
];

function refusalOf(reason: string): Fields {
  if (reason.includes('NOT in sudoers') || reason.includes('NOT authorized'))
    return event('sudo_denied', LOGON_DENIED, 4, 'failure');
  if (reason.includes('incorrect password attempt') || reason.includes('incorrect authentication attempt'))
    return event('sudo_auth_failed', LOGON, 3, 'failure');
  if (
    reason.includes('password is required') ||
    reason.includes('authentication is required') ||
    reason.includes('no tty present') ||
    reason.includes('terminal is required') ||
    reason.includes('conversation failed')
  )
    return event('sudo_auth_failed', LOGON, 2, 'failure');
  if (ERRORS.some((words) => reason.startsWith(words))) return event('sudo_error', PROCESS_ERROR, 2);
  return event('sudo_denied', PROCESS_DENIED, 3, 'failure');
}

/** The directory (PWD=) may hold anything, so TTY is read from the front, USER from the end. */
function putSettings(fields: Fields, text: string, from: number, end: number): void {
  const user = text.lastIndexOf('USER=', end);
  if (user >= from) {
    putName(fields, 'user.target.name', text.slice(user + 5, settingEnd(text, user, end)));
    putSetting(fields, 'group.name', ' ; GROUP=', text, user, end);
    putSetting(fields, 'linux_auth.tsid', ' ; TSID=', text, user, end);
    putSetting(fields, 'linux_auth.env', ' ; ENV=', text, user, end);
  }
  if (text.startsWith('HOST=', from))
    putName(fields, 'linux_auth.sudo_host', text.slice(from + 5, settingEnd(text, from, end)));
  const tty = text.startsWith('HOST=', from) ? settingEnd(text, from, end) + 3 : from;
  if (text.startsWith('TTY=', tty)) putName(fields, 'linux_auth.tty', text.slice(tty + 4, settingEnd(text, tty, end)));
  const chroot = text.indexOf('CHROOT=', from);
  if (chroot >= from && (user < 0 || chroot < user))
    putName(fields, 'linux_auth.chroot', text.slice(chroot + 7, settingEnd(text, chroot, end)));
  const pwd = text.indexOf('PWD=', from);
  if (pwd >= from && pwd < end) {
    const stop = user > pwd ? user - 3 : settingEnd(text, pwd, end);
    putName(fields, 'process.working_directory', text.slice(pwd + 4, stop));
  }
}

function putSetting(fields: Fields, field: FieldName, name: string, text: string, from: number, end: number): void {
  const at = text.indexOf(name, from);
  if (at < 0 || at >= end) return;
  const next = text.indexOf(' ; ', at + name.length);
  putName(fields, field, text.slice(at + name.length, next > 0 && next < end ? next : end));
}

function settingEnd(text: string, from: number, end: number): number {
  const semicolon = text.indexOf(' ; ', from);
  if (semicolon > 0 && semicolon < end) return semicolon;
  return text.endsWith(' ;', end) ? end - 2 : end;
}
