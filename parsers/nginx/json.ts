// An access line as JSON: `log_format ... escape=json` with nginx's own variable names as keys, which is what most people choose.

import type { Fields } from '#src/event/event.js';
import type { FieldName } from '#src/event/fields.js';
import { flatten } from '#src/event/flatten.js';
import { putHostName, putRequestLine, putUrl, requestEvent } from '#src/event/http-request.js';
import { type Mapping, putMapped } from '#src/event/mapping.js';
import { readClfTime } from '#src/event/clf-time.js';
import { readForeignTime } from '#src/event/foreign-time.js';

const MAPPING: Mapping = {
  prefix: 'nginx',
  names: new Map<string, FieldName>([
    ['remote_addr', 'source.ip'],
    ['remote_port', 'source.port'],
    ['remote_user', 'user.name'],
    ['request_method', 'http.request.method'],
    ['method', 'http.request.method'],
    ['request_length', 'http.request.bytes'],
    ['body_bytes_sent', 'http.response.body.bytes'],
    ['bytes_sent', 'http.response.bytes'],
    ['http_referer', 'http.request.referrer'],
    ['http_referrer', 'http.request.referrer'],
    ['http_user_agent', 'user_agent.original'],
    ['server_addr', 'destination.ip'],
    ['server_port', 'destination.port'],
    ['ssl_protocol', 'tls.version'],
    ['ssl_cipher', 'tls.cipher'],
    ['request_id', 'http.request.id'],
  ]),
  dropped: new Set(['status', 'request', 'request_uri', 'host', 'http_host', 'vhost', 'path', 'uri', 'time']),
};

/** @param isNginx the header says so; else a status and a request must be there */
export function readJson(body: Readonly<Record<string, unknown>>, isNginx: boolean): Fields | undefined {
  const { status, request, remote_addr: remote, path, method } = body;
  // As ingress-nginx's documentation writes it: method and path apart.
  const uri = body['request_uri'] ?? body['uri'] ?? (typeof method === 'string' ? path : undefined);
  if (status === undefined || (!isNginx && (typeof remote !== 'string' || (request ?? uri) === undefined)))
    return undefined;
  const fields = requestEvent(String(status));
  if (typeof request === 'string') putRequestLine(fields, request);
  else if (typeof uri === 'string') putUrl(fields, uri);
  const host = body['http_host'] ?? body['host'] ?? body['vhost'];
  if (typeof host === 'string' && host !== '') putHostName(fields, host);
  flatten(body, (path, value) => putMapped(fields, MAPPING, path, value));
  const time = timeOf(body);
  if (time !== undefined) fields['@timestamp'] = time;
  return fields;
}

function timeOf({ time_iso8601, time, time_local: local, msec }: Readonly<Record<string, unknown>>) {
  const iso = readForeignTime(time_iso8601 ?? time);
  if (iso !== undefined) return iso;
  if (typeof local === 'string') return readClfTime(local);
  const seconds = Number(msec);
  return msec === undefined || !(seconds > 1e9 && seconds < 1e10) ? undefined : Math.round(seconds * 1000);
}
