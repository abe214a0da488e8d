// Entries as text, a chunk a batch.

import type { KeptAuditEntry } from '#src/audit/audit-log.js';
import { csvRows } from '#src/csv.js';
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

/** With a header also when there is nothing. */
export async function* csvChunks(batches: Batches): AsyncGenerator<Buffer> {
  yield Buffer.from(`${COLUMNS.join(',')}\r\n`);
  for await (const entries of batches) yield Buffer.from(csvRows(entries.map(row)));
}

function row(entry: KeptAuditEntry): unknown[] {
  const plain = { ...plainEntry(entry), details: JSON.stringify(entry.details) };
  return COLUMNS.map((name) => plain[name]);
}
