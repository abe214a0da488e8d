// The ledger as it was up to an hour ago, so that a page can show what each source's counters grew by. In memory and bounded: a copy each
// five minutes of the loudest sources.

import { COUNTERS, type LedgerRow, type LedgerTotal, totalOf } from '../ledger-table.js';

interface Copy {
  /** ms since 1970 */
  readonly at: number;
  readonly rows: ReadonlyMap<string, LedgerRow>;
  readonly total: LedgerTotal;
}

const COPY_EVERY_MS = 300_000;
const COPIES = 13;
const MOST_SOURCES = 1_000;

export class LedgerPast {
  readonly #copies: Copy[] = [];

  /** `now` in ms since 1970; undefined while the collector is away. */
  sample(now: number, ledger: readonly LedgerRow[] | undefined): void {
    if (ledger === undefined || now - (this.#copies.at(-1)?.at ?? -Infinity) < COPY_EVERY_MS) return;
    const loudest =
      ledger.length <= MOST_SOURCES
        ? ledger
        : ledger.toSorted((a, b) => b.received - a.received).slice(0, MOST_SOURCES);
    this.#copies.push({ at: now, rows: new Map(loudest.map((row) => [row.source, row])), total: totalOf(ledger) });
    if (this.#copies.length > COPIES) this.#copies.shift();
  }

  /** ms since 1970: from when growth is known; an hour ago at the earliest. */
  get since(): number | undefined {
    return this.#copies[0]?.at;
  }

  /** What the rows grew by since then. A source that was not there, or was too quiet to be kept, grew from nothing. */
  grown(ledger: readonly LedgerRow[]): { readonly rows: readonly LedgerRow[]; readonly total: LedgerTotal } {
    const before = this.#copies[0];
    const total = totalOf(ledger);
    if (before === undefined) return { rows: ledger, total };
    return {
      rows: ledger.map((row) => growth(row, before.rows.get(row.source))),
      total: growth(total, before.total),
    };
  }
}

/** A counter that went back (another data folder) has not grown; less may wait now than before. */
function growth<T extends LedgerRow | LedgerTotal>(now: T, before: LedgerRow | LedgerTotal | undefined): T {
  if (before === undefined) return now;
  const grown = COUNTERS.map((counter) => {
    const more = now[counter] - before[counter];
    return [counter, counter === 'queued' ? more : Math.max(0, more)];
  });
  return { ...now, ...(Object.fromEntries(grown) as object) };
}
