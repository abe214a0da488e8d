// What the training finds in the events of a day that no live stage scored.

import type { LogEvent } from '#src/event/event.js';
import { REASONS_FROM, type Scored } from '../engine/scored.js';
import { type Day, dayKey, foldOne, join } from '../findings/found.js';
import { isImported } from '../findings/stored-found.js';
import { localDay, localHour } from '../local-day.js';

/** Entities with a finding on one day; the table takes fewer. */
const MAX_ENTITIES = 2_000;

export class HistoryDay {
  #days = new Map<string, Day>();

  constructor(private readonly zone: string) {}

  take(event: LogEvent, scored: readonly Scored[]): void {
    for (const each of scored) {
      if (!each.raised || each.score < REASONS_FROM) continue;
      // What the stage scored as it came was reported by it, and judged by what was known then.
      if (!isImported(event) && event['event.risk_score'] !== undefined) continue;
      const { time } = each;
      const found = { ...each, day: localDay(time, this.zone), hour: localHour(time, this.zone), eventId: event['event.id'] ?? '' }; // prettier-ignore
      const day = foldOne(found, 'history');
      const key = dayKey(day);
      const before = this.#days.get(key);
      if (before !== undefined) this.#days.set(key, join(before, day));
      else if (this.#days.size < MAX_ENTITIES) this.#days.set(key, day);
    }
  }

  /** All of it; the next begins with nothing. */
  end(): readonly Day[] {
    const found = [...this.#days.values()];
    this.#days = new Map();
    return found;
  }
}
