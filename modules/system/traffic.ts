// The last minutes of the ledger, in memory: how fast messages came, and which counters grew. Bounded: one entry a sample.

import { GROWING, type Growing, type GrownTotal } from './ledger/grown.js';

interface Sample {
  /** Messages a second since the sample before; undefined while nobody could tell. */
  readonly perSecond: number | undefined;
  readonly growth: Partial<Record<Growing, number>>;
}

export class Traffic {
  readonly #samples: Sample[] = [];
  #last: Point | undefined;

  constructor(private readonly capacity: number) {}

  /** `total` is undefined while the collector is away. What grew meanwhile shows in the sample after it, so no loss is overlooked. */
  sample(now: number, total: GrownTotal | undefined): void {
    const last = this.#last;
    if (total !== undefined && last !== undefined && now <= last.at) return;
    this.#samples.push(
      total === undefined ? { perSecond: undefined, growth: {} } : sampleBetween(last, { at: now, total }),
    );
    if (this.#samples.length > this.capacity) this.#samples.shift();
    if (total !== undefined) this.#last = { at: now, total };
  }

  /** Messages a second, oldest first. */
  rates(): readonly (number | undefined)[] {
    return this.#samples.map(({ perSecond }) => perSecond);
  }

  /** How much a counter grew within the kept time. */
  recent(counter: Growing): number {
    return this.#samples.reduce((sum, { growth }) => sum + (growth[counter] ?? 0), 0);
  }
}

interface Point {
  readonly at: number;
  readonly total: GrownTotal;
}

/** What is there at the first look was counted at a start shortly before: nobody can tell how fast. */
function sampleBetween(before: Point | undefined, after: Point): Sample {
  const growth: Partial<Record<Growing, number>> = {};
  for (const counter of GROWING) growth[counter] = after.total[counter] - (before?.total[counter] ?? 0);
  return { perSecond: before && (growth.received! * 1_000) / (after.at - before.at), growth };
}
