// TrueNAS SCALE: its audit log, as syslog-ng forwards it (`TNAUDIT_MIDDLEWARE[1]: @cee:{"TNAUDIT":{...}}`), and middlewared's alerts.
// What sshd, sudo, smartd and zed say there is other parsers'.

import type { Fields } from '#src/event/event.js';
import { event, LOGON } from '#src/event/kinds.js';
import type { SyslogLine } from '#src/event/line.js';
import { PatternTable } from '#src/event/patterns.js';
import { defineParser } from '#src/plugin/parser.js';
import { readAudit } from './audit.js';

export default defineParser({
  id: 'truenas',
  title: 'TrueNAS',
  contract: '^1.0.0',
  family: 'storage',
  hint: { apps: ['tnaudit*', 'middlewared', 'manage.py', 'uwsgi'], contains: ['{"TNAUDIT"', '"TNAUDIT":'] },
  parse,
});

const FAILED = event('application_login', LOGON, 3, 'failure');

/** FreeNAS and TrueNAS CORE, of which the web page writes. */
const CORE = new PatternTable(
  [
    ['[common.views:<_>] Failed login attempt from <source.ip> for user <user.name:text>', FAILED],
    ['Failed login attempt from <source.ip> for user <user.name:text>', FAILED],
  ],
  'truenas',
);

function parse(line: SyslogLine): Fields | undefined {
  const record = line.json?.['TNAUDIT'];
  if (typeof record === 'object' && record !== null && !Array.isArray(record)) return readAudit(record as Record<string, unknown>);
  return CORE.match(line.message);
} // prettier-ignore
