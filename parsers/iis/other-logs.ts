// Two more logs of IIS, whose lines are told by where an address, a port and a status stand:
//   HTTP.sys:  date time c-ip c-port s-ip s-port cs-version cs-method cs-uri [streamid] sc-status s-siteid s-reason s-queuename [transport]
//   FTP:       date time c-ip cs-username s-ip s-port cs-method cs-uri-stem sc-status sc-win32-status sc-substatus x-session x-fullpath
// https://learn.microsoft.com/en-us/troubleshoot/developer/webapps/aspnet/site-behavior-performance/error-logging-http-apis
// https://learn.microsoft.com/en-us/iis/configuration/system.applicationhost/sites/sitedefaults/ftpserver/logfile

import { readIp, readPort } from '#src/event/address.js';
import type { Fields } from '#src/event/event.js';
import { putUrl } from '#src/event/http-request.js';
import { CONNECTION_ERROR, event, FILE_ACCESS, LOGOFF, LOGON, SESSION_INFO, WEB_ERROR } from '#src/event/kinds.js';
import { put } from '#src/event/put.js';

/** @param words of the line, date and time first */
export function readOtherLog(words: readonly string[]): Fields | undefined {
  const [, , client = '', second = '', server = '', port = ''] = words;
  if (readIp(client) === undefined || readIp(server) === undefined || readPort(port) === undefined) return undefined;
  const fields = readPort(second) === undefined ? readFtp(words) : readHttpSys(words);
  if (fields === undefined) return undefined;
  put(fields, 'source.ip', client);
  put(fields, 'destination.ip', server);
  put(fields, 'destination.port', port);
  return fields;
}

function readHttpSys(words: readonly string[]): Fields | undefined {
  const last = /^(?:TCP|QUIC|-)$/.test(words.at(-1)!) && /^(?:\S{1,100})$/.test(words.at(-2) ?? '') && words.length > 13;
  const end = words.length - (last && words.length !== 13 ? 1 : 0);
  const [status = '', site, reason] = words.slice(end - 4, end - 1);
  if (end < 13 || !/^(?:\d{3}|-)$/.test(status) || reason === undefined) return undefined;
  const [, , , port, , , version = '', method = '', url = ''] = words;
  const isRequest = status !== '-';
  const fields = isRequest
    ? event('web_server_error', WEB_ERROR, 2, 'failure')
    : event('web_server_error', CONNECTION_ERROR, 1, 'failure');
  put(fields, 'source.port', port);
  if (isRequest) put(fields, 'http.response.status_code', status);
  if (version.startsWith('HTTP/')) put(fields, 'http.version', version.slice(5));
  if (method !== '-') put(fields, 'http.request.method', method);
  if (url !== '-') putUrl(fields, url);
  put(fields, 'event.reason', reason);
  if (site !== '-') put(fields, 'iis.site_id', site);
  return fields;
} // prettier-ignore

/** What the FTP service did, by the client's command; the reply's first digit tells the outcome (RFC 959 §4.2). */
function readFtp(words: readonly string[]): Fields | undefined {
  if (words.length !== 13) return undefined;
  const [, , , user = '-', , , method = '', path = '', status = ''] = words;
  if (!/^(?:\d{3}|-)$/.test(status) || !/^[A-Za-z]{3,30}$/.test(method)) return undefined;
  const outcome = status === '-' || status[0] === '1' || status[0] === '3' ? undefined : status[0]! < '4' ? 'success' : 'failure';
  const isLogin = method === 'PASS';
  const fields = isLogin
    ? event('ftp_login', LOGON, outcome === 'failure' ? 3 : 1, outcome)
    : method === 'ControlChannelClosed' || method === 'QUIT'
      ? event('application_logout', LOGOFF, 1)
      : TRANSFERS.has(method)
        ? event('ftp_transfer', FILE_ACCESS, 1, outcome)
        : event('ftp_connection', SESSION_INFO, 1, outcome);
  const slash = user.indexOf('\\');
  if (user !== '-') put(fields, 'user.name', user.slice(slash + 1));
  if (slash > 0) put(fields, 'user.domain', user.slice(0, slash));
  if (path !== '-' && !isLogin) put(fields, 'file.path', path);
  put(fields, 'event.code', status);
  put(fields, 'iis.method', method);
  return fields;
} // prettier-ignore

const TRANSFERS: ReadonlySet<string> = new Set(['RETR', 'STOR', 'APPE', 'STOU', 'DELE', 'RNFR', 'RNTO', 'MKD', 'RMD']);
