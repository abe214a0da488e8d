// Which events are the same: the same source with the same key. Only hashes are kept.

import { hash } from 'node:crypto';
import type { NewEvent } from '../event-store.js';

/** 32 hexadecimal digits (16 bytes are plenty against chance; no promise against a sender that wants its own events dropped). */
export function dedupeHash({ event, dedupeKey }: NewEvent): string | undefined {
  if (dedupeKey === undefined) return undefined;
  const source = event['lanwarden.source'] ?? '';
  return hash('sha256', `${source.length}:${source}${dedupeKey}`, 'hex').slice(0, 32);
}
