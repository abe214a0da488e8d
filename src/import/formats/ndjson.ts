// JSON, mostly an object a line: an export of ours comes back whole; what Elasticsearch, Splunk and Loki export is taken out of its wrapping; any
// other object (journalctl -o json, Winlogbeat, evtx_dump, applications) is the message, for the parsers.

import { isObject, parseJsonObject } from '../../event/json-text.js';
import type { Input } from '../bytes.js';
import { textRecord, type InputRecord, MAX_RECORD_BYTES, type OnDamage } from '../record.js';
import { looksLikeJsonObjects, readJsonObjects } from './json-objects.js';
import { readLines } from './lines.js';
import { isOwnExport, wholeEvent } from './whole-event.js';

type JsonObject = Readonly<Record<string, unknown>>;

/** Fields may come to some times what the raw line has. */
const MAX_LINE_BYTES = 4 * MAX_RECORD_BYTES;

export async function* readNdjson({ head, bytes }: Input, onDamage: OnDamage): AsyncGenerator<readonly InputRecord[]> {
  // Whether a file is an export of ours is decided once: later lines of a foreign file may be a stranger's text.
  let isOwn: boolean | undefined;
  const objects = looksLikeJsonObjects(head)
    ? readJsonObjects(bytes, onDamage)
    : readLines(bytes, 'lf', MAX_LINE_BYTES);
  for await (const lines of objects) {
    yield lines.map((line) => {
      const object = readObject(line.bytes);
      if (object === undefined) return line;
      isOwn ??= isOwnExport(Object.keys(object));
      return isOwn ? wholeEvent(new Map(Object.entries(object)), line.bytes) : unwrapped(object, line);
    });
  }
}

/** True when the text begins with one JSON object on one line, an array of objects, or an object over several lines. */
export function looksLikeNdjson(head: Buffer): boolean {
  if (looksLikeJsonObjects(head)) return true;
  const end = head.indexOf(10);
  const first = end < 0 ? head : head.subarray(0, end);
  return readObject(first) !== undefined;
}

function unwrapped(object: JsonObject, line: InputRecord): InputRecord {
  // elasticdump, and hits of a search: {"_index": .., "_id": .., "_source": {..}}
  if ('_index' in object && isObject(object['_source'])) return within(JSON.stringify(object['_source']), line);
  // Splunk's export: {"preview": false, "result": {"_raw": .., "host": ..}}
  const result = object['result'];
  if (isObject(result) && typeof result['_raw'] === 'string') return within(result['_raw'], line);
  // logcli -o jsonl: {"labels": {..}, "line": .., "timestamp": ..}
  if (isObject(object['labels']) && typeof object['line'] === 'string') {
    const at = Date.parse(String(object['timestamp']));
    const host = object['labels']['host'] ?? object['labels']['hostname'];
    return textRecord(object['line'], {
      key: line.bytes,
      given: {
        isText: true,
        dataset: 'none',
        fields: {
          ...(Number.isNaN(at) ? {} : { '@timestamp': at }),
          ...(typeof host === 'string' && host !== '' ? { 'host.name': host } : {}),
        },
      },
    });
  }
  return line;
}

function within(text: string, { bytes: key }: InputRecord): InputRecord {
  return textRecord(text, { key });
}

function readObject(bytes: Buffer): JsonObject | undefined {
  const text = bytes
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trim();
  if (!text.startsWith('{')) return undefined;
  return parseJsonObject(text);
}
