// `2026/11/20 10:00:01 [error] 12#12: *7 user "alice": password mismatch, client: 192.0.2.7, server: example.org, request: "GET / HTTP/1.1",
// host: "example.org"`. Over syslog without the date. https://nginx.org/en/docs/ngx_core_module.html#error_log

import type { Fields } from '#src/event/event.js';
import { putHostName, putRequestLine } from '#src/event/http-request.js';
import {
  CONNECTION_ERROR,
  event,
  INTRUSION_DENIED,
  INTRUSION_INFO,
  LOGON,
  PROCESS_INFO,
  WEB_DENIED,
  WEB_ERROR,
} from '#src/event/kinds.js';
import type { SyslogLine } from '#src/event/line.js';
import { PatternTable } from '#src/event/patterns.js';
import { put } from '#src/event/put.js';
import { readIp } from '#src/event/address.js';

const HEAD =
  /^(?:(\d{4})\/(\d\d)\/(\d\d) (\d\d:\d\d:\d\d) )?\[(debug|info|notice|warn|error|crit|alert|emerg)\] \d{1,10}#\d{1,10}: (?:\*\d{1,20} )?/;
const LEVELS = { debug: 7, info: 6, notice: 5, warn: 4, error: 3, crit: 2, alert: 1, emerg: 0 } as const;

const TABLE = new PatternTable(
  [
    ['user "<user.name:text>": password mismatch', event('application_login', LOGON, 3, 'failure')],
    ['user "<user.name:text>" was not found in "<_:phrase>"', event('application_login', LOGON, 3, 'failure')],
    ['no user/password was provided for basic authentication', event('application_login', WEB_DENIED, 2, 'failure')],
    ['access forbidden by rule', event('http_request', WEB_DENIED, 2, 'failure')],
    ['directory index of "<url.path:text>" is forbidden', event('http_request', WEB_DENIED, 2, 'failure')],
    ['limiting <nginx.limited> by zone "<nginx.zone>"', event('http_request', WEB_DENIED, 2, 'failure')],
    ['limiting <nginx.limited>, excess: <nginx.excess> by zone "<nginx.zone>"', event('http_request', WEB_DENIED, 2, 'failure')],
    ['client intended to send too large body: <http.request.body.bytes> bytes', event('http_request', WEB_DENIED, 2, 'failure')],
    ['SSL_do_handshake() failed (SSL: <event.reason:text>) while SSL handshaking', event('web_server_error', CONNECTION_ERROR, 1, 'failure')],
    ['open() "<file.path:text>" failed (2: No such file or directory)', event('http_request', WEB_ERROR, 1, 'failure')],
    ['ModSecurity: Access denied <event.reason:text>', event('ids_alert', INTRUSION_DENIED, 3)],
    ['ModSecurity: Warning. <event.reason:text>', event('ids_alert', INTRUSION_INFO, 3)],
    ['signal process started', event('service_started', PROCESS_INFO, 1)],
    ['start worker processes', event('service_started', PROCESS_INFO, 1)],
    ['start worker process <_>', event('service_started', PROCESS_INFO, 1)],
    ['signal <_:phrase> received<_:text>', event('service_stopped', PROCESS_INFO, 1)],
  ],
  'nginx',
); // prettier-ignore

/** @param isNginx the header says who wrote it; else only the whole head does */
export function readError(line: SyslogLine, isNginx: boolean): Fields | undefined {
  const text = line.message;
  // Without a header the date may have been taken off as one.
  const head = HEAD.exec(text);
  if (head === null || (!isNginx && head[1] === undefined && !line.searched.includes(`/${head[3] ?? ''}`)))
    return undefined;
  const clientAt = placeOfClient(text);
  const end = clientAt === undefined || clientAt < 0 ? text.length : clientAt;
  const said = text.slice(head[0].length, end);
  const severity = LEVELS[head[5] as keyof typeof LEVELS];
  const level = severity <= 2 ? 3 : severity <= 4 ? 2 : 1;
  const fields =
    TABLE.match(said) ?? event('web_server_error', WEB_ERROR, level, severity <= 3 ? 'failure' : undefined);
  fields['log.syslog.severity.code'] = severity;
  if (fields['event.action'] === 'web_server_error') put(fields, 'event.reason', said);
  if (head[1] !== undefined) fields['@timestamp'] = `${head[1]}-${head[2]}-${head[3]} ${head[4]}`;
  if (clientAt === undefined) fields.tags = ['nginx.ambiguous_client'];
  else if (clientAt >= 0) putContext(fields, text.slice(clientAt));
  return fields;
}

const CLIENT = ', client: ';

/**
 * Where `, client: <address>` stands; -1: nowhere. The request is quoted before and behind it, unescaped: when a stranger put other such
 * words in there, nobody can tell which are nginx's, and the answer is undefined.
 */
function placeOfClient(text: string): number | undefined {
  let found = -1;
  let client: string | undefined;
  for (let at = text.indexOf(CLIENT); at >= 0; at = text.indexOf(CLIENT, at + 1)) {
    const from = at + CLIENT.length;
    const comma = text.indexOf(',', from);
    const ip = readIp(text, from, comma < 0 ? text.length : comma);
    if (ip === undefined) continue;
    if (client !== undefined && client !== ip) return undefined;
    if (client === undefined) found = at;
    client = ip;
  }
  return found;
}

/** `, client: 192.0.2.7, server: example.org, request: "GET / HTTP/1.1", upstream: "http://...", host: "example.org", referrer: "..."` */
function putContext(fields: Fields, text: string): void {
  const comma = text.indexOf(',', CLIENT.length);
  put(fields, 'source.ip', text.slice(CLIENT.length, comma < 0 ? text.length : comma));
  const server = valueAfter(text, ', server: ', ',');
  put(fields, 'nginx.server', server);
  const request = valueAfter(text, ', request: "', '"');
  if (request !== undefined) putRequestLine(fields, request);
  put(fields, 'nginx.upstream', valueAfter(text, ', upstream: "', '"'));
  const host = text.lastIndexOf(', host: "');
  if (host >= 0) putHostName(fields, text.slice(host + 9, text.indexOf('"', host + 9)));
}

function valueAfter(text: string, name: string, until: string): string | undefined {
  const at = text.indexOf(name);
  if (at < 0) return undefined;
  const end = text.indexOf(until, at + name.length);
  return text.slice(at + name.length, end < 0 ? text.length : end);
}
