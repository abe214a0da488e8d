// Caddy 2: access lines (`http.log.access`) and its other loggers, as JSON. https://caddyserver.com/docs/logging

import type { Fields } from '#src/event/event.js';
import type { FieldName } from '#src/event/fields.js';
import { flatten } from '#src/event/flatten.js';
import { readForeignTime } from '#src/event/foreign-time.js';
import { putHostName, putUrl, requestEvent } from '#src/event/http-request.js';
import { event, PROCESS_INFO, WEB_ERROR } from '#src/event/kinds.js';
import { parseJsonObject } from '#src/event/json-text.js';
import type { SyslogLine } from '#src/event/line.js';
import { type Mapping, putMapped } from '#src/event/mapping.js';
import { put } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';

export default defineParser({
  id: 'caddy',
  title: 'Caddy',
  contract: '^1.0.0',
  family: 'web',
  hint: { apps: ['caddy'], contains: ['"logger":"http.', '\thttp.', '\ttls', '\tadmin', '"logger":"tls', '"logger":"admin', '"msg":"handled request"'] },
  parse,
}); // prettier-ignore

const MAPPING: Mapping = {
  prefix: 'caddy',
  names: new Map<string, FieldName>([
    ['request.remote_ip', 'source.ip'],
    ['request.remote_port', 'source.port'],
    ['request.method', 'http.request.method'],
    ['request.headers.User-Agent', 'user_agent.original'],
    ['request.headers.Referer', 'http.request.referrer'],
    ['request.tls.server_name', 'tls.client.server_name'],
    ['user_id', 'user.name'],
    ['size', 'http.response.body.bytes'],
    ['bytes_read', 'http.request.body.bytes'],
    ['err_id', 'error.id'],
    ['error', 'event.reason'],
  ]),
  dropped: new Set([
    'ts',
    'wall',
    'msg',
    'level',
    'status',
    'duration',
    'request.uri',
    'request.host',
    'request.proto',
  ]),
};

/** zap's levels, as severity. */
const SEVERITIES: Readonly<Record<string, number>> = { debug: 7, info: 6, warn: 4, error: 3, panic: 2, fatal: 2 };

function parse(line: SyslogLine): Fields | undefined {
  const body = line.json ?? readConsole(line);
  if (body === undefined || typeof body['logger'] !== 'string' || typeof body['msg'] !== 'string') return undefined;
  const { ts, level, msg, status, duration } = body;
  const request = body['request'];
  const isRequest = typeof request === 'object' && request !== null;
  const severity = typeof level === 'string' ? SEVERITIES[level] : undefined;
  const isAccess = isRequest && (status !== undefined || String(body['logger']).startsWith('http.log'));
  const fields = isAccess
    ? requestEvent(status === undefined ? undefined : String(status))
    : (severity ?? 6) <= (isRequest ? 4 : 3)
      ? event('web_server_error', WEB_ERROR, 2)
      : event('device_message', PROCESS_INFO, 1);
  fields.message = msg === '' ? line.message : msg;
  if (severity !== undefined) fields['log.syslog.severity.code'] = severity;
  if (typeof ts === 'number' && ts > 1e9 && ts < 1e10) fields['@timestamp'] = Math.round(ts * 1000);
  else if (line.json === undefined && typeof body['wall'] === 'string') fields['@timestamp'] = body['wall'];
  else if (typeof ts === 'string') putTime(fields, ts.replaceAll('/', '-'));
  if (typeof duration === 'number' && duration >= 0 && duration < 1e6)
    fields['event.duration'] = Math.round(duration * 1e9);
  if (isRequest) putRequest(fields, request as Readonly<Record<string, unknown>>);
  flatten(body, (path, value) => putMapped(fields, MAPPING, path, value));
  return fields;
}

/** `2026/11/20 10:00:01.123<tab>ERROR<tab>http.log.error<tab>text<tab>{"request": ...}`: how Caddy writes to a terminal. */
const CONSOLE =
  /^(?:(\d{4})\/(\d\d)\/(\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,3})?)\d{0,6}\t)?(DEBUG|INFO|WARN|ERROR|PANIC|FATAL)\t([a-z][\w.-]{1,100})\t([^\t]{0,4000})\t(\{.{1,60000}\})$/;

function readConsole({ message, searched, app }: SyslogLine): Readonly<Record<string, unknown>> | undefined {
  const head = CONSOLE.exec(message) ?? (app === undefined ? CONSOLE.exec(searched) : null);
  if (head === null) return undefined;
  const [, year, month, day, clock, level = '', logger, msg, more = ''] = head;
  const body = parseJsonObject(more);
  if (body === undefined) return undefined;
  const wall = year === undefined ? undefined : `${year}-${month}-${day} ${clock}`;
  return { ...body, ...(wall !== undefined && { wall }), level: level.toLowerCase(), logger, msg };
}

/** Before 2.5 client address and port were one, `remote_addr`. */
function putRequest(
  fields: Fields,
  { uri, host, proto, remote_addr: remote }: Readonly<Record<string, unknown>>,
): void {
  if (typeof uri === 'string') putUrl(fields, uri);
  if (typeof host === 'string' && host !== '') putHostName(fields, host);
  if (typeof proto === 'string' && proto.startsWith('HTTP/')) put(fields, 'http.version', proto.slice(5));
  if (typeof remote !== 'string') return;
  const colon = remote.lastIndexOf(':');
  put(fields, 'source.ip', remote.slice(0, colon), 'caddy.client');
  put(fields, 'source.port', remote.slice(colon + 1), 'caddy.client_port');
}

/** As the format of the log is set: with a zone, or without one. */
function putTime(fields: Fields, text: string): void {
  const time = readForeignTime(text);
  if (time !== undefined) fields['@timestamp'] = time;
}
