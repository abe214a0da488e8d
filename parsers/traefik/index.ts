// Traefik: access lines, as JSON or in the common format with router, service and duration behind it.
// https://doc.traefik.io/traefik/observability/access-logs/

import { readAccessLine } from '#src/event/access-log.js';
import type { Fields } from '#src/event/event.js';
import type { FieldName } from '#src/event/fields.js';
import { flatten } from '#src/event/flatten.js';
import { readForeignTime } from '#src/event/foreign-time.js';
import { putHostName, putUrl, requestEvent } from '#src/event/http-request.js';
import { event, LOGON, PROCESS_INFO, WEB_ERROR } from '#src/event/kinds.js';
import type { SyslogLine } from '#src/event/line.js';
import { readPairs } from '#src/event/pairs.js';
import { type Mapping, putMapped, putPairs } from '#src/event/mapping.js';
import { put } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';

export default defineParser({
  id: 'traefik',
  title: 'Traefik',
  contract: '^1.0.0',
  family: 'web',
  hint: { apps: ['traefik'], contains: ['"DownstreamStatus":', '@docker" "', '@file" "', '@internal" "', '@kubernetes"', 'entryPointName=', 'providerName=', 'middlewareName='] },
  parse,
}); // prettier-ignore

const MAPPING: Mapping = {
  prefix: 'traefik',
  names: new Map<string, FieldName>([
    ['ClientHost', 'source.ip'],
    ['ClientPort', 'source.port'],
    ['ClientUsername', 'user.name'],
    ['RequestMethod', 'http.request.method'],
    ['RequestContentSize', 'http.request.body.bytes'],
    ['DownstreamContentSize', 'http.response.body.bytes'],
    ['Duration', 'event.duration'],
    ['request_User-Agent', 'user_agent.original'],
    ['request_Referer', 'http.request.referrer'],
    ['TLSVersion', 'tls.version'],
  ]),
  dropped: new Set([
    'DownstreamStatus',
    'RequestPath',
    'RequestHost',
    'RequestAddr',
    'RequestProtocol',
    'RequestLine',
    'StartUTC',
    'StartLocal',
    'time',
    'level',
    'msg',
    'ClientAddr',
  ]),
};

/** ` 12 "router@docker" "http://10.0.0.3:80" 3ms` */
const TAIL = /^\d{1,20} "([^"]{1,300})" "([^"]{1,1000})" (\d{1,12})ms$/;

function parse(line: SyslogLine): Fields | undefined {
  if (line.json !== undefined) return readJson(line.json);
  const access = readAccessLine(line.message, 'traefik');
  const tail = access === undefined ? null : TAIL.exec(access.rest);
  if (access === undefined) return readOwn(line);
  if (tail === null && line.app?.toLowerCase() !== 'traefik') return undefined;
  const { fields } = access;
  put(fields, 'traefik.RouterName', tail?.[1]);
  put(fields, 'traefik.ServiceURL', tail?.[2]);
  if (tail !== null) fields['event.duration'] = Number(tail[3]) * 1e6;
  return fields;
}

const LEVELS: Readonly<Record<string, number>> = { trace: 7, debug: 7, info: 6, warn: 4, warning: 4, error: 3, fatal: 2, panic: 1, trc: 7, dbg: 7, inf: 6, wrn: 4, err: 3, ftl: 2, pnc: 1 }; // prettier-ignore
/** Version 3: `2026-11-20T10:00:01Z ERR github.com/traefik/... > text key=value`; the decoder may have taken the time. */
const V3 = /^(?:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d) )?(TRC|DBG|INF|WRN|ERR|FTL|PNC) (.*)$/s;

/** Traefik's own log; without a header only lines with its own names of things. */
function readOwn({ app, message, searched }: SyslogLine): Fields | undefined {
  if (app !== undefined && app.toLowerCase() !== 'traefik') return undefined;
  const text = app === undefined ? searched : message;
  const { pairs } = readPairs(text);
  const said = new Map(pairs);
  const v3 = V3.exec(text);
  const severity = LEVELS[(v3?.[1] ?? said.get('level') ?? '').toLowerCase()];
  if (severity === undefined) return undefined;
  const [first] = pairs.find(([name]) => name !== 'time' && name !== 'level' && name !== 'msg') ?? [];
  const words = v3 === null ? said.get('msg') : v3[2]!.slice(0, first === undefined ? undefined : v3[2]!.indexOf(` ${first}=`) >>> 0).replace(/^\S{1,200} > /, '');
  if (words === undefined || words === '') return undefined;
  const fields = words === 'Authentication failed'
    ? event('application_login', LOGON, 3, 'failure')
    : severity <= 3 ? event('web_server_error', WEB_ERROR, 2, 'failure') : event('device_message', PROCESS_INFO, 1);
  fields['log.syslog.severity.code'] = severity;
  putPairs(fields, OWN, pairs);
  fields.message = words;
  return fields;
} // prettier-ignore

const OWN: Mapping = {
  prefix: 'traefik',
  names: new Map<string, FieldName>([
    ['error', 'event.reason'],
    ['ClientHost', 'source.ip'],
  ]),
  dropped: new Set(['time', 'level', 'msg']),
};

function readJson(body: Readonly<Record<string, unknown>>): Fields | undefined {
  const { DownstreamStatus: status, RequestPath: path, RequestHost: host, StartUTC: start } = body;
  if (typeof status !== 'number' || typeof path !== 'string') return undefined;
  const fields = requestEvent(String(status));
  putUrl(fields, path);
  if (typeof host === 'string' && host !== '') putHostName(fields, host);
  const protocol = body['RequestProtocol'];
  if (typeof protocol === 'string' && protocol.startsWith('HTTP/')) put(fields, 'http.version', protocol.slice(5));
  const time = readForeignTime(start);
  if (time !== undefined) fields['@timestamp'] = time;
  flatten(body, (name, value) => putMapped(fields, MAPPING, name, value));
  return fields;
}
