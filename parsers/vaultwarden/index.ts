// Vaultwarden (bitwarden_rs): `[2026-11-20 10:00:01.123][vaultwarden::api::identity][ERROR] text`, from its file, a container or syslog.

import type { Fields } from '#src/event/event.js';
import { event, LOGON } from '#src/event/kinds.js';
import type { SyslogLine } from '#src/event/line.js';
import { put } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';
import { MESSAGES } from './messages.js';

export default defineParser({
  id: 'vaultwarden',
  title: 'Vaultwarden',
  contract: '^1.0.0',
  family: 'application',
  hint: {
    apps: ['vaultwarden', 'bitwarden_rs'],
    contains: [
      '[vaultwarden::',
      '[bitwarden_rs::',
      'Username or password is incorrect. Try again. IP: ',
      '] Failed login attempt',
    ],
  },
  parse,
});

const HEAD =
  /^\[(\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d{1,9})?)\]\[([\w:]{1,120})\]\[(TRACE|DEBUG|INFO|WARN|ERROR)\] /;

/** Bitwarden's own server, the rest of whose log is a programmer's. */
const BITWARDEN =
  /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}) ([+-]\d\d:\d\d) \[(?:WRN|Warning)\] (?:\[[\w.]{1,120}\] )?Failed login attempt(?:, 2FA invalid)?\. ([0-9a-fA-F.:]{2,45})$/;

function readBitwarden(text: string): Fields | undefined {
  const found = BITWARDEN.exec(text.trimEnd());
  if (found === null) return undefined;
  const fields = event('application_login', LOGON, 3, 'failure');
  put(fields, 'source.ip', found[3], 'vaultwarden.ip');
  fields['@timestamp'] = `${found[1]} ${found[2]}`;
  return fields;
}

function parse(line: SyslogLine): Fields | undefined {
  const isOwn = /^(?:vaultwarden|bitwarden_rs)$/.test(line.app ?? '');
  const head = HEAD.exec(line.message) ?? HEAD.exec(line.searched);
  if (head === null && !isOwn) return readBitwarden(line.searched);
  if (head !== null && !/^(?:vaultwarden|bitwarden_rs)\b/.test(head[2]!) && !isOwn) return undefined;
  const text = head === null ? line.message : head.input.slice(head[0].length);
  const fields = MESSAGES.match(text);
  if (fields === undefined) return undefined;
  put(fields, 'vaultwarden.module', head?.[2]);
  if (head !== null) fields['@timestamp'] = head[1]!;
  return fields;
}
