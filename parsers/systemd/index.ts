// systemd's messages about units: started, stopped, failed, restarted. Sessions and logons in its name belong to linux-auth, which is asked
// first. Sources: systemd src/core/{job,unit,service,manager}.c.

import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { defineParser } from '#src/plugin/parser.js';
import { readVerb } from './jobs.js';
import { readUnit } from './units.js';

export default defineParser({
  id: 'systemd',
  title: 'systemd units',
  contract: '^1.0.0',
  family: 'linux',
  hint: { apps: ['systemd', 'systemd-user', 'init'] },
  parse,
});

function parse(line: SyslogLine): Fields | undefined {
  const app = line.app?.toLowerCase();
  if (app !== 'systemd' && app !== 'systemd-user' && app !== 'init') return undefined;
  const text = line.message.trim();
  const manager = /^(?:user@\d+\.service|systemd\[\d+\]): /.exec(text);
  return readVerb(text) ?? readUnit(text) ?? (manager === null ? undefined : readVerb(text.slice(manager[0].length)));
}
