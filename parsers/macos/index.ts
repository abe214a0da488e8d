// macOS: what its own services say, in each shape of the unified log (`log show` in the styles default, compact, syslog and ndjson) and in
// the older system.log. What sshd, sudo, su and PAM say there is linux-auth's.

import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import type { PatternTable } from '#src/event/patterns.js';
import { put } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';
import { AUTHD, DIRECTORY, LOGIN_WINDOW, LOGIN_WORDS, SCREEN_SHARING } from './access.js';
import { FIREWALL, GATEKEEPER, INSTALLER, LAUNCHD, POWER, SANDBOX, TCC, TIME_MACHINE } from './system.js';
import { readXprotect } from './xprotect.js';

type Reader = (text: string) => Fields | undefined;

const reader =
  (table: PatternTable): Reader =>
  (text) =>
    table.match(text);

const READERS = new Map<string, Reader>([
  ['authd', reader(AUTHD)],
  ['com.apple.securityserver', reader(AUTHD)],
  ['securityd', reader(AUTHD)],
  ['loginwindow', readLoginWindow],
  ['securityagent', readLoginWindow],
  ['securityagenthelper', readLoginWindow],
  ['screensharingd', reader(SCREEN_SHARING)],
  ['opendirectoryd', reader(DIRECTORY)],
  ['socketfilterfw', reader(FIREWALL)],
  ['firewall', reader(FIREWALL)],
  ['sandboxd', reader(SANDBOX)],
  ['kernel', reader(SANDBOX)],
  ['tccd', reader(TCC)],
  ['syspolicyd', reader(GATEKEEPER)],
  ['xprotectservice', reader(GATEKEEPER)],
  ['com.apple.xpc.launchd', reader(LAUNCHD)],
  ['com.apple.launchd', reader(LAUNCHD)],
  ['launchd', reader(LAUNCHD)],
  ['installd', reader(INSTALLER)],
  ['installer', reader(INSTALLER)],
  ['softwareupdated', reader(INSTALLER)],
  ['backupd', reader(TIME_MACHINE)],
  ['com.apple.backupd', reader(TIME_MACHINE)],
  ['shutdown', reader(POWER)],
  ['reboot', reader(POWER)],
  ['bootlog', reader(POWER)],
]);

export default defineParser({
  id: 'macos',
  title: 'macOS',
  contract: '^1.0.0',
  family: 'macos',
  // The kernel's lines are Linux's, or a firewall's, more often than not.
  priority: -1,
  hint: {
    apps: [...READERS.keys(), 'xprotectremediator*'],
    contains: ['[com.apple.', 'Sandbox: '],
  },
  parse,
});

/** `(Security) [com.apple.Authorization:authd] `, of which either may be missing; and `<Info>: ` of older systems. */
const ORIGIN = /^(?:<[A-Z][a-z]{2,10}>: )?(?:\(([^()]{1,120})\) )?(?:\[([\w.-]{1,120}):([\w .-]{0,80})\] )?/;

/** The header's reader has taken the process out of every style of `log show`: src/collector/decode/log-show.ts. */
function parse(line: SyslogLine): Fields | undefined {
  return line.app === undefined ? undefined : readMessage(line.app, line.message, line);
}

function readMessage(app: string, message: string, line: SyslogLine): Fields | undefined {
  const name = app.slice(app.lastIndexOf('/') + 1).toLowerCase();
  if (name.startsWith('xprotectremediator')) return line.json && readXprotect(app, line.json);
  const read = READERS.get(name);
  if (read === undefined) return undefined;
  // launchd's own messages begin with a bracket or a parenthesis of another meaning.
  const whole = read(message.trim());
  if (whole !== undefined) return whole;
  const origin = ORIGIN.exec(message);
  if (origin === null || origin[0] === '') return undefined;
  const fields = read(message.slice(origin[0].length).trim());
  if (fields !== undefined) {
    put(fields, 'macos.subsystem', origin[2]);
    put(fields, 'macos.category', origin[3]);
  }
  return fields;
}

/** A table for system.log, words for the unified log, where a method's name and much else stands around them. */
function readLoginWindow(text: string): Fields | undefined {
  const fields = LOGIN_WINDOW.match(text);
  if (fields !== undefined) return fields;
  const word = LOGIN_WORDS.find(([words]) => text.includes(words));
  if (word === undefined) return undefined;
  const said: Fields = { ...word[1] };
  put(said, 'user.id', /, with userID:(\d{1,10})$/.exec(text)?.[1]);
  return said;
}
