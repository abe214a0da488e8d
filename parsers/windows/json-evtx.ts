// `{"Event":{"System":{...},"EventData":{...}}}`: event XML turned into JSON. Attributes stand in `#attributes` or `Provider_attributes`
// (evtx_dump with and without --separate-json-attributes), as `@Name` (xmltodict and its like), `_Name` (syslog-ng), `$` (xml2js) or
// plain. Times are UTC.

import { isObject } from '#src/event/json-text.js';
import type { JsonObject } from './json-values.js';
import { eventCode, nameOf, WindowsRecord } from './record.js';
import { auditOf, guidOf, idOf, keywordsOf, levelOf, numberOf, sidOf } from './system-values.js';
import { takeTime } from './xml-system.js';

const MAX_DEPTH = 4;

/** @param envelope the object around the event: agents put the rendered text there. */
export function readEvtxJson(event: JsonObject, envelope: JsonObject): WindowsRecord | undefined {
  const system = event['System'];
  if (!isObject(system)) return undefined;
  const code = eventCode(textOf(system['EventID']));
  const provider = nameOf(attribute(system, 'Provider', 'Name')) ?? nameOf(textOf(system['Provider']));
  const channel = nameOf(textOf(system['Channel']));
  if (code === undefined || (provider === undefined && channel === undefined)) return undefined;
  const record = new WindowsRecord();
  record.code = code;
  record.provider = provider;
  record.channel = channel;
  takeSystem(record, system);
  takeRendering(record, event['RenderingInfo']);
  if (typeof envelope['message'] === 'string' && envelope !== event) record.message ??= envelope['message'];
  addData(record, event['EventData']);
  addUserData(record, event['UserData'], 0);
  return record;
}

function takeSystem(record: WindowsRecord, system: JsonObject): void {
  record.host = nameOf(textOf(system['Computer']));
  record.recordId = nameOf(textOf(system['EventRecordID']));
  takeTime(record, attribute(system, 'TimeCreated', 'SystemTime') ?? textOf(system['TimeCreated']));
  record.keywords = keywordsOf(textOf(system['Keywords']));
  record.audit = auditOf(textOf(system['Keywords']));
  record.level = levelOf(textOf(system['Level']));
  record.task = nameOf(textOf(system['Task']));
  record.taskNumber = numberOf(record.task);
  record.opcode = nameOf(textOf(system['Opcode']));
  record.version = idOf(textOf(system['Version']));
  record.pid = idOf(attribute(system, 'Execution', 'ProcessID'));
  record.tid = idOf(attribute(system, 'Execution', 'ThreadID'));
  record.userSid = sidOf(attribute(system, 'Security', 'UserID'));
  record.activityId = guidOf(attribute(system, 'Correlation', 'ActivityID'));
  record.relatedActivityId = guidOf(attribute(system, 'Correlation', 'RelatedActivityID'));
}

function takeRendering(record: WindowsRecord, rendering: unknown): void {
  if (!isObject(rendering)) return;
  const message = textOf(rendering['Message']);
  if (typeof message === 'string') record.message = message;
  record.task = nameOf(textOf(rendering['Task'])) ?? record.task;
  record.opcode = nameOf(textOf(rendering['Opcode'])) ?? record.opcode;
  const keywords = rendering['Keywords'];
  if (isObject(keywords)) record.audit ??= auditOf(keywords['Keyword']);
}

function addData(record: WindowsRecord, data: unknown): void {
  if (!isObject(data)) return;
  for (const name of Object.keys(data)) {
    const value = data[name];
    if (isAttribute(name)) continue;
    if (name === 'Data') addDataList(record, value);
    else record.add(name, textOf(value));
  }
}

/** `Data`: values without names become param1, param2, ... as in Winlogbeat; some exporters make it an object of names. */
function addDataList(record: WindowsRecord, value: unknown): void {
  if (isObject(value) && textOf(value) === value && nameOfData(value) === undefined) return addNamed(record, value);
  const whole = isObject(value) && Array.isArray(value['#text']) ? value['#text'] : value;
  const list: readonly unknown[] = Array.isArray(whole) ? whole : [whole];
  list.forEach((item: unknown, index) => {
    const name = isObject(item) ? nameOfData(item) : undefined;
    const text = textOf(item);
    record.add(name ?? `param${index + 1}`, isObject(item) && text === item ? '' : text);
  });
}

function addNamed(record: WindowsRecord, values: JsonObject): void {
  for (const name of Object.keys(values)) if (!isAttribute(name)) record.add(name, textOf(values[name]));
}

function nameOfData(item: JsonObject): string | undefined {
  const own = item['$'];
  return nameOf(
    item['@Name'] ?? item['Name'] ?? item['_Name'] ?? item['-Name'] ?? attributesOf(own ?? item['#attributes'])['Name'],
  );
}

/** Every leaf, by its own name; the name of the outermost element as Winlogbeat's `xml_name`. */
function addUserData(record: WindowsRecord, data: unknown, depth: number): void {
  if (!isObject(data) || depth > MAX_DEPTH) return;
  for (const name of Object.keys(data)) {
    const value = data[name];
    if (isAttribute(name)) continue;
    if (!isObject(value) || textOf(value) !== value) record.addUserData(name, textOf(value));
    else {
      if (depth === 0) record.addUserData('xml_name', name);
      addUserData(record, value, depth + 1);
    }
  }
}

function isAttribute(name: string): boolean {
  const first = name.charCodeAt(0);
  return first === 0x23 || first === 0x40 || first === 0x24 || name.startsWith('xmlns') || name.endsWith('_attributes');
}

function attribute(system: JsonObject, element: string, name: string): unknown {
  const value = system[element];
  const own = isObject(value)
    ? (attributesOf(value['#attributes'] ?? value['$'])[name] ??
      value[`@${name}`] ??
      value[`_${name}`] ??
      value[`-${name}`] ??
      value[name])
    : undefined;
  return own ?? attributesOf(system[`${element}_attributes`])[name];
}

function attributesOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** An element's text, also when attributes stand beside it; the object itself where it has none. */
function textOf(value: unknown): unknown {
  if (!isObject(value)) return value;
  return (
    value['#text'] ??
    value['text'] ??
    value['Value'] ??
    value['value'] ??
    value['_'] ??
    value['_value'] ??
    value['content'] ??
    value['$t'] ??
    value['__text'] ??
    value
  );
}
