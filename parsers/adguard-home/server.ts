// AdGuard Home's own log: `2026/11/20 10:00:01.123456 [info] <text>`, since v0.107.57 partly `... INFO <text> key=value`.

import {
  DNS_ERROR,
  DNS_SERVER_END as END,
  DNS_SERVER_INFO as INFO,
  DNS_SERVER_START as START,
} from '#src/event/dns.js';
import type { Fields } from '#src/event/event.js';
import { CONFIGURATION_CHANGE, event, LOGOFF, LOGON } from '#src/event/kinds.js';
import { type Pattern, PatternTable } from '#src/event/patterns.js';
import { put } from '#src/event/put.js';

const failed = event('device_login', LOGON, 3, 'failure');
const message = event('dns_server_message', INFO, 1);

/**
 * Old versions name no client: what stands there is the Host header of the request, which is usually the device's own address, sometimes
 * the client's, and always the client's to choose. It is the only address there is; the tag says how little it is worth.
 */
const byHostHeader = (fields: Fields): void => {
  if (fields['source.ip'] !== undefined) fields.tags = ['adguard_home.address-from-host-header'];
};

const PATTERNS: readonly Pattern[] = [
  ['<_> <_> /control/login: from ip <source.ip>: invalid username or password', failed],
  ['<_> <source.ip> /control/login: invalid username or password', failed, byHostHeader],
  ['<_> <_> /control/login: from ip <source.ip>: <event.reason:text>', failed],
  ['<_> <_> /control/login: auth: blocked for <event.reason:text>', event('account_locked', LOGON, 3, 'failure')],
  ['<_> <_> /control/login: <event.reason:text>', failed],
  [
    'auth: user "<user.name:text>" successfully logged in from ip <source.ip>',
    event('device_login', LOGON, 1, 'success'),
  ],
  ['auth: user "<user.name:text>" successfully logged in', event('device_login', LOGON, 1, 'success')],
  ['webapi: successful login user=<adguard_home.login:text>', event('device_login', LOGON, 1, 'success'), quotedLogin],
  ['auth: removed session <_:text>', event('device_logout', LOGOFF, 1)],
  ['AdGuard Home, version <adguard_home.version:text>', event('dns_server_started', START, 1)],
  ['starting adguard home version=<adguard_home.version>[[ <_:text>]]', event('dns_server_started', START, 1)],
  ['AdGuard Home is available at the following addresses:', message],
  ['AdGuard Home updates are disabled', message],
  ['stopping AdGuard Home', event('dns_server_stopped', END, 2)],
  ['Stopping AdGuard Home', event('dns_server_stopped', END, 2)],
  ['Received signal "<event.reason:text>"', event('dns_server_stopped', END, 2)],
  [
    'dnsproxy: upstream <adguard_home.upstream> failed to exchange <event.reason:text>',
    event('dns_server_warning', DNS_ERROR, 2),
  ],
  [
    'dnsproxy: reading msg proto=<network.transport> err="<_:phrase>: read <_> <destination:endpoint>-><source:endpoint>: read: <event.reason:text>"',
    event('dns_server_warning', DNS_ERROR, 2, 'failure'),
  ],
  [
    'dnsproxy: reading msg proto=<network.transport> err="<event.reason:text>"',
    event('dns_server_warning', DNS_ERROR, 2, 'failure'),
  ],
  ['auth: failed to <_:phrase> from ip <source.ip>', failed],
  ['dnsproxy: exchange failed <event.reason:text>', event('dns_server_warning', DNS_ERROR, 2)],
  ['filtering: updated filter <_:text>', event('dns_server_message', CONFIGURATION_CHANGE, 1)],
  ['filtering: filter <_:phrase> updated<_:text>', event('dns_server_message', CONFIGURATION_CHANGE, 1)],
];

/** `admin ip=192.0.2.2`, `"two words" ip=192.0.2.2`: slog quotes names with blanks, quotes or `=`, and the address comes last. */
const LOGIN = /^(?:"((?:[^"\\]|\\.){1,500})"|([^\s"=]{1,500})) ip=(\S{1,64})$/;

/** The address is of whoever a header of the request names, where AdGuard Home trusts the peer, which it does by default. */
function quotedLogin(fields: Fields): boolean {
  const login = LOGIN.exec(String(fields['adguard_home.login']));
  delete fields['adguard_home.login'];
  if (login === null) return false;
  put(fields, 'user.name', login[1]?.replaceAll(/\\(.)/g, '$1') ?? login[2]);
  if (put(fields, 'source.ip', login[3])) fields.tags = ['adguard_home.address-from-header'];
  return true;
}

const TABLE = new PatternTable(PATTERNS, 'adguard_home');
const LEVELS: ReadonlyMap<string, string> = new Map([
  ['[fatal]', 'fatal'],
  ['[error]', 'error'],
  ['[info]', 'info'],
  ['[debug]', 'debug'],
  ['ERROR', 'error'],
  ['WARN', 'warning'],
  ['INFO', 'info'],
  ['DEBUG', 'debug'],
]);
/** Go's default time layout, where a syslog header stands before it. */
const DATE = /^(\d{4})\/(\d\d)\/(\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,6})?) /;

/** @param isOurs the header says that it is AdGuard Home; else only sentences of the table are taken */
export function parseServer(text: string, isOurs: boolean): Fields | undefined {
  const date = DATE.exec(text);
  const rest = date === null ? text : text.slice(date[0].length);
  const space = rest.indexOf(' ');
  const level = space < 0 ? undefined : LEVELS.get(rest.slice(0, space));
  if (level === undefined) return undefined;
  const body = rest
    .slice(space + 1)
    .trim()
    .replace(/^\d{1,9}#\d{1,9} /, '');
  const fields = TABLE.match(body) ?? (isOurs ? byLevel(level) : undefined);
  if (fields === undefined) return undefined;
  fields['log.level'] = level;
  if (date !== null) fields['@timestamp'] = `${date[1]}-${date[2]}-${date[3]} ${date[4]!.slice(0, 12)}`;
  return fields;
}

function byLevel(level: string): Fields {
  if (level === 'error' || level === 'fatal') return event('dns_server_warning', INFO, level === 'fatal' ? 3 : 2);
  return level === 'warning' ? event('dns_server_warning', INFO, 2) : { ...message };
}
