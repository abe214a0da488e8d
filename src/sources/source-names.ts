// The names that events can come under: sources of the configuration file, of the portal, and those that were heard without either.

import type { LedgerRow } from './senders.js';
import type { SourceBook } from './source-book.js';

export interface SourceNamesParts {
  readonly book: Pick<SourceBook, 'list'>;
  /** Of the configuration file. */
  readonly configured: () => readonly { readonly name: string }[];
  /** Undefined while the collector is away. */
  readonly ledger: () => readonly Pick<LedgerRow, 'source' | 'received'>[] | undefined;
}

/** More suggest nothing to anybody. */
const MAX_NAMES = 500;

export class SourceNames {
  constructor(private readonly parts: SourceNamesParts) {}

  /** Those with settings first, then the loudest; each once. Not all that are legal: any sender may come under a new one. */
  async all(): Promise<readonly string[]> {
    const { book, configured, ledger } = this.parts;
    const own = (await book.list()).map(({ config }) => config.name);
    const heard = [...(ledger() ?? [])].toSorted((a, b) => b.received - a.received).map(({ source }) => source);
    const names = new Set([...configured().map(({ name }) => name), ...own, ...heard]);
    return [...names].slice(0, MAX_NAMES);
  }
}
