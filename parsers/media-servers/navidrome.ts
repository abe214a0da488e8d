// Navidrome: `time="2026-11-20T10:00:01Z" level=warning msg="Unsuccessful login" username=admin request="map[... X-Real-Ip:[203.0.113.7]]"`.

import type { Fields } from '#src/event/event.js';
import { event, LOGON } from '#src/event/kinds.js';
import { readPairs } from '#src/event/pairs.js';
import { put } from '#src/event/put.js';

/** The request's headers are the client's own unless a proxy writes them, so the address in them is no `source.ip`. */
export function readNavidrome(text: string): Fields {
  const fields = event('application_login', LOGON, 3, 'failure');
  const said = new Map(readPairs(text).pairs);
  put(fields, 'user.name', said.get('username') ?? said.get('user'));
  const ms = Date.parse(said.get('time') ?? '');
  if (!Number.isNaN(ms)) fields['@timestamp'] = ms;
  const at = text.lastIndexOf('X-Real-Ip:[');
  if (at > 0) put(fields, 'media_servers.real_ip', /^[^\]\s]{2,60}/.exec(text.slice(at + 'X-Real-Ip:['.length))?.[0]);
  return fields;
}
