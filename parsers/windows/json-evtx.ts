// `{"Event":{"System":{...},"EventData":{...}}}`: event XML turned into JSON. Attributes stand in `#attributes` or `Provider_attributes`
// (evtx_dump with and without --separate-json-attributes) or as `@Name` (xmltodict and its like). Times are UTC.

import { isObject } from './json.js';
import type { JsonObject } from './json.js';
import { auditOf, eventCode, nameOf, WindowsRecord } from './record.js';
import { readTime } from './time.js';

const MAX_DEPTH = 4;

export function readEvtxJson(event: JsonObject): WindowsRecord | undefined {
  const system = event['System'];
  if (!isObject(system)) return undefined;
  const code = eventCode(textOf(system['EventID']));
  const provider = nameOf(attribute(system, 'Provider', 'Name'));
  const channel = nameOf(textOf(system['Channel']));
  if (code === undefined || (provider === undefined && channel === undefined)) return undefined;
  const record = new WindowsRecord();
  record.code = code;
  record.provider = provider;
  record.channel = channel;
  record.host = nameOf(textOf(system['Computer']));
  record.recordId = nameOf(textOf(system['EventRecordID']));
  record.time = readTime(attribute(system, 'TimeCreated', 'SystemTime'), true);
  record.audit = auditOf(textOf(system['Keywords']));
  const rendering = event['RenderingInfo'];
  if (isObject(rendering) && typeof rendering['Message'] === 'string') record.message = rendering['Message'];
  addData(record, event['EventData'], 0);
  addData(record, event['UserData'], 0);
  return record;
}

function addData(record: WindowsRecord, data: unknown, depth: number): void {
  if (!isObject(data) || depth > MAX_DEPTH) return;
  for (const name of Object.keys(data)) {
    const value = data[name];
    if (isAttribute(name)) continue;
    if (name === 'Data') addDataList(record, textOf(value) ?? value);
    else if (isObject(value) && textOf(value) === undefined) addData(record, value, depth + 1);
    else record.add(name, textOf(value) ?? value);
  }
}

/** `Data`: values without names become param1, param2, ... as in Winlogbeat. */
function addDataList(record: WindowsRecord, value: unknown): void {
  const list = Array.isArray(value) ? value : [value];
  list.forEach((item: unknown, index) => {
    const name = isObject(item)
      ? nameOf(item['@Name'] ?? item['Name'] ?? attributesOf(item['#attributes'])['Name'])
      : undefined;
    record.add(name ?? `param${index + 1}`, isObject(item) ? (textOf(item) ?? '') : item);
  });
}

function isAttribute(name: string): boolean {
  return name.startsWith('#') || name.startsWith('@') || name.startsWith('xmlns') || name.endsWith('_attributes');
}

function attribute(system: JsonObject, element: string, name: string): unknown {
  const value = system[element];
  const own = isObject(value)
    ? (attributesOf(value['#attributes'])[name] ?? value[`@${name}`] ?? value[name])
    : undefined;
  return own ?? attributesOf(system[`${element}_attributes`])[name];
}

function attributesOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** An element's text, also when attributes stand beside it. */
function textOf(value: unknown): unknown {
  return isObject(value) ? (value['#text'] ?? value['text'] ?? value['Value']) : value;
}
