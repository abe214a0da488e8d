// Redis and Valkey: `1234:M 20 Nov 2026 10:00:01.123 # text`; the sign tells the severity (`.` debug, `-` verbose, `*` notice, `#` warning).

import type { Fields } from '#src/event/event.js';
import {
  CONNECTION_DENIED,
  CONNECTION_END,
  CONNECTION_START,
  DATABASE_INFO,
  event,
  PROCESS_END,
  PROCESS_START,
} from '#src/event/kinds.js';
import type { SyslogLine } from '#src/event/line.js';
import { type Pattern, PatternTable } from '#src/event/patterns.js';
import { put } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';

export default defineParser({
  id: 'redis',
  title: 'Redis and Valkey',
  contract: '^1.0.0',
  family: 'application',
  hint: { apps: ['redis*', 'valkey*'], contains: ['Possible SECURITY ATTACK detected.', ':M ', ':C ', ':S '] },
  parse,
});

const HEAD = /^(\d{1,10}):([MCSX]) (\d{2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d\.\d{3}) ([.*#-]) /;

/** Sources: redis src/{networking,server,anet}.c */
const messages: readonly Pattern[] = [
  [
    'Possible SECURITY ATTACK detected. <_:phrase> Connection from <source:endpoint> aborted.',
    event('database_connection', CONNECTION_DENIED, 3),
  ],
  [
    'Possible SECURITY ATTACK detected. <_:phrase> Connection aborted.',
    event('database_connection', CONNECTION_DENIED, 3),
  ],
  ['Accepted <source:endpoint>', event('database_connection', CONNECTION_START, 1)],
  ['Client closed connection <_:text>', event('database_connection', CONNECTION_END, 1)],
  ['Ready to accept connections[[ <redis.protocol>]]', event('service_started', PROCESS_START, 1)],
  [
    'The server is now ready to accept connections on port <redis.port:int>',
    event('service_started', PROCESS_START, 1),
  ],
  ['<redis.program> is now ready to exit, bye bye...', event('service_stopped', PROCESS_END, 2)],
  ['Accept error: <event.reason:text>', event('database_connection', CONNECTION_DENIED, 2, 'failure')],
];
const MESSAGES = new PatternTable(messages, 'redis');

function parse(line: SyslogLine): Fields | undefined {
  const head = HEAD.exec(line.message) ?? HEAD.exec(line.raw);
  const isOwn = /^(?:redis|valkey)/i.test(line.app ?? '');
  if (head === null && !isOwn) return undefined;
  const text = (head === null ? line.message : head.input.slice(head[0].length)).trimEnd();
  const isWarning = head?.[4] === '#';
  const fields = MESSAGES.match(text) ?? event('database_message', DATABASE_INFO, isWarning ? 2 : 1);
  if (fields['event.action'] === 'database_message') put(fields, 'event.reason', text.slice(0, 500));
  fields['network.protocol'] = 'redis';
  if (head !== null) {
    put(fields, 'process.pid', head[1]);
    fields['@timestamp'] = `${head[3]!.slice(3, 6)} ${head[3]!.slice(0, 2)} ${head[3]!.slice(7)}`;
  }
  return fields;
}
