// The servers' sentences: data. The user is the client's text, the host behind it the server's, so both are read from the end.
// Sources: share/messages_to_clients.txt and messages_to_error_log.txt (ER_ACCESS_DENIED_ERROR, ER_NEW_ABORTING_CONNECTION, ...)

import type { Fields } from '#src/event/event.js';
import {
  CONNECTION_END,
  CONNECTION_ERROR,
  event,
  LOGON,
  NETWORK_INFO,
  PROCESS_END,
  PROCESS_START,
} from '#src/event/kinds.js';
import { type Pattern, PatternTable } from '#src/event/patterns.js';

const REFUSED = event('application_login', LOGON, 3, 'failure');
const UP = event('service_started', PROCESS_START, 1);
const DOWN = event('service_stopped', PROCESS_END, 2);

const messages: readonly Pattern[] = [
  [
    "Access denied for user '<user.name:text>'@'<source:host>' (using password: <mysql.using_password>)",
    REFUSED,
    local,
  ],
  ["Access denied for user '<user.name:text>'@'<source:host>'", REFUSED, local],
  ["Access denied for user '<user.name:text>'@'<source:host>' to database '<mysql.database>'", REFUSED, local],
  [
    "Aborted connection <_:int> to db: '<mysql.database:phrase>' user: '<user.name:text>' host: '<source:host>' (<event.reason:phrase>)",
    event('database_connection', CONNECTION_END, 2),
    unauthenticated,
  ],
  [
    "Host '<source:host>' is blocked because of many connection errors; <_:text>",
    event('database_connection', CONNECTION_ERROR, 2, 'failure'),
  ],
  [
    "IP address '<source.ip>' could not be resolved: <event.reason:text>",
    event('database_connection', NETWORK_INFO, 1),
  ],
  ["Hostname '<mysql.hostname>' does not resolve to '<source.ip>'.", event('database_connection', NETWORK_INFO, 1)],
  [
    "<mysql.program>: ready for connections. Version: '<mysql.version:text>'  socket: '<mysql.socket>'  port: <mysql.port:int>  <_:phrase>",
    UP,
  ],
  ['<mysql.program>: ready for connections.', UP],
  ['<mysql.program>: Shutdown complete <_:text>', DOWN],
  ['<mysql.program>: Shutdown complete', DOWN],
  ['<mysql.program> (initiated by: <user.name>): Normal shutdown', DOWN],
];

function local(fields: Fields): void {
  if (fields['source.domain'] === 'localhost') fields['mysql.host'] = 'localhost';
}

/** What the server writes where it knows no name yet. */
function unauthenticated(fields: Fields): void {
  if (fields['user.name'] === 'unauthenticated') delete fields['user.name'];
  if (fields['mysql.database'] === 'unconnected') delete fields['mysql.database'];
}

export const MESSAGES = new PatternTable(messages, 'mysql');
