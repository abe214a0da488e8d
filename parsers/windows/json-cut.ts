// A JSON event whose end was lost on the way (a datagram takes no more): everything before the cut.

import { isObject, readJson } from './json.js';
import type { JsonObject } from './json.js';
import type { WindowsRecord } from './record.js';

/** The last comma before a key may stand in a string; further back than this the message is not cut but broken. */
const MAX_TRIES = 4;

/** Only flat objects: every quote inside a JSON string is escaped, so what parses after the cut is what the sender wrote. */
export function readCutJson(message: string): WindowsRecord | undefined {
  if (!message.includes('"EventID"') || message.endsWith('}')) return undefined;
  const open = parse(`${message.replace(/\\(?:u[0-9a-fA-F]{0,3})?$/, '')}"}`);
  if (isObject(open) && Object.keys(open).at(-1) === 'Message') return asCut(open); // half a text is of use, half a name is not
  let end = message.length;
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    end = message.lastIndexOf(',"', end - 1);
    if (end <= 0) return undefined;
    const value = parse(`${message.slice(0, end)}}`);
    if (isObject(value)) return asCut(value);
  }
  return undefined;
}

function asCut(json: JsonObject): WindowsRecord | undefined {
  const record = readJson(json);
  if (record !== undefined) record.cut = true;
  return record;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // an expected outcome: the comma stood inside a string
  }
}
