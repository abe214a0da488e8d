// Small numbers beside places of the navigation, such as alerts that wait. Pages do not wait for them: they show the last one known and
// have it read again when it is older than a few seconds.

import type { Clock } from '#src/clock.js';

const FRESH_MS = 3_000;

/** What the number counts, for people who do not see where it stands: `open alerts`. */
interface Counter {
  readonly what: string;
  readonly read: () => Promise<number>;
  count: number | undefined;
  readAt: number;
}

export class NavCounts {
  readonly #counters = new Map<string, Counter>();

  constructor(private readonly clock: Clock) {}

  /** @param href of a NavItem @param what `open alerts` @param read must be quick; asked each few seconds while people look */
  register(href: string, what: string, read: () => Promise<number>): void {
    this.#counters.set(href, { what, read, count: undefined, readAt: -Infinity });
  }

  /** Undefined where nothing is counted, or nothing is there. */
  of(href: string): { readonly count: number; readonly what: string } | undefined {
    const counter = this.#counters.get(href);
    if (counter === undefined) return undefined;
    const now = this.clock.now();
    if (now - counter.readAt >= FRESH_MS) {
      counter.readAt = now;
      // Its own pages tell what is wrong with the database.
      void counter.read().then(
        (count) => (counter.count = count),
        () => (counter.count = undefined),
      );
    }
    return counter.count ? { count: counter.count, what: counter.what } : undefined;
  }
}
