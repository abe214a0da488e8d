// Microsoft IIS: lines of the W3C extended format with IIS's default fields, which come without names:
//   date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) [cs(Referer)] sc-status sc-substatus
//   sc-win32-status time-taken          (IIS 7 and later; blanks in values are written as +)
// https://learn.microsoft.com/en-us/windows/win32/http/w3c-logging

import { readIp } from '#src/event/address.js';
import type { Fields } from '#src/event/event.js';
import { requestEvent } from '#src/event/http-request.js';
import type { SyslogLine } from '#src/event/line.js';
import { put } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';

export default defineParser({
  id: 'iis',
  title: 'Microsoft IIS (W3C log)',
  contract: '^1.0.0',
  family: 'web',
  hint: {
    apps: ['iis', 'w3svc*'],
    contains: [' GET /', ' POST /', ' HEAD /', ' OPTIONS /', ' PUT /', ' DELETE /', ' PROPFIND /', ' PATCH /'],
  },
  parse,
});

const START = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [\da-fA-F.:%]{2,45} [A-Z_]{2,20} \//;
/** Longest first: with the referrer, without it. */
const SHAPES = [15, 14] as const;

function parse(line: SyslogLine): Fields | undefined {
  // Without a syslog header the decoder may have taken the date for one.
  const text = START.test(line.message) ? line.message : line.searched;
  if (!START.test(text)) return undefined;
  const words = text.trim().split(' ', SHAPES[0] + 1);
  const hasReferrer = words.length === SHAPES[0];
  if (!hasReferrer && words.length !== SHAPES[1]) return undefined;
  const [date = '', time = '', server, method, stem, query, port, user, client, agent] = words;
  const [status, substatus, win32, took] = words.slice(hasReferrer ? 11 : 10);
  if (readIp(client ?? '') === undefined || !/^\d{3}$/.test(status ?? '')) return undefined;
  const fields = requestEvent(status);
  fields['@timestamp'] = Date.parse(`${date}T${time}Z`); // always UTC
  put(fields, 'destination.ip', server, 'iis.server_ip');
  put(fields, 'destination.port', port, 'iis.server_port');
  put(fields, 'http.request.method', method);
  put(fields, 'url.path', stem);
  put(fields, 'url.query', query);
  putUser(fields, user);
  put(fields, 'source.ip', client, 'iis.client_ip');
  put(fields, 'user_agent.original', agent?.replaceAll('+', ' '));
  if (hasReferrer) put(fields, 'http.request.referrer', words[10]);
  if (substatus !== '0') put(fields, 'iis.substatus', substatus);
  if (win32 !== '0') put(fields, 'iis.win32_status', win32);
  if (took !== undefined && /^\d{1,10}$/.test(took)) fields['event.duration'] = Number(took) * 1e6;
  return Number.isNaN(fields['@timestamp']) ? undefined : fields;
}

/** `EXAMPLE\alice` */
function putUser(fields: Fields, user: string | undefined): void {
  const slash = user?.indexOf('\\') ?? -1;
  put(fields, 'user.name', user?.slice(slash + 1));
  if (slash > 0) put(fields, 'user.domain', user?.slice(0, slash));
}
