// Stored events that were judged only after they were stored, as copies that carry their score: whoever alerts by scores looks at these,
// too. Told in the portal that has the duties, soon after the score is known, and once more where it is not known what became of them.

import type { LogEvent } from '#src/event/event.js';

/** Resolves when what they lead to is written; false: it is not, and they are to be told again. */
export type ScoredListener = (events: readonly LogEvent[]) => Promise<boolean>;

export class ScoredEvents {
  readonly #listeners = new Set<ScoredListener>();

  /** For as long as the program runs: to whoever tells, a listener that went away would look like one that never was. */
  onScored(listener: ScoredListener): void {
    this.#listeners.add(listener);
  }

  /**
   * Whoever tells waits for the answer before it tells more.
   * @param events with their ids
   * @returns false: tell them again; true, too, where nobody listens
   */
  async tell(events: readonly LogEvent[]): Promise<boolean> {
    const taken = await Promise.all([...this.#listeners].map((listener) => listener(events)));
    return taken.every(Boolean);
  }
}
