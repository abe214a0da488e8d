// Counts by (minute of event time, facet), kept with the rows: what count, histogram, top and facets are answered from
// when nothing but facets is asked. A batch brings one delta for each pair.

import { offsetOf } from './rowid.js';

export const MINUTE_MS = 60_000;

/** Minute, since the segment's day began, of a row. */
export function minuteOf(row: number): number {
  return Math.floor(offsetOf(row) / MINUTE_MS);
}

export class RollupDelta {
  readonly #counts = new Map<number, number>();

  add(row: number, facet: number): void {
    const key = minuteOf(row) * FACETS + facet;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  /** `[minute, facet, count]`, in the order of the table. */
  rows(): (readonly [number, number, number])[] {
    return [...this.#counts]
      .sort(([a], [b]) => a - b)
      .map(([key, count]) => {
        const minute = Math.floor(key / FACETS);
        return [minute, key - minute * FACETS, count];
      });
  }
}

/** More ids than a part can have: one a row at the most. */
const FACETS = 2 ** 24;
