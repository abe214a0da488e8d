// Windows event log, whatever carried it here: Winlogbeat, NXLog, evtx_dump and flattened JSON, <Event> XML, Snare, and the English
// text of an event. Every shape is read into one WindowsRecord, and one table (events.ts) gives the same event the same fields.

import { defineParser } from '#src/plugin/parser.js';
import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { toFields } from './fields.js';
import { readCutJson } from './json-cut.js';
import { readJson } from './json.js';
import { readSnare } from './snare.js';
import { readStructuredData } from './structured-data.js';
import { readAgentText } from './text.js';
import { readEventXml, xmlStart } from './xml.js';
import type { WindowsRecord } from './record.js';

export default defineParser({
  id: 'windows',
  title: 'Windows event log',
  contract: '^1.0.0',
  family: 'windows',
  priority: 10,
  hint: {
    apps: [
      'microsoft-windows-*',
      'microsoft_windows_*',
      'security-auditing',
      'mswineventlog',
      'service_control_manager',
    ],
    contains: [
      '"EventID"',
      '"EventId"',
      '"event_id"',
      '"winlog',
      '"Event"',
      '<Event',
      'win/2004/08/events',
      'MSWinEventLog',
      'Microsoft-Windows-',
      'EventID=',
      'Security ID:',
      'Account Name:',
      'Logon Account:',
      '(EventID ',
    ],
  },
  parse(line: SyslogLine): Fields | undefined {
    const record = read(line);
    return record === undefined ? undefined : toFields(record, line);
  },
});

function read(line: SyslogLine): WindowsRecord | undefined {
  const json = line.json;
  if (json !== undefined) return readJson(json);
  if (line.message.startsWith('{')) return readCutJson(line.message);
  const xml = xmlStart(line.message);
  if (xml >= 0) return readEventXml(line.message, xml);
  if (line.structuredData !== undefined) {
    const record = readStructuredData(line.structuredData, line.message);
    if (record !== undefined) return record;
  }
  return readSnare(line) ?? readAgentText(line);
}
