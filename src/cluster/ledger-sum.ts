// The ledgers of several collectors as one: a row a source, whoever received from it.

import { type LedgerRow, sumOf } from '../collector/write/ledger-row.js';

export class LedgerSum {
  /** Sources in the order in which they were first heard of here: readers that take the first so many take the same each time. */
  #order: readonly string[] = [];

  /** @param ledgers the own one first */
  of(ledgers: readonly (readonly LedgerRow[])[]): readonly LedgerRow[] {
    const bySource = new Map<string, LedgerRow[]>(this.#order.map((source) => [source, []]));
    for (const ledger of ledgers)
      for (const row of ledger) {
        const rows = bySource.get(row.source);
        if (rows === undefined) bySource.set(row.source, [row]);
        else rows.push(row);
      }
    const sums: LedgerRow[] = [];
    for (const rows of bySource.values()) if (rows.length > 0) sums.push(rows.length === 1 ? rows[0]! : sumOf(rows));
    this.#order = sums.map(({ source }) => source);
    return sums;
  }
}
