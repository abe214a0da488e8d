// The API keys that may send over HTTP, by their hashes, and when each was used last. Bounded by the number of keys.

import { createHash } from 'node:crypto';
import type { Clock } from '../clock.js';
import type { CollectorSettings } from '../link/messages.js';

export class IngestKeys {
  #sources: ReadonlyMap<string, string> = new Map();
  readonly #usedAt = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  configure(keys: CollectorSettings['ingestKeys']): void {
    this.#sources = new Map(keys.map(({ hash, source }) => [hash, source]));
    for (const hash of this.#usedAt.keys()) if (!this.#sources.has(hash)) this.#usedAt.delete(hash);
  }

  /** Undefined for a key that is none of ours. */
  sourceOf(key: string): { readonly source: string } | undefined {
    const hash = createHash('sha256').update(key).digest('hex');
    const source = this.#sources.get(hash);
    if (source === undefined) return undefined;
    this.#usedAt.set(hash, this.clock.now());
    return { source };
  }

  /** SHA-256 (hex) of a key -> when it was used last, ms since 1970; of those that were used since the start. */
  uses(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#usedAt);
  }
}
