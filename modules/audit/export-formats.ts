// Entries as text, a chunk a batch.

import { stringify } from 'csv-stringify/sync';
import type { KeptAuditEntry } from '#src/audit/audit-log.js';
import { sentenceText } from './sentences.js';

type Batches = AsyncIterable<readonly KeptAuditEntry[]>;

/** As the API tells it. */
export function plainEntry(entry: KeptAuditEntry) {
  const { id, at, actor, action, target, outcome, address, details } = entry;
  const time = new Date(at).toISOString();
  return { id, time, actor, action, target, outcome, address, details, sentence: sentenceText(entry) };
}

export async function* ndjsonChunks(batches: Batches): AsyncGenerator<Buffer> {
  for await (const entries of batches)
    yield Buffer.from(entries.map((entry) => `${JSON.stringify(plainEntry(entry))}\n`).join(''));
}

const COLUMNS = ['id', 'time', 'actor', 'action', 'target', 'outcome', 'address', 'sentence', 'details'] as const;

/** RFC 4180, with a header also when there is nothing. A value such as `=cmd|...` gets an apostrophe, which spreadsheets take for text. */
export async function* csvChunks(batches: Batches): AsyncGenerator<Buffer> {
  yield Buffer.from(`${COLUMNS.join(',')}\r\n`);
  for await (const entries of batches) yield Buffer.from(csv(entries.map(row)));
}

function row(entry: KeptAuditEntry): unknown[] {
  const plain = { ...plainEntry(entry), details: JSON.stringify(entry.details) };
  return COLUMNS.map((name) => plain[name]);
}

function csv(rows: readonly unknown[][]): string {
  return stringify(rows as unknown[][], { escape_formulas: true, record_delimiter: '\r\n' });
}
