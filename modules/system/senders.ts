// Which sources there are and since when this portal knows them, so that a new one can be told from those that were there before.

import type { LedgerRow } from './ledger-table.js';

export interface HeardSource {
  readonly source: string;
  readonly received: number;
  /** ms since 1970 */
  readonly lastReceived: number;
  /** ms since 1970; 0: it was there before the portal was. */
  readonly firstSeen: number;
}

export class Senders {
  /** No longer than the ledger, which is what holds the names anyway. */
  readonly #firstSeen = new Map<string, number>();
  #rows: readonly LedgerRow[] = [];
  #hasReport = false;

  /** Each report of the collector; `now` in ms since 1970. */
  follow(ledger: readonly LedgerRow[], now: number): void {
    this.#rows = ledger.filter(({ lastReceived }) => lastReceived !== undefined);
    for (const { source } of this.#rows)
      if (!this.#firstSeen.has(source)) this.#firstSeen.set(source, this.#hasReport ? now : 0);
    this.#hasReport = true;
  }

  /** The last one that spoke first. */
  heard(): readonly HeardSource[] {
    return this.#rows
      .map(({ source, received, lastReceived = 0 }) => ({
        source,
        received,
        lastReceived,
        firstSeen: this.#firstSeen.get(source) ?? 0,
      }))
      .toSorted((a, b) => b.lastReceived - a.lastReceived);
  }
}
