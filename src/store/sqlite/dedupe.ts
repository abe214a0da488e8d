// Which events of a batch came before: the same source with the same key. Only hashes are kept.

import { hash } from 'node:crypto';
import type { NewEvent } from '../event-store.js';
import type { Database } from './driver.js';

/** 32 hexadecimal digits (16 bytes are plenty against chance; no promise against a sender that wants its own events dropped). */
export function dedupeHash({ event, dedupeKey }: NewEvent): string | undefined {
  if (dedupeKey === undefined) return undefined;
  const source = event['lanwarden.source'] ?? '';
  return hash('sha256', `${source.length}:${source}${dedupeKey}`, 'hex').slice(0, 32);
}

/** Those of `hashes` that this segment has. */
export async function knownHashes(db: Database, hashes: readonly string[]): Promise<string[]> {
  const rows = await db.all<{ key: string }>(
    'select lower(hex(key)) key from dedupe where key in (select unhex(value) from json_each($1))',
    [JSON.stringify(hashes)],
  );
  return rows.map((row) => row.key);
}
