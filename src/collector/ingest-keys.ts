// The API keys that may send over HTTP, by their hashes, and when each was used last. Bounded by the number of keys.

import { createHash } from 'node:crypto';
import type { Clock } from '../clock.js';
import type { CollectorSettings } from '../link/messages.js';

type IngestKey = CollectorSettings['ingestKeys'][number];

export class IngestKeys {
  #keys: ReadonlyMap<string, IngestKey> = new Map();
  readonly #usedAt = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  configure(keys: readonly IngestKey[]): void {
    this.#keys = new Map(keys.map((key) => [key.hash, key]));
    for (const hash of this.#usedAt.keys()) if (!this.#keys.has(hash)) this.#usedAt.delete(hash);
  }

  /** Undefined for a key that is none of ours, or is over: while no portal gives new lists, the last one stays. */
  sourceOf(secret: string): { readonly source: string } | undefined {
    const hash = createHash('sha256').update(secret).digest('hex');
    const key = this.#keys.get(hash);
    const now = this.clock.now();
    if (key === undefined || (key.until !== undefined && key.until <= now)) return undefined;
    this.#usedAt.set(hash, now);
    return { source: key.source };
  }

  /** SHA-256 (hex) of a key -> when it was used last, ms since 1970; of those that were used since the start. */
  uses(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#usedAt);
  }
}
