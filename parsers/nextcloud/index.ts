// Nextcloud and ownCloud: nextcloud.log and audit.log (JSON), also through syslog as `{app} {json}`. Who and from where stands in fields of its own;
// of the message only sentences count that Nextcloud writes around quoted names (messages.ts).
// https://docs.nextcloud.com/server/latest/admin_manual/configuration_server/logging_configuration.html

import { parseJsonObject } from '#src/event/json-text.js';
import type { Fields, Level } from '#src/event/event.js';
import { readForeignTime } from '#src/event/foreign-time.js';
import { putUrl } from '#src/event/http-request.js';
import { putJson, textOf } from '#src/event/json-fields.js';
import { event, HOST_INFO } from '#src/event/kinds.js';
import type { SyslogLine } from '#src/event/line.js';
import type { Mapping } from '#src/event/mapping.js';
import { put } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';
import { MESSAGES } from './messages.js';

export default defineParser({
  id: 'nextcloud',
  title: 'Nextcloud and ownCloud',
  contract: '^1.0.0',
  family: 'application',
  priority: 1,
  hint: { apps: ['nextcloud', 'owncloud'], contains: ['"reqId":"'] },
  parse,
});

const MAPPING: Mapping = {
  prefix: 'nextcloud',
  names: new Map([
    ['remoteAddr', 'source.ip'],
    ['userAgent', 'user_agent.original'],
    ['method', 'http.request.method'],
  ] as const),
  dropped: new Set(['time', 'url', 'user', 'exception', 'data']),
};
const READ_BY_CODE: ReadonlySet<string> = new Set(['exception', 'data']);

function parse(line: SyslogLine): Fields | undefined {
  const body = line.json ?? behindApp(line.message);
  const message = textOf(body, 'message');
  if (body === undefined || message === undefined || textOf(body, 'reqId') === undefined || body['app'] === undefined)
    return undefined;
  const fields = MESSAGES.match(message) ?? event('application_message', HOST_INFO, levelOf(body['level']));
  putJson(fields, MAPPING, body, READ_BY_CODE);
  const user = textOf(body, 'user');
  if (user !== '--' && fields['user.name'] === undefined) put(fields, 'user.name', user);
  const url = textOf(body, 'url');
  if (url !== undefined && url !== '--') putUrl(fields, url);
  const time = readForeignTime(body['time']);
  if (time !== undefined) fields['@timestamp'] = time;
  return fields;
}

/** `{core} {"reqId":...}` */
function behindApp(text: string): Readonly<Record<string, unknown>> | undefined {
  const at = text.indexOf('} {');
  if (at < 0 || at > 80) return undefined;
  return parseJsonObject(text.slice(at + 2));
}

/** Nextcloud: 0 debug, 1 info, 2 warning, 3 error, 4 fatal */
function levelOf(level: unknown): Level {
  return level === 4 ? 3 : level === 2 || level === 3 ? 2 : 1;
}
