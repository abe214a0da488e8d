// The ledgers of several collectors as one: a row a source, whoever received from it.

import type { LedgerRow } from '../collector/write/ledger.js';

const COUNTERS = [
  'received',
  'stored',
  'duplicate',
  'filtered',
  'limited',
  'refused',
  'failed',
  'queued',
  'lost',
  'dropped',
] as readonly Exclude<keyof LedgerRow, 'source' | 'balanced' | 'lastReceived'>[];

/** Of rows of one source, or of many. Balanced when each of them is. */
export function sumOf(rows: readonly LedgerRow[]): LedgerRow {
  const sum: Record<string, number> = Object.fromEntries(COUNTERS.map((counter) => [counter, 0]));
  let last = 0;
  for (const row of rows) {
    for (const counter of COUNTERS) sum[counter]! += row[counter];
    last = Math.max(last, row.lastReceived ?? 0);
  }
  return {
    ...(sum as unknown as LedgerRow),
    source: rows[0]?.source ?? '',
    balanced: rows.every(({ balanced }) => balanced),
    ...(last > 0 && { lastReceived: last }),
  };
}

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
