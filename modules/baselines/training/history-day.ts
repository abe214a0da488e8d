// What the training finds in the events of a day that no live stage scored.

import type { LogEvent } from '#src/event/event.js';
import { isImported } from '#src/store/segments.js';
import { REASONS_FROM, type Scored } from '../engine/scored.js';
import { type Day, dayKey, foldOne, join } from '../findings/found.js';
import { storedFound } from '../findings/stored-found.js';
import { localDay, localHour } from '../local-day.js';
import type { FoundEvent } from '../stage-report.js';

/** Entities with a finding on one day; the table takes fewer. */
const MAX_ENTITIES = 2_000;

export class HistoryDay {
  #days = new Map<string, Day>();

  constructor(private readonly zone: string) {}

  /** What the stage said of the event while it was imported counts, too: a finding must not be lower than the event that it shows. */
  take(event: LogEvent, scored: readonly Scored[]): void {
    const isHistory = isImported(event);
    // What the stage scored live was reported by it, and judged by what was known then.
    if (!isHistory && event['event.risk_score'] !== undefined) return;
    for (const each of scored) {
      if (!each.raised || each.score < REASONS_FROM) continue;
      const { time } = each;
      this.#add({ ...each, day: localDay(time, this.zone), hour: localHour(time, this.zone), eventId: event['event.id'] ?? '' }); // prettier-ignore
    }
    const said = isHistory ? storedFound(event, this.zone) : undefined;
    if (said !== undefined) this.#add(said);
  }

  /** All of it; the next begins with nothing. */
  end(): readonly Day[] {
    const found = [...this.#days.values()];
    this.#days = new Map();
    return found;
  }

  #add(found: FoundEvent): void {
    const day = foldOne(found, 'history');
    const key = dayKey(day);
    const before = this.#days.get(key);
    if (before !== undefined) this.#days.set(key, join(before, day));
    else if (this.#days.size < MAX_ENTITIES) this.#days.set(key, day);
  }
}
