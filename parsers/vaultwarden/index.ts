// Vaultwarden (bitwarden_rs): `[2026-11-20 10:00:01.123][vaultwarden::api::identity][ERROR] text`, from its file, a container or syslog.

import type { Fields } from '#src/event/event.js';
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
    contains: ['[vaultwarden::', '[bitwarden_rs::', 'Username or password is incorrect. Try again. IP: '],
  },
  parse,
});

const HEAD =
  /^\[(\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d{1,9})?)\]\[([\w:]{1,120})\]\[(TRACE|DEBUG|INFO|WARN|ERROR)\] /;

function parse(line: SyslogLine): Fields | undefined {
  const isOwn = /^(?:vaultwarden|bitwarden_rs)$/.test(line.app ?? '');
  const head = HEAD.exec(line.message) ?? HEAD.exec(line.searched);
  if (head === null && !isOwn) return undefined;
  if (head !== null && !/^(?:vaultwarden|bitwarden_rs)\b/.test(head[2]!) && !isOwn) return undefined;
  const text = head === null ? line.message : head.input.slice(head[0].length);
  const fields = MESSAGES.match(text);
  if (fields === undefined) return undefined;
  put(fields, 'vaultwarden.module', head?.[2]);
  if (head !== null) fields['@timestamp'] = head[1]!;
  return fields;
}
