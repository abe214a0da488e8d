// Stored events that were judged only after they were stored, as copies that carry their score: whoever alerts by scores looks at these,
// too. Told once, in the portal that has the duties, soon after the score is known.

import type { LogEvent } from '#src/event/event.js';

export class ScoredEvents {
  readonly #listeners = new Set<(events: readonly LogEvent[]) => void>();

  /** Returns how to stop that. */
  onScored(listener: (events: readonly LogEvent[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @param events with their ids */
  tell(events: readonly LogEvent[]): void {
    for (const listener of this.#listeners) listener(events);
  }
}
