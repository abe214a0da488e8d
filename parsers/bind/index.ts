// ISC BIND (named): queries, what was refused, rewritten or rate-limited, transfers, updates, zones, trouble with other servers.

import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { defineParser } from '#src/plugin/parser.js';
import { parseClient } from './client.js';
import { CATEGORIES, readPrefix } from './prefix.js';
import { bySeverity, parseServer } from './server.js';

export default defineParser({
  id: 'bind',
  title: 'BIND (named)',
  contract: '^1.0.0',
  family: 'network',
  hint: {
    apps: ['named', 'named-sdb', 'named-chroot', 'named-pkcs11', 'bind', 'bind9'],
    // A log file's lines have a date of named's own and no program.
    contains: ['client @0x', ': query: ', "' denied", 'queries: info:', 'lame-servers: ', 'query-errors: ', ' general: ', 'xfer-in: ', 'xfer-out: ', 'zoneload: '], // prettier-ignore
  },
  parse,
});

const NAMES: ReadonlySet<string> = new Set(['named', 'named-sdb', 'named-chroot', 'named-pkcs11', 'bind', 'bind9']);

function parse(line: SyslogLine): Fields | undefined {
  const app = line.app?.toLowerCase();
  const isNamed = app !== undefined && NAMES.has(app);
  // `2026-11-20T10:00:01.123Z queries: info: client ...` (print-time iso8601-utc) looks like a header with the program `queries`.
  const isCategory = app !== undefined && CATEGORIES.has(app) && line.pid === undefined;
  if (!isNamed && !isCategory && app !== undefined) return undefined;
  const prefix = readPrefix(line.message);
  const category = prefix.category ?? (isCategory ? app : undefined);
  const { time, severity, body } = prefix;
  if (isCategory && severity === undefined) return undefined;
  const isOurs = isNamed || (category !== undefined && severity !== undefined);
  const fields = parseClient(body) ?? (isOurs ? readOwn(body, severity) : undefined);
  if (fields === undefined) return undefined;
  if (isCategory) fields['process.name'] = 'named';
  if (category !== undefined) fields['bind.category'] = category;
  if (severity !== undefined) fields['log.level'] = severity;
  if (time !== undefined) fields['@timestamp'] = time;
  return fields;
}

function readOwn(body: string, severity: string | undefined): Fields | undefined {
  return parseServer(body) ?? bySeverity(severity);
}
