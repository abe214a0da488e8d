// What log shippers make of a line: a JSON object with the line in `message`, and around it where it was read. Two kinds:
// - the line as it stands in a file or came over a socket (Filebeat, Vector, Fluent Bit, Logstash, NXLog): it may have a header;
// - a syslog message whose header the shipper has taken apart (program, pid, facility in fields of their own): it has none any more.
// What a shipper, or an application, has made of it beyond that (an action, a Windows event) is left as it is.

import { objectOf } from '../../event/json-text.js';
import { makeEnvelope } from '../../event/envelope.js';
import { readForeignTime } from '../../event/foreign-time.js';
import { isStrangersFirst } from './nested-header.js';
import { tag, readTag } from './tag.js';
import type { Opened } from './wrapped.js';

type Body = Readonly<Record<string, unknown>>;

/** Undefined for what no shipper wrote. The envelope's kind is `json`: what nobody reads stays what it was, a JSON object. */
export function openShipped(body: Body): Opened | undefined {
  const key = TEXTS.find((name) => typeof body[name] === 'string');
  if (key === undefined || isEvent(body)) return undefined;
  const text = body[key] as string;
  if (text === '') return undefined;
  const program = programOf(body);
  if (program === undefined && !isRawLine(body, key)) return undefined;
  const time = readForeignTime(body['@timestamp'] ?? body['timestamp'] ?? body['time'] ?? body['date'] ?? body['EventTime']);
  const named = {
    app: program?.app ?? serverOf(body),
    pid: program?.pid,
    time: typeof time === 'number' ? time : undefined,
  };
  const said: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(body)) {
    if (name === key || LEFT_OUT.has(name) || (program !== undefined && program.names.includes(name))) continue;
    // Vector's and NXLog's is the relay that handed the line on, not whom the line is about.
    said[name === 'source_ip' || name === 'port' ? `json.${name}` : name] = value;
  }
  const envelope = makeEnvelope('json', named, [said]);
  const line = text.replace(/\r?\n$/, '');
  return program === undefined ? { envelope, text: line } : { envelope, text: line, hasHeader: false };
} // prettier-ignore

const TEXTS = ['message', 'MESSAGE', 'Message', 'msg', 'log'];
const LEFT_OUT: ReadonlySet<string> = new Set(['@timestamp', '@metadata', 'timestamp', 'time', 'date']);

/** A Windows event: Vector, Logstash and Winlogbeat write its rendered text as `message`. */
const WINDOWS_NAMES = ['winlog', 'winlog.event_id', 'EventID', 'EventId', 'event_id', 'event_data', 'EventData'];

/** Somebody has read it already, or it is no line of text. */
function isEvent(body: Body): boolean {
  if (WINDOWS_NAMES.some((name) => body[name] !== undefined) || body['event_type'] !== undefined) return true;
  if (body['event.action'] !== undefined || body['os_type'] !== undefined) return true;
  const { event } = body;
  return typeof event === 'object' && event !== null && (event as Body)['action'] !== undefined;
}

/** The fields of a taken-apart header, and the names that have been used up. */
interface Program {
  readonly app: string;
  readonly pid: unknown;
  readonly names: readonly string[];
}

/** Vector and rsyslog's templates, syslog-ng's format-json, Fluent Bit's and Fluentd's syslog parsers, Logstash, NXLog. */
const PROGRAMS = ['appname', 'app-name', 'programname', 'program', 'PROGRAM', 'ident', 'SourceName'];
const PIDS = ['procid', 'proc-id', 'pid', 'PID', 'ProcessID'];
/** Only syslog has these; an application's own object with `program` and `message` is the application's. */
const MARKS = [
  'facility',
  'FACILITY',
  'facility_label',
  'syslogfacility',
  'syslogfacility-text',
  'syslog_facility',
  'SyslogFacility',
  'SyslogFacilityValue',
  'procid',
  'proc-id',
  'pri',
  'logsource',
  'ident',
];

function programOf(body: Body): Program | undefined {
  const { syslogtag } = body;
  if (typeof syslogtag === 'string' && readTag(`${syslogtag.trim()} `, 0)) {
    const pid = tag.pidEnd > tag.pidFrom ? syslogtag.slice(tag.pidFrom, tag.pidEnd) : undefined;
    return { app: syslogtag.slice(0, tag.end), pid, names: ['syslogtag', 'programname', ...PIDS] };
  }
  if (!MARKS.some((mark) => body[mark] !== undefined)) return undefined;
  const name = PROGRAMS.find((each) => isWord(body[each]));
  if (name === undefined) return undefined;
  const pidName = PIDS.find((each) => body[each] !== undefined && body[each] !== '');
  return {
    app: body[name] as string,
    pid: pidName === undefined ? undefined : body[pidName],
    names: pidName === undefined ? [name] : [name, pidName],
  };
}

const isWord = (value: unknown): boolean => typeof value === 'string' && /^[\w./@()-]{1,128}$/.test(value);

const INPUTS: ReadonlySet<unknown> = new Set([
  'log',
  'filestream',
  'container',
  'tcp',
  'udp',
  'unix',
  'syslog',
  'stdin',
]);

function isRawLine(body: Body, key: string): boolean {
  // Text in `log` is Fluent Bit's and Fluentd's: in ECS it is an object. With a stream it is a container's (wrapped.ts).
  if (key === 'log') return body['stream'] === undefined;
  if (key === 'msg') return false;
  const agent = objectOf(body['agent'])?.['type'] ?? objectOf(body['@metadata'])?.['beat'];
  if (agent !== undefined) return agent === 'filebeat';
  if (INPUTS.has(objectOf(body['input'])?.['type'] ?? body['input_type'])) return true;
  if (typeof body['source_type'] === 'string' || body['SourceModuleType'] === 'im_file') return true;
  // Logstash; logback's encoder writes the version too, but also its logger.
  return body['@version'] !== undefined && body['logger_name'] === undefined && body['level'] === undefined;
}

/** Lines of a web server begin with what a client sent: they are its own, whatever header they seem to have. */
function serverOf(body: Body): string | undefined {
  const log = objectOf(body['log']);
  const path = objectOf(log?.['file'])?.['path'] ?? body['log.file.path'] ?? body['file'] ?? body['path'] ?? body['source'];
  if (typeof path !== 'string' || path.length > 4096) return undefined;
  return path.split(/[/\\_.-]/).find((word) => isStrangersFirst(word))?.toLowerCase();
} // prettier-ignore
