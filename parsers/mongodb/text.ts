// MongoDB before 4.4: `2026-11-20T10:00:01.123+0000 I ACCESS   [conn12] text`. The peer is the server's own and stands behind the names.
// https://www.mongodb.com/docs/v4.2/reference/log-messages/

import type { Fields, Level } from '#src/event/event.js';
import { readForeignTime } from '#src/event/foreign-time.js';
import { CONNECTION_END, CONNECTION_START, DATABASE_ERROR, DATABASE_INFO, event, LOGON } from '#src/event/kinds.js';
import type { SyslogLine } from '#src/event/line.js';
import { type Pattern, PatternTable } from '#src/event/patterns.js';
import { put } from '#src/event/put.js';

const HEAD =
  /^(?:(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(?:Z|[+-]\d{4})) )?([FEWID]\d?) {1,2}([A-Z_]{1,12}|-) {1,10}\[([\w. -]{1,80})\] /;

const REFUSED = event('application_login', LOGON, 3, 'failure');
const LOGGED_ON = event('application_login', LOGON, 1, 'success');

/** Sources: mongo src/mongo/db/{commands/authentication_commands,auth/sasl_commands}.cpp, transport/service_entry_point_impl.cpp (4.2) */
const messages: readonly Pattern[] = [
  [
    '<mongodb.mechanism> authentication failed for <user.name:text> on <mongodb.database> from client <source:endpoint> ; <event.reason:phrase>',
    REFUSED,
    once,
  ],
  [
    'SASL <mongodb.mechanism> authentication failed for <user.name:text> on <mongodb.database> from client <source:endpoint> ; <event.reason:phrase>',
    REFUSED,
    once,
  ],
  ['Failed to authenticate <user.name:text>@<mongodb.database> with mechanism <event.reason:phrase>', REFUSED, once],
  [
    'Failed to authenticate <user.name:text>@<mongodb.database> from client <source:endpoint> with mechanism <event.reason:phrase>',
    REFUSED,
    once,
  ],
  [
    'Successfully authenticated as principal <user.name:text> on <mongodb.database> from client <source:endpoint>',
    LOGGED_ON,
  ],
  ['Successfully authenticated as principal <user.name:text> on <mongodb.database>', LOGGED_ON],
  [
    'connection accepted from <source:endpoint> #<mongodb.connection> (<_:phrase>)',
    event('database_connection', CONNECTION_START, 1),
  ],
  ['end connection <source:endpoint> (<_:phrase>)', event('database_connection', CONNECTION_END, 1)],
];

/** The reason tells the name again, so that a name with a client in it would stand behind the true one: then nobody is believed. */
function once(fields: Fields, text: string): void {
  const at = text.indexOf(' from client ');
  if (at < 0 || text.indexOf(' from client ', at + 1) < 0) return;
  for (const name of ['user.name', 'source.ip', 'source.domain', 'source.port', 'event.reason'] as const)
    delete fields[name];
  fields.tags = ['mongodb.doubled-peer'];
}

const MESSAGES = new PatternTable(messages, 'mongodb');

export function readText(line: SyslogLine): Fields | undefined {
  const isOwn = line.app?.toLowerCase().startsWith('mongo') === true;
  const head = HEAD.exec(isOwn ? line.message : line.searched);
  if (head === null || (!isOwn && head[1] === undefined)) return undefined;
  const [whole, time, severity = '', component] = head;
  const text = head.input.slice(whole.length);
  const fields = MESSAGES.match(text) ?? other(severity, text);
  put(fields, 'mongodb.c', component);
  put(fields, 'mongodb.ctx', head[4]);
  fields['network.protocol'] = 'mongodb';
  const at = readForeignTime(time);
  if (at !== undefined) fields['@timestamp'] = at;
  return fields;
}

function other(severity: string, text: string): Fields {
  const isError = severity === 'F' || severity === 'E';
  const level: Level = severity === 'F' ? 3 : isError || severity === 'W' ? 2 : 1;
  const fields = event('database_message', isError ? DATABASE_ERROR : DATABASE_INFO, level);
  put(fields, 'event.reason', text.slice(0, 500));
  return fields;
}
