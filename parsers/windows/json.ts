// A JSON object that is a Windows event, in whichever of its forms: nested Winlogbeat, event XML turned into JSON, an agent's own names,
// flat, event XML as a text in it, or any of these one level down (an envelope of a pipeline).

import { isObject, parseJson } from '#src/event/json-text.js';
import { ENVELOPES, fromDialect } from './json-dialects.js';
import { readEvtxJson } from './json-evtx.js';
import { readFlatJson } from './json-flat.js';
import type { JsonObject } from './json-values.js';
import { readWinlogbeat } from './json-winlogbeat.js';
import type { WindowsRecord } from './record.js';
import { readEventXml } from './xml.js';
import { findEventXml } from './xml-start.js';

const MAX_LEVELS = 3;
/** Keys under which pipelines keep an event's XML or JSON as text. */
const TEXTS = ['Event.Xml', 'EventXML', 'EventXml', 'Xml', 'xml', 'event.original', 'message', 'Message', 'original', 'Event', 'RawEventData', '_raw', 'log', 'full_message', 'short_message']; // prettier-ignore
/** An object with one of these tells of a request: what lies in it is what a stranger sent, not what Windows wrote. */
const REQUEST_NAMES = ['src_ip', 'client_ip', 'remote_addr', 'remote_ip', 'clientip', 'http', 'request', 'method', 'url', 'uri', 'user_agent', 'headers']; // prettier-ignore

export function readJson(json: JsonObject, level = 0): WindowsRecord | undefined {
  if (json['EventID'] === undefined) return readNested(json, level);
  return readFlatJson(json) ?? readRenamed(json) ?? readEnvelope(json, level);
}

/** A list of events in one message (agents that send batches): the first, and a note that there are more. */
export function readJsonList(text: string): WindowsRecord | undefined {
  const list = parseJson(text);
  const first: unknown = Array.isArray(list) ? list[0] : undefined;
  const record = isObject(first) ? readJson(first) : undefined;
  if (record !== undefined) record.hasMore = (list as readonly unknown[]).length > 1;
  return record;
}

const WAZUH_HEAD = /^\([^()]{1,120}\) \S{1,120}->EventChannel (?=\{)/;

/** Wazuh's archives.log: `2026 Nov 20 10:00:01 (<agent>) any->EventChannel {"win":...}`; the decoder takes the time. */
export function readWazuhArchive(message: string): WindowsRecord | undefined {
  const head = WAZUH_HEAD.exec(message.slice(0, 300));
  const json = head === null ? undefined : parseJson(message.slice(head[0].length));
  return isObject(json) ? readJson(json) : undefined;
}

function readNested(json: JsonObject, level: number): WindowsRecord | undefined {
  const winlog = json['winlog'];
  if (isObject(winlog)) return readWinlogbeat(json, winlog) ?? readEnvelope(json, level);
  if (isObject(json['Event'])) return readEvtxJson(json['Event'], json) ?? readEnvelope(json, level);
  if (isObject(json['System'])) return readEvtxJson(json, json);
  return readRenamed(json) ?? readFlatJson(json) ?? readEnvelope(json, level);
}

function readRenamed(json: JsonObject): WindowsRecord | undefined {
  const renamed = fromDialect(json);
  return renamed === undefined ? undefined : readFlatJson(renamed);
}

function readEnvelope(json: JsonObject, level: number): WindowsRecord | undefined {
  if (level >= MAX_LEVELS || REQUEST_NAMES.some((name) => json[name] !== undefined)) return undefined;
  for (const name of ENVELOPES) {
    const inner = json[name];
    if (!isObject(inner)) continue;
    const record = readJson(inner, level + 1);
    if (record !== undefined) return record;
  }
  for (const name of TEXTS) {
    const text = json[name];
    const record = typeof text === 'string' ? readText(text, level) : undefined;
    if (record !== undefined) return record;
  }
  return undefined;
}

function readText(text: string, level: number): WindowsRecord | undefined {
  if (text.startsWith('{')) {
    const inner = parseJson(text);
    return isObject(inner) ? readJson(inner, level + 1) : undefined;
  }
  if (!text.includes('Event')) return undefined;
  const xml = findEventXml(text);
  return xml === undefined ? undefined : readEventXml(xml.text, xml.start);
}
