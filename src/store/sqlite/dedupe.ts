// Which events of a batch came before: the same source with the same key. Only hashes are kept.

import type { Database } from './driver.js';

/** Those of `hashes` that this segment has. */
export async function knownHashes(db: Database, hashes: readonly string[]): Promise<string[]> {
  const rows = await db.all<{ key: string }>(
    'select lower(hex(key)) key from dedupe where key in (select unhex(value) from json_each($1))',
    [JSON.stringify(hashes)],
  );
  return rows.map((row) => row.key);
}
