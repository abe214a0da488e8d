// The ledger as it was up to an hour ago, so that a page can show what each source's counters grew by. In memory and bounded: a copy of
// the counters each five minutes, 80 bytes a source.

import type { CollectorHealth } from '#src/portal/collector-link.js';
import { collectorsOf } from '#src/portal/health/followed-collectors.js';
import { COUNTERS, type LedgerRow, type LedgerTotal, totalOf } from '../ledger-table.js';

interface Copy {
  /** ms since 1970 */
  readonly at: number;
  /** Of the source in place 0 all COUNTERS, of that in place 1, and so on. */
  readonly counts: Float64Array;
  readonly total: LedgerTotal;
}

const COPY_EVERY_MS = 300_000;
const HOUR_MS = 3_600_000;

export class LedgerPast {
  #copies: Copy[] = [];
  /** Where a source stands in the copies. Only grows, as the collector's list of names does. */
  readonly #places = new Map<string, number>();
  #nodes: ReadonlySet<string | undefined> = new Set();

  /** `now` in ms since 1970; `health` is undefined while the collector is away. */
  sample(now: number, health: CollectorHealth | undefined): void {
    if (health === undefined) return;
    this.#beginAnewWithOtherNodes(health);
    if (now - (this.#copies.at(-1)?.at ?? -Infinity) < COPY_EVERY_MS) return;
    this.#copies = [...this.#copies.filter(({ at }) => now - at <= HOUR_MS), this.#copy(now, health.ledger)];
  }

  /** ms since 1970: from when growth is known; an hour ago at the earliest. */
  since(now: number): number | undefined {
    return this.#before(now)?.at;
  }

  /** What the rows grew by since then. A source that was not there grew from nothing. */
  grown(
    ledger: readonly LedgerRow[],
    now: number,
  ): { readonly rows: readonly LedgerRow[]; readonly total: LedgerTotal } {
    const before = this.#before(now);
    const total = totalOf(ledger);
    if (before === undefined) return { rows: ledger, total };
    return {
      rows: ledger.map((row) => growth(row, (at) => this.#countIn(before, row.source, at))),
      total: growth(total, (at) => before.total[COUNTERS[at]!]),
    };
  }

  #before(now: number): Copy | undefined {
    return this.#copies.find(({ at }) => now - at <= HOUR_MS);
  }

  /** All that a node has ever counted comes to the ledger with it, and goes with it: neither is growth of the last hour. */
  #beginAnewWithOtherNodes(health: CollectorHealth): void {
    const nodes = new Set(collectorsOf(health).map(({ node }) => node));
    const isSame = nodes.size === this.#nodes.size && [...nodes].every((node) => this.#nodes.has(node));
    if (!isSame) this.#copies = [];
    this.#nodes = nodes;
  }

  #copy(at: number, ledger: readonly LedgerRow[]): Copy {
    for (const { source } of ledger) if (!this.#places.has(source)) this.#places.set(source, this.#places.size);
    const counts = new Float64Array(this.#places.size * COUNTERS.length);
    for (const row of ledger) {
      const place = this.#places.get(row.source)! * COUNTERS.length;
      COUNTERS.forEach((counter, i) => (counts[place + i] = row[counter]));
    }
    return { at, counts, total: totalOf(ledger) };
  }

  #countIn({ counts }: Copy, source: string, at: number): number {
    const place = this.#places.get(source);
    return place === undefined ? 0 : (counts[place * COUNTERS.length + at] ?? 0);
  }
}

/** A counter that went back (another data folder) has not grown; less may wait now than before. */
function growth<T extends LedgerRow | LedgerTotal>(now: T, before: (at: number) => number): T {
  const grown = COUNTERS.map((counter, at) => {
    const more = now[counter] - before(at);
    return [counter, counter === 'queued' ? more : Math.max(0, more)];
  });
  return { ...now, ...(Object.fromEntries(grown) as object) };
}
