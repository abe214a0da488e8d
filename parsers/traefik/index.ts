// Traefik: access lines, as JSON or in the common format with router, service and duration behind it.
// https://doc.traefik.io/traefik/observability/access-logs/

import { readAccessLine } from '#src/event/access-log.js';
import type { Fields } from '#src/event/event.js';
import type { FieldName } from '#src/event/fields.js';
import { flatten } from '#src/event/flatten.js';
import { putHostName, putUrl, requestEvent } from '#src/event/http-request.js';
import type { SyslogLine } from '#src/event/line.js';
import { type Mapping, putMapped } from '#src/event/mapping.js';
import { put } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';

export default defineParser({
  id: 'traefik',
  title: 'Traefik',
  contract: '^1.0.0',
  family: 'web',
  hint: { apps: ['traefik'], contains: ['"DownstreamStatus":', '@docker" "', '@file" "', '@internal" "', '@kubernetes"'] },
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
    ...['DownstreamStatus', 'RequestPath', 'RequestHost', 'RequestAddr', 'RequestProtocol', 'RequestLine'],
    ...['StartUTC', 'StartLocal', 'time', 'level', 'msg', 'ClientAddr'],
  ]),
};

/** ` 12 "router@docker" "http://10.0.0.3:80" 3ms` */
const TAIL = /^\d{1,20} "([^"]{1,300})" "([^"]{1,1000})" (\d{1,12})ms$/;

function parse(line: SyslogLine): Fields | undefined {
  if (line.json !== undefined) return readJson(line.json);
  const access = readAccessLine(line.message, 'traefik');
  const tail = access === undefined ? null : TAIL.exec(access.rest);
  if (access === undefined || (tail === null && line.app?.toLowerCase() !== 'traefik')) return undefined;
  const { fields } = access;
  put(fields, 'traefik.RouterName', tail?.[1]);
  put(fields, 'traefik.ServiceURL', tail?.[2]);
  if (tail !== null) fields['event.duration'] = Number(tail[3]) * 1e6;
  return fields;
}

function readJson(body: Readonly<Record<string, unknown>>): Fields | undefined {
  const { DownstreamStatus: status, RequestPath: path, RequestHost: host, StartUTC: start } = body;
  if (typeof status !== 'number' || typeof path !== 'string') return undefined;
  const fields = requestEvent(String(status));
  putUrl(fields, path);
  if (typeof host === 'string' && host !== '') putHostName(fields, host);
  const protocol = body['RequestProtocol'];
  if (typeof protocol === 'string' && protocol.startsWith('HTTP/')) put(fields, 'http.version', protocol.slice(5));
  const time = typeof start === 'string' ? Date.parse(start) : Number.NaN;
  if (!Number.isNaN(time)) fields['@timestamp'] = time;
  flatten(body, (name, value) => putMapped(fields, MAPPING, name, value));
  return fields;
}
