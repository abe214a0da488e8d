// A source as the pages see it, whether the configuration file or the portal made it.

import type { SourceConfig } from '#config/schema.js';
import type { KnownSource } from '#src/sources/source-book.js';

export type { LedgerRow } from '#src/sources/senders.js';

export interface SourceEntry {
  readonly name: string;
  readonly config: SourceConfig;
  /** Only those of the portal can be changed here. */
  readonly origin: 'file' | 'portal';
  /** Of the portal's own. */
  readonly known?: KnownSource;
}

/** Whether it has no condition: then it takes no sender's messages, only those that name it (API keys, imports). */
export function isOnlyNamed({ match }: SourceConfig): boolean {
  return Object.values(match).every((conditions) => conditions.length === 0);
}
