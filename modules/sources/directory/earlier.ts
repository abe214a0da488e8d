// What a device sent before it was a source: it is stored under its address, and stays there.

import { searchHref } from '#src/portal/events/links.js';
import { printQuery } from '#src/query/print.js';
import type { LedgerRow } from './source-entry.js';

export interface Earlier {
  /** Messages that were stored. */
  readonly count: number;
  /** `127.0.0.11`, `3 addresses` */
  readonly under: string;
  /** ms since 1970 */
  readonly lastReceived: number | undefined;
  /** The search for both: those, and what came under the name. */
  readonly href: string;
}

/** What one query can name without becoming a book; the latest are named. */
const MOST_ADDRESSES = 20;

/** `rows`: of the ledger, the latest first (tellApart); undefined without any. */
export function earlierOf(name: string, rows: readonly LedgerRow[] = []): Earlier | undefined {
  const [latest] = rows;
  if (latest === undefined) return undefined;
  const names = [name, ...rows.slice(0, MOST_ADDRESSES).map(({ source }) => source)];
  const q = printQuery({
    kind: 'or',
    of: names.map((value) => ({ kind: 'equals', field: 'lanwarden.source', value })),
  });
  return {
    count: rows.reduce((sum, { stored }) => sum + stored, 0),
    under: rows.length === 1 ? latest.source : `${rows.length} addresses`,
    lastReceived: latest.lastReceived,
    href: searchHref({ q, from: 'all' }),
  };
}
