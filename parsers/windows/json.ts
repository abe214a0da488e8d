// A JSON object that is a Windows event, in whichever of the three forms: nested Winlogbeat, evtx_dump, or flat.

import { readEvtxJson } from './json-evtx.js';
import { readFlatJson } from './json-flat.js';
import { readWinlogbeat } from './json-winlogbeat.js';
import type { WindowsRecord } from './record.js';

export type JsonObject = Readonly<Record<string, unknown>>;

export function readJson(json: JsonObject): WindowsRecord | undefined {
  if (isObject(json['winlog'])) return readWinlogbeat(json, json['winlog']);
  if (isObject(json['Event'])) return readEvtxJson(json['Event']);
  return readFlatJson(json);
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
