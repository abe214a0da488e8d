// WatchGuard Firebox (Fireware 11 to 12): `firewall: msg_id="3000-0148" Allow 1-Trusted 0-External 52 tcp 20 127 src dst sport dport ...`, and
// what its other programs say. https://www.watchguard.com/help/docs/fireware/12/en-US/log_catalog/12_10_Log-Catalog.pdf

import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { PatternTable } from '#src/event/patterns.js';
import { put } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';
import { MESSAGES } from './messages.js';
import { readTraffic } from './traffic.js';

export default defineParser({
  id: 'watchguard',
  title: 'WatchGuard Firebox',
  contract: '^1.0.0',
  family: 'network',
  hint: { contains: ['msg_id="'] },
  parse,
});

const TABLE = new PatternTable(MESSAGES, 'watchguard');
/** `FVE6035FD3AE3 (2026-11-20T09:49:05) firewall[10]: msg_id="3000-0148" `; the collector may have taken the program off. */
const HEAD =
  /^(?:[\w-]{1,40} )?(?:\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\) )?(?:([a-z][\w-]{1,20})(?:\[\d{1,9}\])?: )?msg_id="([0-9A-F-]{4,12})" /;

function parse(line: SyslogLine): Fields | undefined {
  const head = HEAD.exec(line.message);
  if (head === null) return undefined;
  const text = line.message.slice(head[0].length).trim();
  const fields = readTraffic(text) ?? TABLE.match(text);
  if (fields === undefined) return undefined;
  fields['event.code'] = head[3]!;
  put(fields, 'process.name', head[2]);
  if (head[1] !== undefined) fields['@timestamp'] = head[1].replace('T', ' ');
  return fields;
}
