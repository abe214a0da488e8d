// Agents that write the event as key=value pairs, the rendered text last:
//   WinCollect (QRadar): AgentDevice=WindowsLog<TAB>AgentLogFile=Security<TAB>...<TAB>EventID=4625<TAB>...<TAB>Message=An account ...
//   Splunk, classic:     LogName=Security<LF>EventCode=4625<LF>...<LF>Message=An account ...
//   NXLog to_leef():     LEEF:1.0|NXLog|in|3.2|unknown|EventTime=...<TAB>EventID=4625<TAB>...
//   Event Viewer's copy: Log Name: Security<LF>Source: ...<LF>Event ID: 4625<LF>...<LF>Description:<LF>An account ...

import type { SyslogLine } from '#src/event/line.js';
import { mayStandBefore } from '#src/event/own-start.js';
import { readFlatJson } from './json-flat.js';
import type { WindowsRecord } from './record.js';
import { unescapeControls } from './rendered.js';

const MAX_PAIRS = 128;
const MAX_KEY_LENGTH = 64;

export function readTextPairs(line: SyslogLine): WindowsRecord | undefined {
  const message = unescapeControls(line.message);
  const wincollect = message.slice(0, 200).indexOf('AgentDevice=WindowsLog');
  if (wincollect >= 0 && mayStandBefore(line, message.slice(0, wincollect)))
    return readWinCollect(message.slice(wincollect));
  if (message.startsWith('LEEF:')) return readLeef(message);
  const head = message.slice(0, 400);
  if (!opensAsLines(line, head)) return undefined;
  if (head.includes('EventCode=') || head.includes('LogName=')) return readLines(message, '=');
  return head.includes('Log Name:') && head.includes('Event ID:') ? readLines(message, ':') : undefined;
}

/** The first line is a pair, or the time that Splunk begins with. */
function opensAsLines(line: SyslogLine, head: string): boolean {
  const end = head.indexOf('\n');
  const first = head.slice(0, end < 0 ? head.length : end).trim();
  return (
    /^(?:LogName=|EventCode=|Log Name:|Event\[\d{1,6}\]:?$|\d{14}\.\d{6}$|\d{1,2}[/.]\d{1,2}[/.]\d{4} [\d:.]{5,12}(?: [AP]M)?$)/.test(
      first,
    ) || mayStandBefore(line, first)
  );
}

/** In this order; relays turn the tabs into blanks, and account names hold no equals sign. */
const WINCOLLECT = ['AgentDevice', 'AgentLogFile', 'PluginVersion', 'Source', 'Computer', 'OriginatingComputer', 'User', 'Domain', 'EventID', 'EventIDCode', 'EventType', 'EventCategory', 'RecordNumber', 'TimeGenerated', 'TimeWritten', 'Level', 'Keywords', 'Task', 'Opcode', 'Message']; // prettier-ignore
const WINCOLLECT_NAMES: Readonly<Record<string, string>> = {
  AgentLogFile: 'Channel',
  Source: 'SourceName',
  Computer: 'Hostname',
  EventID: 'EventID',
  RecordNumber: 'RecordNumber',
  TimeGenerated: 'TimeGenerated',
  Level: 'Level',
  Keywords: 'Keywords',
  Task: 'TaskCategory',
  Opcode: 'Opcode',
  Message: 'Message',
};

function readWinCollect(text: string): WindowsRecord | undefined {
  const out: Record<string, unknown> = {};
  const found: { readonly key: string; readonly at: number }[] = [];
  let from = 0;
  for (const key of WINCOLLECT) {
    const at = text.indexOf(`${key}=`, from);
    if (at < 0 || (at > 0 && text.charCodeAt(at - 1) > 0x20)) continue;
    found.push({ key, at });
    from = at + key.length + 1;
  }
  found.forEach(({ key, at }, index) => {
    const value = text.slice(at + key.length + 1, found[index + 1]?.at ?? text.length).trim();
    const name = WINCOLLECT_NAMES[key];
    if (name !== undefined && value !== '') out[name] = value;
    if (key === 'User' && value !== '') out['AccountName'] = value;
    if (key === 'Domain' && value !== '') out['Domain'] = value;
  });
  if (out['AccountName'] !== undefined) out['AccountType'] = 'User';
  else delete out['Domain'];
  if (out['Keywords'] === undefined) out['Keywords'] = WINCOLLECT_TYPES.get(valueOf(text, found, 'EventType') ?? '');
  return readFlatJson(out);
}

/** winnt.h, EVENTLOG_AUDIT_SUCCESS and EVENTLOG_AUDIT_FAILURE. */
const WINCOLLECT_TYPES = new Map([
  ['8', 'Audit Success'],
  ['16', 'Audit Failure'],
]);

function valueOf(
  text: string,
  found: readonly { readonly key: string; readonly at: number }[],
  key: string,
): string | undefined {
  const index = found.findIndex((one) => one.key === key);
  if (index < 0) return undefined;
  return text.slice(found[index]!.at + key.length + 1, found[index + 1]?.at ?? text.length).trim();
}

/** The header has five fields in LEEF 1.0, and a sixth, the separator, in 2.0. */
function readLeef(text: string): WindowsRecord | undefined {
  const isSecond = text.startsWith('LEEF:2');
  let at = 0;
  for (let bars = 0; bars < (isSecond ? 6 : 5); bars += 1) {
    at = text.indexOf('|', at) + 1;
    if (at === 0) return undefined;
  }
  const out: Record<string, unknown> = {};
  for (const pair of text.slice(at).split(isSecond ? separatorOf(text, at) : '\t', MAX_PAIRS)) {
    const equals = pair.indexOf('=');
    if (equals > 0 && equals <= MAX_KEY_LENGTH) out[pair.slice(0, equals).trim()] ??= pair.slice(equals + 1).trim();
  }
  return readFlatJson(out);
}

/** LEEF 2.0's sixth field: one character, or its code as `x5E` or `0x5E`; empty for a tab. */
function separatorOf(text: string, end: number): string {
  const given = text.slice(text.lastIndexOf('|', end - 2) + 1, end - 1);
  const [, hex] = /^0?x([0-9a-fA-F]{2,4})$/.exec(given) ?? [];
  if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
  return given.length === 1 ? given : '\t';
}

/** A pair a line until the text begins, which takes the rest. */
function readLines(text: string, separator: '=' | ':'): WindowsRecord | undefined {
  const out: Record<string, unknown> = {};
  let at = 0;
  for (let pairs = 0; pairs < MAX_PAIRS && at < text.length; pairs += 1) {
    const end = text.indexOf('\n', at);
    const line = text.slice(at, end < 0 ? text.length : end).trim();
    const cut = line.indexOf(separator);
    const name = cut > 0 && cut <= MAX_KEY_LENGTH ? (LINE_NAMES[line.slice(0, cut)] ?? line.slice(0, cut)) : '';
    if (name === 'Message') {
      const first = line.slice(cut + 1).trim();
      out['Message'] = `${first}${end < 0 ? '' : `${first === '' ? '' : '\n'}${text.slice(end + 1)}`}`.trimEnd();
      break;
    }
    if (NAMES_OF_LINES.has(name)) out[name] ??= line.slice(cut + 1).trim();
    else if (pairs === 0 && /^\d/.test(line)) out['TimeGenerated'] = line; // Splunk begins with the time
    if (end < 0) break;
    at = end + 1;
  }
  return readFlatJson(out);
}

const LINE_NAMES: Readonly<Record<string, string>> = {
  'Log Name': 'LogName',
  Logfile: 'LogName',
  Source: 'SourceName',
  Date: 'TimeGenerated',
  'Event ID': 'EventID',
  'Task Category': 'TaskCategory',
  Task: 'TaskCategory',
  Keyword: 'Keywords',
  Computer: 'ComputerName',
  Description: 'Message',
  Sid: 'UserID',
};
const NAMES_OF_LINES = new Set(['LogName', 'SourceName', 'TimeGenerated', 'EventID', 'EventCode', 'ComputerName', 'RecordNumber', 'Keywords', 'TaskCategory', 'OpCode', 'Opcode', 'Level', 'UserID']); // prettier-ignore
