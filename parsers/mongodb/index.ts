// MongoDB 4.4 and later: structured JSON log. `id` is the kind of message; who and from where stands in `attr`.
// https://www.mongodb.com/docs/manual/reference/log-messages/

import type { Fields, Level } from '#src/event/event.js';
import { readForeignTime } from '#src/event/foreign-time.js';
import { bodyOf, putJson, textOf } from '#src/event/json-fields.js';
import {
  CONNECTION_END,
  CONNECTION_START,
  DATABASE_ERROR,
  DATABASE_INFO,
  event,
  LOGON,
  PROCESS_END,
  PROCESS_START,
} from '#src/event/kinds.js';
import type { SyslogLine } from '#src/event/line.js';
import type { Mapping } from '#src/event/mapping.js';
import { put, putEndpoint } from '#src/event/put.js';
import { readText } from './text.js';
import { defineParser } from '#src/plugin/parser.js';

export default defineParser({
  id: 'mongodb',
  title: 'MongoDB',
  contract: '^1.0.0',
  family: 'application',
  priority: 1,
  hint: {
    apps: ['mongo*'],
    // Before 4.4: the component, filled up to eight characters, and the thread.
    contains: [
      '{"t":{"$date":"',
      ' ACCESS   [',
      ' COMMAND  [',
      ' CONTROL  [',
      ' NETWORK  [',
      ' REPL     [',
      ' STORAGE  [',
    ],
  },
  parse,
});

const MAPPING: Mapping = {
  prefix: 'mongodb',
  names: new Map([
    ['id', 'event.code'],
    ['attr.error', 'event.reason'],
    ['attr.result', 'event.reason'],
  ] as const),
  dropped: new Set(['t.$date', 'attr.client', 'attr.remote', 'attr.user', 'attr.principalName']),
};

function parse(line: SyslogLine): Fields | undefined {
  const body = line.json;
  if (body === undefined) return readText(line);
  const time = readForeignTime(bodyOf(body, 't')?.['$date']);
  const message = textOf(body, 'msg');
  if (time === undefined || message === undefined || body['ctx'] === undefined) return undefined;
  const attributes = bodyOf(body, 'attr');
  const fields = eventOf(textOf(body, 'id') ?? '', message, textOf(body, 's') ?? '');
  putJson(fields, MAPPING, body);
  put(fields, 'user.name', textOf(attributes, 'user') ?? textOf(attributes, 'principalName'));
  putEndpoint(fields, 'source', textOf(attributes, 'remote') ?? textOf(attributes, 'client'), 'mongodb.remote');
  fields['network.protocol'] = 'mongodb';
  fields['@timestamp'] = time;
  return fields;
}

/** By number where it is one of those known, else by severity: F, E, W, I, D1..D5. */
function eventOf(id: string, message: string, severity: string): Fields {
  switch (id) {
    case '20249':
    case '5286307':
      return event('application_login', LOGON, 3, 'failure');
    case '20250':
    case '5286306':
    case '20436':
      return id === '20436'
        ? event('database_message', DATABASE_ERROR, 2, 'failure')
        : event('application_login', LOGON, 1, 'success');
    case '22943':
      return event('database_connection', CONNECTION_START, 1);
    case '22944':
      return event('database_connection', CONNECTION_END, 1);
    case '23016':
      return event('service_started', PROCESS_START, 1);
    case '23138':
      return event('service_stopped', PROCESS_END, 2);
  }
  if (message === 'Authentication failed') return event('application_login', LOGON, 3, 'failure');
  const isError = severity === 'F' || severity === 'E';
  const level: Level = severity === 'F' ? 3 : isError || severity === 'W' ? 2 : 1;
  return event('database_message', isError ? DATABASE_ERROR : DATABASE_INFO, level);
}
