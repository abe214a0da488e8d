// Counts by (minute of event time, facet), kept with the rows: what count, histogram, top and facets are answered from
// when nothing but facets is asked. A batch brings one delta for each pair.

import { offsetOf } from './rowid.js';

export const MINUTE_MS = 60_000;

/** Minute, since the segment's day began, of a row. */
function minuteOf(row: number): number {
  return Math.floor(offsetOf(row) / MINUTE_MS);
}

export class RollupDelta {
  readonly #minutes = new Map<number, Map<number, number>>();
  #minute = Number.NaN;
  #counts!: Map<number, number>;

  add(row: number, facet: number): void {
    const minute = minuteOf(row);
    if (minute !== this.#minute) this.begin(minute);
    this.#counts.set(facet, (this.#counts.get(facet) ?? 0) + 1);
  }

  /** `[minute, facet, count]`, in the order of the table. */
  rows(): (readonly [number, number, number])[] {
    return [...this.#minutes]
      .sort(byFirst)
      .flatMap(([minute, counts]) =>
        [...counts].sort(byFirst).map(([facet, count]) => [minute, facet, count] as const),
      );
  }

  private begin(minute: number): void {
    this.#minute = minute;
    this.#counts = this.#minutes.get(minute) ?? new Map<number, number>();
    this.#minutes.set(minute, this.#counts);
  }
}

const byFirst = ([a]: readonly [number, unknown], [b]: readonly [number, unknown]): number => a - b;
