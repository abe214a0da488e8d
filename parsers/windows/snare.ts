// Snare (`MSWinEventLog`), separated by tabs or by the `#011` that rsyslog makes of them. Columns after the marker:
// criticality, log, counter, date, event id, source, user, SID type, event type, computer, category, data, expanded text [, checksum].
// https://docs.snaresolutions.com (Snare Agent for Windows: "Output format")

import type { SyslogLine } from '#src/event/line.js';
import { eventCode, nameOf, WindowsRecord } from './record.js';
import { auditOf, levelOf } from './system-values.js';
import { unescapeControls } from './rendered.js';
import { readTime } from './time.js';

const MARKER = 'MSWinEventLog';
/** Tabs, what rsyslog makes of them, what a JSON string does, and what Snare can be told to write instead. */
const SEPARATORS = ['\t', '#011', '\\t', '|'];
const TEXT_COLUMN = 12;
/** Header and host name; the marker further in is somebody's text. */
const MAX_PREFIX_LENGTH = 160;

export function readSnare(line: SyslogLine): WindowsRecord | undefined {
  const body = snareBody(line);
  if (body === undefined) return undefined;
  if (body.startsWith(' ')) return readBlanks(body);
  const separator = SEPARATORS.find((one) => body.startsWith(one));
  if (separator === undefined) return undefined;
  const columns = splitColumns(body, separator);
  const code = eventCode(columns[4]);
  if (code === undefined || columns.length < 10) return undefined;
  const record = new WindowsRecord();
  record.code = code;
  record.channel = nameOf(columns[1]);
  record.time = readTime(columns[3]);
  record.provider = nameOf(columns[5]);
  record.account = columns[6] === 'N/A' ? undefined : nameOf(columns[6]);
  record.audit = auditOf(columns[8]);
  record.level = levelOf(columns[8]);
  if (record.audit !== undefined) record.keywords = columns[8];
  record.task = nameOf(columns[10]);
  record.host = nameOf(columns[9]);
  const text = withoutChecksum(columns[TEXT_COLUMN] ?? '', separator);
  if (text !== '') record.message = unescapeControls(text);
  return record;
}

/** A relay made blanks of the tabs: columns of one word are found by their form, what lies between them is left to the text. */
const BLANKS =
  /^ \d (\S{1,120}|Directory Service|DNS Server) \d{1,12} ((?:[A-Z][a-z]{2} ){2} ?\d{1,2} \d\d:\d\d:\d\d \d{4}) (\d{1,5}) (\S{1,120}) (.{0,160}?) ?(Success Audit|Failure Audit|Information|Warning|Error) (\S{1,255}) /;

function readBlanks(body: string): WindowsRecord | undefined {
  const head = BLANKS.exec(body.slice(0, 900));
  const code = eventCode(head?.[3]);
  if (head === null || code === undefined) return undefined;
  const [whole, channel, time, , provider, , kind, host] = head;
  const record = new WindowsRecord();
  record.code = code;
  record.channel = nameOf(channel);
  record.time = readTime(time);
  record.provider = nameOf(provider);
  record.audit = auditOf(kind);
  record.level = levelOf(kind);
  record.host = nameOf(host);
  record.message = unescapeControls(body.slice(whole.length));
  return record;
}

/**
 * The text after the marker. The marker must be the program's name or open the message; a message of another program that merely holds it
 * (an attacker's user name) is not Snare.
 */
function snareBody(line: SyslogLine): string | undefined {
  // RFC 5424 has the marker as APP-NAME, so that the message begins with the criticality.
  if (line.app === MARKER && /^\d(?:\t|#011|\\t|\|)/.test(line.message)) return separatorBefore(line.message);
  if (line.message.startsWith(MARKER)) return line.message.slice(MARKER.length);
  if (line.app === MARKER) return afterMarker(line.raw, MAX_PREFIX_LENGTH);
  // `<14>HOST\tMSWinEventLog\t1...`: Snare without its syslog header, the host as a column of its own.
  const at = line.raw.indexOf(MARKER);
  if (at < 1 || at > MAX_PREFIX_LENGTH) return undefined;
  const prefix = line.raw.slice(0, at);
  const isHostColumn = /^(?:<\d{1,3}>)?(?:[A-Z][a-z]{2} [ \d]\d [\d:]{8} )?[\w.-]{1,120}(?:\t|#011|\\t)$/.test(prefix);
  return isHostColumn ? line.raw.slice(at + MARKER.length) : undefined;
}

function separatorBefore(message: string): string {
  return `${SEPARATORS.find((one) => message.startsWith(one, 1)) ?? ''}${message}`;
}

function afterMarker(raw: string, within: number): string | undefined {
  const at = raw.indexOf(MARKER);
  return at < 0 || at > within ? undefined : raw.slice(at + MARKER.length);
}

/** The leading separator is dropped; the last column keeps every further separator, for the text may hold some. */
function splitColumns(body: string, separator: string): string[] {
  const columns: string[] = [];
  let at = separator.length;
  while (columns.length < TEXT_COLUMN) {
    const end = body.indexOf(separator, at);
    if (end < 0) break;
    columns.push(body.slice(at, end));
    at = end + separator.length;
  }
  columns.push(body.slice(at));
  return columns;
}

function withoutChecksum(text: string, separator: string): string {
  const last = text.lastIndexOf(separator);
  if (last < 0 || text.length - last > 48) return text;
  return /^[0-9a-fA-F]*\s*$/.test(text.slice(last + separator.length)) ? text.slice(0, last) : text;
}
