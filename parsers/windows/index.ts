// Windows event log, whatever carried it here: JSON of a dozen agents, <Event> XML, Snare, key=value pairs, and the text of an event in
// English, German or French. Every shape is read into one WindowsRecord, and one table (events.ts) gives the same event the same fields.

import { defineParser } from '#src/plugin/parser.js';
import type { Fields } from '#src/event/event.js';
import { mayStandBefore } from '#src/event/own-start.js';
import type { SyslogLine } from '#src/event/line.js';
import { readCef } from './cef.js';
import { toFields } from './fields.js';
import { APPS, TEXTS } from './hints.js';
import { readCutJson } from './json-cut.js';
import { readJson, readJsonList, readWazuhArchive } from './json.js';
import { readSnare } from './snare.js';
import { isWindowsProgram } from './sources.js';
import { readStructuredData } from './structured-data.js';
import { readTextLine } from './text-lines.js';
import { readTextPairs } from './text-pairs.js';
import { readAgentText } from './text.js';
import { readEventXml } from './xml.js';
import { findEventXml } from './xml-start.js';
import type { WindowsRecord } from './record.js';

export default defineParser({
  id: 'windows',
  title: 'Windows event log',
  contract: '^1.0.0',
  family: 'windows',
  priority: 10,
  hint: { apps: APPS, contains: TEXTS },
  parse(line: SyslogLine): Fields | undefined {
    const record = read(line);
    return record === undefined ? undefined : toFields(record, line);
  },
});

function read(line: SyslogLine): WindowsRecord | undefined {
  const json = line.json;
  if (json !== undefined) return readJson(json);
  const { message } = line;
  if (message.startsWith('{')) return readCutJson(message);
  if (message.startsWith('[{')) return readJsonList(message);
  const archived = message.startsWith('(') && line.app === undefined ? readWazuhArchive(message) : undefined;
  if (archived !== undefined) return archived;
  if (message.includes('Event')) {
    const isOurs = line.app !== undefined && isWindowsProgram(line.app);
    const xml = findEventXml(message, (before) => isOurs || mayStandBefore(line, before));
    if (xml !== undefined) return readEventXml(xml.text, xml.start);
  }
  if (line.structuredData !== undefined) {
    const record = readStructuredData(line.structuredData, message);
    if (record !== undefined) return record;
  }
  return readSnare(line) ?? readTextLine(line) ?? readTextPairs(line) ?? readCef(message) ?? readAgentText(line);
}
