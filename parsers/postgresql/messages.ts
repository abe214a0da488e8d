// PostgreSQL's sentences: data. Names in double quotes are the client's. Sources: postgresql src/backend/{libpq/auth.c,postmaster,tcop,utils/init}

import {
  CONNECTION_DENIED,
  CONNECTION_END,
  CONNECTION_START,
  DATABASE_INFO,
  event,
  kind,
  LOGON,
  PROCESS_END,
  PROCESS_START,
} from '#src/event/kinds.js';
import { type Pattern, PatternTable } from '#src/event/patterns.js';

const DATABASE_DENIED = kind('database', 'denied');
const REFUSED = event('application_login', LOGON, 3, 'failure');
const LOGGED_ON = event('application_login', LOGON, 1, 'success');

const messages: readonly Pattern[] = [
  ['connection received: host=<source:host> port=<source.port>', event('database_connection', CONNECTION_START, 1)],
  ['connection received: host=<source:host>', event('database_connection', CONNECTION_START, 1)],
  [
    'connection authenticated: identity="<postgresql.identity:text>" method=<postgresql.method> (<_:phrase>)',
    event('authentication', LOGON, 1, 'success'),
  ],
  [
    'connection authenticated: user="<user.name:text>" method=<postgresql.method> (<_:phrase>)',
    event('authentication', LOGON, 1, 'success'),
  ],
  [
    'connection authorized: user=<user.name> database=<postgresql.database> SSL enabled (<postgresql.tls:phrase>)',
    LOGGED_ON,
  ],
  ['connection authorized: user=<user.name> database=<postgresql.database> GSS (<postgresql.gss:phrase>)', LOGGED_ON],
  [
    'connection authorized: user=<user.name> database=<postgresql.database>[[ application_name=<postgresql.application:text>]]',
    LOGGED_ON,
  ],
  ['replication connection authorized: user=<user.name>[[ application_name=<postgresql.application:text>]]', LOGGED_ON],
  [
    'disconnection: session time: <postgresql.session_time> user=<user.name> database=<postgresql.database> host=<source:host>[[ port=<source.port>]]',
    event('database_connection', CONNECTION_END, 1),
  ],
  ['password authentication failed for user "<user.name:text>"', REFUSED],
  ['<postgresql.method> authentication failed for user "<user.name:text>"', REFUSED],
  ['role "<user.name:text>" does not exist', REFUSED],
  [
    'no pg_hba.conf entry for host "<source.ip>", user "<user.name:text>", database "<postgresql.database>", <postgresql.encryption:phrase>',
    REFUSED,
  ],
  ['no pg_hba.conf entry for host "<source.ip>", user "<user.name:text>", database "<postgresql.database>"', REFUSED],
  [
    'no pg_hba.conf entry for replication connection from host "<source.ip>", user "<user.name:text>", <postgresql.encryption>',
    REFUSED,
  ],
  [
    'pg_hba.conf rejects connection for host "<source.ip>", user "<user.name:text>", database "<postgresql.database>", <postgresql.encryption:phrase>',
    REFUSED,
  ],
  ['permission denied for <postgresql.object:text>', event('database_message', DATABASE_DENIED, 2, 'failure')],
  ['permission denied to <postgresql.object:text>', event('database_message', DATABASE_DENIED, 2, 'failure')],
  [
    'duration: <postgresql.duration_ms> ms[[  <postgresql.statement:text>]]',
    event('database_message', DATABASE_INFO, 1),
  ],
  ['sorry, too many clients already', event('database_connection', CONNECTION_DENIED, 2, 'failure')],
  ['database system is ready to accept connections', event('service_started', PROCESS_START, 1)],
  ['received fast shutdown request', event('service_stopped', PROCESS_END, 2)],
  ['received smart shutdown request', event('service_stopped', PROCESS_END, 2)],
  ['database system is shut down', event('service_stopped', PROCESS_END, 2)],
];

export const MESSAGES = new PatternTable(messages, 'postgresql');
