// What collectors counted from look to look. Of several each is followed for itself, also while it is not among them: what one comes with
// that is older than the watch is its past, and what one counts that nobody sees is in its next look.

import type { CollectorCounts, CollectorHealth } from '../collector-link.js';

/** A collector that started so long before the watch began, or later, is seen from its start on. */
export const RECENT_START_MS = 15 * 60_000;
/** Of so many nodes that are not there the counters are remembered, those that went last. */
const MOST_GONE = 256;

export interface Step<Counts> {
  readonly collector: CollectorCounts;
  readonly now: Counts;
  /** At the last look; undefined: it was not seen before. */
  readonly before: Counts | undefined;
  /** Whether it was started since, so that what it lost at its start, and what it counts since then, belongs to this step. */
  readonly isNewStart: boolean;
}

export class FollowedCollectors<Counts> {
  /** By node, in the order in which they were seen last; the portal's own collector has none. */
  readonly #before = new Map<string | undefined, { readonly startedAt: number; readonly counts: Counts }>();
  #watchingSince: number | undefined;

  constructor(private readonly countsOf: (collector: CollectorCounts) => Counts) {}

  /** ms since 1970: of the first look. */
  get watchingSince(): number | undefined {
    return this.#watchingSince;
  }

  /** Of each that is there; none while the portal's own collector is away. `now` in ms since 1970. */
  look(health: CollectorHealth | undefined, now: number): readonly Step<Counts>[] {
    if (health === undefined) return [];
    const watchingSince = (this.#watchingSince ??= now);
    const all = collectorsOf(health);
    const steps = all.map((collector) => this.#step(collector, watchingSince));
    this.#forgetBeyond(all.length + MOST_GONE);
    return steps;
  }

  #step(collector: CollectorCounts, watchingSince: number): Step<Counts> {
    const { node, startedAt } = collector;
    const before = this.#before.get(node);
    const counts = this.countsOf(collector);
    this.#before.delete(node);
    this.#before.set(node, { startedAt, counts });
    const isNewStart =
      before === undefined ? watchingSince - startedAt < RECENT_START_MS : before.startedAt !== startedAt;
    return { collector, now: counts, before: before?.counts, isNewStart };
  }

  #forgetBeyond(most: number): void {
    for (const node of this.#before.keys()) {
      if (this.#before.size <= most) return;
      this.#before.delete(node);
    }
  }
}

export function collectorsOf(health: CollectorHealth): readonly CollectorCounts[] {
  return health.each ?? [{ ...health, node: undefined }];
}
