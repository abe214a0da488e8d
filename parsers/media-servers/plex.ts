// Plex Media Server: `Nov 20, 2026 10:00:01.123 [140123] DEBUG - Completed: [192.0.2.7:50000] 401 GET /library (5 live) TLS 1ms 466 bytes`.

import { monthOf } from '#src/event/month.js';
import type { Fields } from '#src/event/event.js';
import { event, LOGON, PROCESS_START, WEB_ACCESS, WEB_DENIED } from '#src/event/kinds.js';
import { put, putEndpoint } from '#src/event/put.js';

const HEAD =
  /^([A-Z][a-z]{2}) (\d{2}), (\d{4}) (\d\d:\d\d:\d\d\.\d{3}) \[[\w/x]{1,40}\] (?:DEBUG|INFO|WARN|ERROR|VERBOSE) - (?:\[[^\]]{1,80}\] )?/;
const COMPLETED = /^Completed: \[([^\]\s]{1,60})\] (\d{3}) ([A-Z]{3,10}) (\S{1,4000}) \(/;
const AUTHENTICATED = /^Auth: authenticated user (\d{1,12}) as (.{1,200})$/;

export function readPlex(raw: string): Fields | undefined {
  const head = HEAD.exec(raw);
  if (head === null) return undefined;
  const fields = readText(raw.slice(head[0].length));
  const month = monthOf(head[1]!);
  if (fields !== undefined && month > 0)
    fields['@timestamp'] = `${head[3]!}-${String(month).padStart(2, '0')}-${head[2]!} ${head[4]!}`;
  return fields;
}

function readText(text: string): Fields | undefined {
  const user = AUTHENTICATED.exec(text);
  if (user !== null) {
    const fields = event('application_login', LOGON, 1, 'success');
    put(fields, 'user.id', user[1]);
    put(fields, 'user.name', user[2]);
    return fields;
  }
  if (text.startsWith('Plex Media Server v')) return started(text);
  const [, peer, status = '', method, url] = COMPLETED.exec(text) ?? [];
  if (peer === undefined) return undefined;
  const isRefused = status === '401' || status === '403';
  const fields = event('http_request', isRefused ? WEB_DENIED : WEB_ACCESS, isRefused ? 2 : 1, Number(status) < 400 ? 'success' : 'failure'); // prettier-ignore
  putEndpoint(fields, 'source', peer, 'media_servers.peer');
  put(fields, 'http.response.status_code', status);
  put(fields, 'http.request.method', method);
  put(fields, 'url.original', url);
  return fields;
}

function started(text: string): Fields {
  const fields = event('service_started', PROCESS_START, 1);
  put(fields, 'service.version', /^Plex Media Server v(\S{1,60})/.exec(text)?.[1]);
  return fields;
}
