// http: 192.0.2.7:33317 [20/Nov/2026:10:00:01.655] http-in static/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 {a|b} "GET / HTTP/1.1"
// tcp:  192.0.2.7:33317 [20/Nov/2026:10:00:01.655] fnt bck/srv1 0/0/5007 212 -- 0/0/0/0/3 0/0
// error: 192.0.2.7:33317 [20/Nov/2026:10:00:01.655] fnt/bind: SSL handshake failure
// Times are ms; -1 means that it did not come so far. Captured headers and the request are a stranger's; everything before them is not.

import { readClfTime } from '#src/event/clf-time.js';
import type { Fields } from '#src/event/event.js';
import { putRequestLine, requestEvent } from '#src/event/http-request.js';
import { CONNECTION_END, CONNECTION_ERROR, event } from '#src/event/kinds.js';
import { put } from '#src/event/put.js';

const HEAD =
  /^\[?([\da-fA-F.:]{2,45}|unix|-)\]?:(\d{1,5}) \[(\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2}\.\d{3})\] (\S{1,200}) ?/;
const HTTP =
  /^(\S{1,200})\/(\S{1,200}) (?:[\w.-]{1,253} )?(-?\d{1,10}(?:\/-?\d{1,10}){3}\/\+?\d{1,10}) (-?\d{1,3}) \+?(\d{1,16}) \S{1,1000} \S{1,1000} (\S{4}) /;
const TCP = /^(\S{1,200})\/(\S{1,200}) (-?\d{1,10}\/-?\d{1,10}\/\+?\d{1,10}) \+?(\d{1,16}) (\S{2}) /;

export function readRequest(text: string): Fields | undefined {
  const head = HEAD.exec(text);
  if (head === null) return undefined;
  const [all, client = '', port = '', time = '', frontend = ''] = head;
  const rest = text.slice(all.length);
  const fields = readHttp(rest) ?? readTcp(rest) ?? readTrouble(frontend, rest);
  if (fields === undefined) return undefined;
  if (client !== '-') put(fields, 'source.ip', client, 'haproxy.client');
  if (fields['source.ip'] !== undefined) put(fields, 'source.port', port, 'haproxy.client_port');
  const at = readClfTime(time);
  if (at !== undefined) fields['@timestamp'] = at;
  put(fields, 'haproxy.frontend', frontend.replace(/[~:]$/, ''));
  return fields;
}

function readHttp(rest: string): Fields | undefined {
  const http = HTTP.exec(rest);
  if (http === null) return undefined;
  const [, backend, server, times = '', status, bytes, state] = http;
  const fields = requestEvent(status);
  putTarget(fields, backend, server, state);
  put(fields, 'http.response.bytes', bytes);
  putDuration(fields, times);
  const quote = rest.indexOf(' "', http[0].length - 1);
  if (quote >= 0) putRequestLine(fields, rest.slice(quote + 2, rest.endsWith('"') ? -1 : undefined));
  return fields;
}

function readTcp(rest: string): Fields | undefined {
  const tcp = TCP.exec(rest);
  if (tcp === null) return undefined;
  const [, backend, server, times = '', bytes, state] = tcp;
  const fields = event('flow_ended', CONNECTION_END, 1);
  putTarget(fields, backend, server, state);
  put(fields, 'destination.bytes', bytes);
  putDuration(fields, times);
  return fields;
}

function readTrouble(frontend: string, rest: string): Fields | undefined {
  if (!frontend.endsWith(':') || rest === '') return undefined;
  const fields = event('web_server_error', CONNECTION_ERROR, 1, 'failure');
  put(fields, 'event.reason', rest);
  return fields;
}

function putTarget(fields: Fields, backend?: string, server?: string, state?: string): void {
  put(fields, 'haproxy.backend', backend);
  if (server !== '<NOSRV>') put(fields, 'haproxy.server', server);
  put(fields, 'haproxy.termination_state', state);
}

/** The last of the timers is the total, in ms; ECS counts ns. */
function putDuration(fields: Fields, times: string): void {
  const total = Number(times.slice(times.lastIndexOf('/') + 1));
  if (total >= 0) fields['event.duration'] = total * 1e6;
}
