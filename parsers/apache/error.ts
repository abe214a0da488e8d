// `[Fri Nov 20 10:00:00.123456 2026] [auth_basic:error] [pid 12:tid 34] [client 192.0.2.7:50000] AH01617: user alice: authentication failure
// for "/admin": Password Mismatch, referer: https://example.org/`; 2.2 writes `[error] [client 192.0.2.7] user alice: ...`.
// https://httpd.apache.org/docs/2.4/mod/core.html#errorlogformat

import { monthOf } from '#src/event/month.js';
import type { Fields } from '#src/event/event.js';
import {
  CONNECTION_ERROR,
  event,
  INTRUSION_DENIED,
  INTRUSION_INFO,
  LOGON,
  PROCESS_END,
  PROCESS_START,
  WEB_DENIED,
  WEB_ERROR,
} from '#src/event/kinds.js';
import { PatternTable } from '#src/event/patterns.js';
import { put, putEndpoint } from '#src/event/put.js';

/** Time, `[module:level]` or `[level]`, and `[pid ..]`; each may be missing. */
const HEAD =
  /^(?:\[((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d [\d:.]{8,15} \d{4})\] )?\[(?:([a-z\d_]{0,30}):)?(emerg|alert|crit|error|warn|notice|info|debug|trace\d)\] (?:\[pid \d{1,10}(?::tid \d{1,20})?\] )?(?:\[remote ([^\]]{1,80})\] )?/;
const SEVERITIES: Readonly<Record<string, number>> = { emerg: 0, alert: 1, crit: 2, error: 3, warn: 4, notice: 5, info: 6, debug: 7 }; // prettier-ignore

const LOGIN_FAILED = event('application_login', LOGON, 3, 'failure');
const REFUSED = event('http_request', WEB_DENIED, 2, 'failure');

const TABLE = new PatternTable(
  [
    ['user <user.name:text>: authentication failure for "<url.path:phrase>": <event.reason:phrase>', LOGIN_FAILED],
    ['user <user.name:text> not found: <url.path>', LOGIN_FAILED],
    ['user `<user.name:text>\' in realm `<_:phrase>\' not found: <url.path>', LOGIN_FAILED],
    ['user `<user.name:text>\' in realm `<_:phrase>\' denied: <url.path>', LOGIN_FAILED],
    ['user <user.name:text>: password mismatch: <url.path>', LOGIN_FAILED],
    ['auth_ldap authenticate: user <user.name:text> authentication failed; URI <url.path> [<_:phrase>', LOGIN_FAILED],
    ['user <user.name:text>: authorization failure for "<url.path:phrase>":[[ <event.reason:phrase>]]', REFUSED],
    ['Certificate Verification: Error (<apache.error>): <event.reason:text>', event('web_server_error', CONNECTION_ERROR, 2, 'failure')],
    ['client denied by server configuration: <file.path:text>', REFUSED],
    ['client used wrong authentication scheme: <url.path:text>', REFUSED],
    ['access to <url.path:text> failed, reason: <event.reason:phrase>', REFUSED],
    ['Authorization of user <user.name:text> to access <url.path> failed, reason: <event.reason:phrase>', REFUSED],
    ['File does not exist: <file.path:text>', event('http_request', WEB_ERROR, 1, 'failure')],
    ['script \'<file.path:text>\' not found or unable to stat', event('http_request', WEB_ERROR, 2, 'failure')],
    ['Invalid URI in request <url.original:text>', event('http_request', WEB_ERROR, 2, 'failure')],
    ['request failed: error reading the headers', event('http_request', WEB_ERROR, 1, 'failure')],
    ['<_:phrase> configured -- resuming normal operations', event('service_started', PROCESS_START, 1)],
    ['caught SIGTERM, shutting down', event('service_stopped', PROCESS_END, 1)],
  ],
  'apache',
); // prettier-ignore

export function readError(text: string): Fields | undefined {
  const head = HEAD.exec(text);
  if (head === null || (head[1] === undefined && head[2] === undefined && !text.startsWith('[client ', head[0].length)))
    return undefined;
  const [, time, module, level = 'error', remote] = head;
  let said = text.slice(head[0].length).trim();
  let client = remote;
  // The server's own source file and errno may stand before the client, in any order.
  said = said.replace(/^(?:[\w.]{1,40}\(\d{1,6}\): )?(?:\(\d{1,6}\)[^[]{1,120}: )?/, (lead) =>
    said.startsWith('[client ', lead.length) ? '' : lead,
  );
  if (said.startsWith('[client ')) {
    const close = said.indexOf('] ');
    client = said.slice(8, close < 0 ? said.length : close).replace(/\]$/, '');
    said = close < 0 ? '' : said.slice(close + 2);
    // ModSecurity names the client itself.
    said = said.replace(/^\[client [\da-fA-F.:]{2,45}\] (?=ModSecurity: )/, '');
  }
  const code = /^(AH\d{5}): /.exec(said)?.[1];
  if (code !== undefined) said = said.slice(9);
  const fields = read(said, SEVERITIES[level] ?? 7);
  put(fields, 'event.code', code);
  put(fields, 'apache.module', module);
  fields['log.syslog.severity.code'] = SEVERITIES[level] ?? 7;
  if (client !== undefined) putEndpoint(fields, 'source', client, 'apache.client');
  if (time !== undefined) fields['@timestamp'] = wallClock(time);
  return fields;
}

function read(text: string, severity: number): Fields {
  if (text.startsWith('ModSecurity: ')) return readModSecurity(text);
  const referer = text.lastIndexOf(', referer: ');
  const said = referer < 0 ? text : text.slice(0, referer);
  const level = severity <= 2 ? 3 : severity <= 4 ? 2 : 1;
  const fields =
    TABLE.match(said) ?? event('web_server_error', WEB_ERROR, level, severity <= 3 ? 'failure' : undefined);
  if (fields['event.action'] === 'web_server_error') put(fields, 'event.reason', said);
  if (referer >= 0) put(fields, 'http.request.referrer', text.slice(referer + 11));
  return fields;
}

/** `ModSecurity: Access denied with code 403 (phase 2). Pattern match ... [file "..."] [id "949110"] [msg "..."] [severity "CRITICAL"] [hostname "..."] [uri "/x"]` */
function readModSecurity(text: string): Fields {
  const isDenied = text.startsWith('ModSecurity: Access denied');
  const fields = isDenied ? event('ids_alert', INTRUSION_DENIED, 3) : event('ids_alert', INTRUSION_INFO, 3);
  put(fields, 'rule.id', /\[id "(\d{1,12})"\]/.exec(text)?.[1]);
  put(fields, 'rule.name', /\[msg "([^"]{1,300})"\]/.exec(text)?.[1]);
  put(fields, 'url.domain', /\[hostname "([^"]{1,253})"\]/.exec(text)?.[1]);
  put(fields, 'url.path', /\[uri "([^"]{1,2000})"\]/.exec(text)?.[1]);
  return fields;
}

/** `Fri Nov 20 10:00:00.123456 2026` */
function wallClock(text: string): string {
  const [, month = '', day = '', clock = '', year = ''] = /^\w+ (\w+) +(\d+) (\S+) (\d+)$/.exec(text) ?? [];
  const number = monthOf(month);
  return `${year}-${String(number).padStart(2, '0')}-${day.padStart(2, '0')} ${clock.slice(0, 12)}`;
}
