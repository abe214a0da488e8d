// Batches of events as text, a chunk a batch; of long events more.

import { csvRows } from '#src/csv.js';
import { type LogEvent, toJson } from '#src/event/event.js';
import { FIELDS } from '#src/event/fields.js';
import type { ScanBatch } from '#src/store/event-store.js';

type Batches = AsyncIterable<ScanBatch>;

export async function* ndjsonChunks(batches: Batches): AsyncGenerator<Buffer> {
  for await (const events of bounded(batches))
    yield Buffer.from(events.map((event) => `${JSON.stringify(toJson(event))}\n`).join(''));
}

const COLUMNS: readonly string[] = FIELDS.map(({ name }) => name);
const KNOWN = new Set(COLUMNS);
const REST_COLUMN = 'fields';

/** RFC 4180, with a header also when there are no events; its names are ours, so nothing in it is escaped. Lists are joined with `; `. */
export async function* csvChunks(batches: Batches): AsyncGenerator<Buffer> {
  yield Buffer.from(`${[...COLUMNS, REST_COLUMN].join(',')}\r\n`);
  for await (const events of bounded(batches)) yield Buffer.from(csvRows(events.map((event) => rowOf(toJson(event)))));
}

/** Of raw text. Escaped, a batch of long messages would be more than a string can hold. */
const MAX_CHUNK_CHARS = 1_000_000;

async function* bounded(batches: Batches): AsyncGenerator<readonly LogEvent[]> {
  for await (const { events } of batches) {
    let [from, chars] = [0, 0];
    for (const [at, event] of events.entries()) {
      chars += event['event.original'].length;
      if (chars < MAX_CHUNK_CHARS && at < events.length - 1) continue;
      yield events.slice(from, at + 1);
      [from, chars] = [at + 1, 0];
    }
  }
}

function rowOf(event: Record<string, unknown>): unknown[] {
  const rest = Object.entries(event).filter(([name]) => !KNOWN.has(name));
  return [
    ...COLUMNS.map((name) => cell(event[name])),
    rest.length === 0 ? '' : JSON.stringify(Object.fromEntries(rest)),
  ];
}

function cell(value: unknown): unknown {
  return Array.isArray(value) ? value.join('; ') : value;
}
