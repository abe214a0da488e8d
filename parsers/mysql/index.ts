// The error logs of MySQL 5.7 to 9 and MariaDB 10 and 11, and MariaDB's audit plugin through syslog.
//   2026-11-20T10:00:01.123456Z 12 [Note] [MY-010926] [Server] Access denied ...     2026-11-20 10:00:01 12 [Warning] Access denied ...

import { writtenText } from '#src/event/container.js';
import type { Fields } from '#src/event/event.js';
import { DATABASE_ERROR, DATABASE_INFO, event } from '#src/event/kinds.js';
import type { SyslogLine } from '#src/event/line.js';
import { put } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';
import { readAudit, readAuditFile } from './audit.js';
import { readGeneral } from './general.js';
import { MESSAGES } from './messages.js';

export default defineParser({
  id: 'mysql',
  title: 'MySQL and MariaDB',
  contract: '^1.0.0',
  family: 'application',
  hint: {
    apps: ['mysql*', 'mariadb*'],
    contains: [
      '[Server] ',
      '[Warning] Access denied for user',
      '[Note] Access denied for user',
      '[Warning] Aborted connection',
      ' Connect\t',
      ' Query\t',
      ' Quit\t',
      ' Init DB\t',
      ',CONNECT,',
      ',FAILED_CONNECT,',
      ',DISCONNECT,',
      ',QUERY,',
    ],
  },
  parse,
});

const HEAD =
  /^(?:(\d{4}-\d\d-\d\d[T ] ?\d{1,2}:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)?) {1,3})?(?:(\d{1,20}) )?\[(Note|Warning|ERROR|Error|System)\] (?:\[(MY-\d{6})\] )?(?:\[(\w{2,20})\] )?/;

function parse(line: SyslogLine): Fields | undefined {
  const isOwn = /^(?:mysql|mariadb)/i.test(line.app ?? '');
  if (isOwn && line.app!.includes('server_audit')) return readAudit(line.message);
  const whole = withCentury(isOwn ? line.message : writtenText(line));
  const head = HEAD.exec(whole);
  if (head === null) return readGeneral(whole, isOwn) ?? (isOwn ? undefined : readAuditFile(whole));
  if (!isOwn && head[1] === undefined) return undefined;
  const text = head.input.slice(head[0].length);
  const known = MESSAGES.match(text);
  if (known === undefined && !isOwn && head[4] === undefined) return undefined;
  const fields = known ?? other(head[3]!, text);
  put(fields, 'event.code', head[4]);
  put(fields, 'mysql.thread', head[2]);
  fields['network.protocol'] = 'mysql';
  if (head[1] !== undefined)
    fields['@timestamp'] = head[1].replace('T', ' ').replace(/ {2}/, ' 0').replace(/Z$/, ' UTC');
  return fields;
}

/** Before 5.7 and MariaDB 10.1: `261120  8:00:01 [Warning] ...` */
function withCentury(text: string): string {
  return /^\d{6} [ \d]\d:\d\d:\d\d[ \t]/.test(text)
    ? `20${text.slice(0, 2)}-${text.slice(2, 4)}-${text.slice(4, 6)}${text.slice(6)}`
    : text;
}

function other(severity: string, text: string): Fields {
  const isError = severity.toLowerCase() === 'error';
  const fields = event(
    'database_message',
    isError ? DATABASE_ERROR : DATABASE_INFO,
    isError || severity === 'Warning' ? 2 : 1,
  );
  put(fields, 'event.reason', text.slice(0, 500));
  return fields;
}
