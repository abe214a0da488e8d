// sudo and doas: who ran what as whom. `<user> : [<why refused> ; ]TTY=... ; PWD=... ; USER=... ; COMMAND=...`

import type { Fields } from '#src/event/event.js';
import { event, LOGON, LOGON_DENIED, PROCESS_DENIED, PROCESS_START } from './kinds.js';
import { parsePam } from './pam.js';
import { putCommand, putName } from './text.js';

const COMMAND = ' ; COMMAND=';

export function parseSudo(text: string): Fields | undefined {
  if (text.startsWith('pam_')) return parsePam(text);
  const colon = text.indexOf(' : ');
  const at = colon + 3;
  const command = text.indexOf(COMMAND, at - 3);
  const settings = firstSetting(text, at);
  if (colon < 0 || settings < 0) return undefined;
  const fields =
    settings === at ? event('sudo_command', PROCESS_START, 2, 'success') : refused(text.slice(at, settings - 3));
  putName(fields, 'user.name', text.slice(0, colon));
  putSettings(fields, text, settings, command < 0 ? text.length : command);
  if (command > 0) putCommand(fields, text.slice(command + COMMAND.length));
  // A directory or an argument holding ` ; COMMAND=`: everything after the first one is shown, and the reader is warned.
  if (command > 0 && text.includes(COMMAND, command + 1)) fields['tags'] = ['linux_auth.ambiguous'];
  return fields;
}

/** OpenDoas: `<user> ran command <command> as <user> from <dir>`, `command not permitted for <user>: ...`, `failed auth for <user>` */
export function parseDoas(text: string): Fields | undefined {
  if (text.startsWith('pam_')) return parsePam(text);
  const ran = text.indexOf(' ran command ');
  if (ran > 0 && !text.slice(0, ran).includes(' ')) {
    const from = text.lastIndexOf(' from ');
    const as = text.lastIndexOf(' as ', from < 0 ? text.length : from);
    const fields = event('doas_command', PROCESS_START, 2, 'success');
    putName(fields, 'user.name', text.slice(0, ran));
    putCommand(fields, text.slice(ran + 13, as > ran ? as : text.length));
    if (as > ran) putName(fields, 'user.target.name', text.slice(as + 4, from > as ? from : text.length));
    return fields;
  }
  if (text.startsWith('failed auth for ')) {
    const fields = event('doas_command', LOGON, 3, 'failure');
    putName(fields, 'user.name', text.slice(16));
    return fields;
  }
  if (!text.startsWith('command not permitted for ') && !text.startsWith('not permitted for ')) return undefined;
  const forAt = text.indexOf(' for ') + 5;
  const colon = text.indexOf(': ', forAt);
  const fields = event('doas_command', PROCESS_DENIED, 4, 'failure');
  putName(fields, 'user.name', text.slice(forAt, colon < 0 ? text.length : colon));
  if (colon > 0) putCommand(fields, text.slice(colon + 2));
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
  return fields;
}

function refusalOf(reason: string): Fields {
  if (reason.includes('NOT in sudoers') || reason.includes('NOT authorized'))
    return event('sudo_denied', LOGON_DENIED, 4, 'failure');
  if (reason.includes('incorrect password attempt')) return event('sudo_auth_failed', LOGON, 3, 'failure');
  if (reason.includes('password is required')) return event('sudo_auth_failed', LOGON, 2, 'failure');
  if (reason.startsWith('(command continued)')) return event('sudo_command', PROCESS_START, 2, 'success');
  return event('sudo_denied', PROCESS_DENIED, 3, 'failure');
}

/** The directory (PWD=) may hold anything, so TTY is read from the front, USER from the end. */
function putSettings(fields: Fields, text: string, from: number, end: number): void {
  const user = text.lastIndexOf('USER=', end);
  if (user >= from) putName(fields, 'user.target.name', text.slice(user + 5, settingEnd(text, user, end)));
  if (text.startsWith('TTY=', from))
    putName(fields, 'linux_auth.tty', text.slice(from + 4, settingEnd(text, from, end)));
  const pwd = text.indexOf('PWD=', from);
  if (pwd >= from && pwd < end) {
    const stop = user > pwd ? user - 3 : settingEnd(text, pwd, end);
    putName(fields, 'process.working_directory', text.slice(pwd + 4, stop));
  }
}

function settingEnd(text: string, from: number, end: number): number {
  const semicolon = text.indexOf(' ; ', from);
  return semicolon > 0 && semicolon < end ? semicolon : end;
}
