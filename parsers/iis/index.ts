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
import { readOtherLog } from './other-logs.js';

export default defineParser({
  id: 'iis',
  title: 'Microsoft IIS (W3C log)',
  contract: '^1.0.0',
  family: 'web',
  hint: {
    apps: ['iis', 'w3svc*'],
    contains: [
      ' GET /',
      ' POST /',
      ' HEAD /',
      ' OPTIONS /',
      ' PUT /',
      ' DELETE /',
      ' PROPFIND /',
      ' PATCH /',
      ' HTTP/1.0 ',
      ' HTTP/1.1 ',
      ' HTTP/2.0 ',
      ' HTTP/0.9 ',
      ' - - - - - ',
      ' PASS ',
      ' ControlChannel',
      ' STOR ',
      ' RETR ',
      ' DELE ',
    ],
  },
  parse,
});

const START = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \S{1,100} \S{1,100} /;
/**
 * Names by place, of the fields that IIS writes by default and of all that it offers; `_` is passed over. A line is of the shape whose
 * count of words it has and whose addresses, port and status stand where they should.
 */
const SHAPES: readonly (readonly string[])[] = [
  's-ip method stem query port user c-ip agent status substatus win32 took',
  's-ip method stem query port user c-ip agent referrer status substatus win32 took',
  's-ip method stem query port user c-ip agent referrer host status substatus win32 took',
  's-ip method stem query port user c-ip agent referrer status substatus win32 took forwarded',
  's-ip method stem query port user c-ip version agent cookie referrer host status substatus win32 sent received took',
  'site computer s-ip method stem query port user c-ip version agent cookie referrer host status substatus win32 sent received took',
].map((names) => ['date', 'time', ...names.split(' ')]);
const MOST_WORDS = 23;

function parse(line: SyslogLine): Fields | undefined {
  // Without a syslog header the decoder may have taken the date for one.
  const text = START.test(line.message) ? line.message : line.searched;
  if (!START.test(text)) return undefined;
  const words = text.trim().split(' ', MOST_WORDS);
  const fields = readRequest(words) ?? readOtherLog(words);
  if (fields === undefined) return undefined;
  fields['@timestamp'] = Date.parse(`${words[0]}T${words[1]}Z`); // always UTC
  return Number.isNaN(fields['@timestamp']) ? undefined : fields;
}

function readRequest(words: readonly string[]): Fields | undefined {
  const shape = SHAPES.find((names) => names.length === words.length && isOf(names, words));
  if (shape === undefined) return undefined;
  const get = (name: string): string | undefined => {
    const at = shape.indexOf(name);
    return at < 0 || words[at] === '-' ? undefined : words[at];
  };
  const fields = requestEvent(get('status'));
  put(fields, 'destination.ip', get('s-ip'), 'iis.server_ip');
  put(fields, 'destination.port', get('port'), 'iis.server_port');
  put(fields, 'http.request.method', get('method'));
  put(fields, 'url.path', get('stem'));
  put(fields, 'url.query', get('query'));
  putUser(fields, get('user'));
  put(fields, 'source.ip', get('c-ip'), 'iis.client_ip');
  put(fields, 'user_agent.original', get('agent')?.replaceAll('+', ' '));
  put(fields, 'http.request.referrer', get('referrer'));
  put(fields, 'http.version', get('version')?.replace('HTTP/', ''));
  put(fields, 'url.domain', get('host')?.toLowerCase());
  put(fields, 'http.response.bytes', get('sent'));
  put(fields, 'http.request.bytes', get('received'));
  put(fields, 'iis.site', get('site'));
  put(fields, 'iis.computer', get('computer'));
  put(fields, 'iis.forwarded_for', get('forwarded'));
  if (get('substatus') !== '0') put(fields, 'iis.substatus', get('substatus'));
  if (get('win32') !== '0') put(fields, 'iis.win32_status', get('win32'));
  const took = get('took');
  if (took !== undefined && /^\d{1,10}$/.test(took)) fields['event.duration'] = Number(took) * 1e6;
  return fields;
}

function isOf(names: readonly string[], words: readonly string[]): boolean {
  const at = (name: string): string => words[names.indexOf(name)] ?? '';
  const isServer = readIp(at('s-ip').replace(/%\w{1,16}$/, '')) !== undefined;
  return isServer && readIp(at('c-ip')) !== undefined && /^\d{3}$/.test(at('status')) && /^\d{1,5}$/.test(at('port'));
}

/** `EXAMPLE\alice` */
function putUser(fields: Fields, user: string | undefined): void {
  const slash = user?.indexOf('\\') ?? -1;
  put(fields, 'user.name', user?.slice(slash + 1));
  if (slash > 0) put(fields, 'user.domain', user?.slice(0, slash));
}
