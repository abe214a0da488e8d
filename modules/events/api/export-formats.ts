// Batches of events as text, a chunk a batch.

import { stringify } from 'csv-stringify/sync';
import { toJson } from '#src/event/event.js';
import { FIELDS } from '#src/event/fields.js';
import type { ScanBatch } from '#src/store/event-store.js';

type Batches = AsyncIterable<ScanBatch>;

export async function* ndjsonChunks(batches: Batches): AsyncGenerator<Buffer> {
  for await (const { events } of batches) {
    if (events.length > 0) yield Buffer.from(events.map((event) => `${JSON.stringify(toJson(event))}\n`).join(''));
  }
}

const COLUMNS: readonly string[] = FIELDS.map(({ name }) => name);
const KNOWN = new Set(COLUMNS);
const REST_COLUMN = 'fields';

/** RFC 4180, with a header also when there are no events; its names are ours, so nothing in it is escaped. Lists are joined with `; `. */
export async function* csvChunks(batches: Batches): AsyncGenerator<Buffer> {
  yield Buffer.from(`${[...COLUMNS, REST_COLUMN].join(',')}\r\n`);
  for await (const { events } of batches) {
    if (events.length > 0) yield Buffer.from(csv(events.map((event) => csvRow(toJson(event)))));
  }
}

function csvRow(event: Record<string, unknown>): unknown[] {
  const rest = Object.entries(event).filter(([name]) => !KNOWN.has(name));
  return [
    ...COLUMNS.map((name) => cell(event[name])),
    rest.length === 0 ? '' : JSON.stringify(Object.fromEntries(rest)),
  ];
}

function cell(value: unknown): unknown {
  return Array.isArray(value) ? value.join('; ') : value;
}

/** A value such as `=cmd|...` is text: in front of it goes an apostrophe, which spreadsheets take for that. */
function csv(rows: readonly unknown[][]): string {
  return stringify(rows as unknown[][], {
    escape_formulas: true,
    record_delimiter: '\r\n',
    cast: { boolean: (value) => String(value) },
  });
}
