// Stored events with the score that their rows do not carry, for whoever alerts by scores.

import type { LogEvent } from '#src/event/event.js';
import type { EventReader } from '#src/store/event-store.js';
import { entityKey } from '../engine/entity.js';
import { markEvent } from '../live/mark-event.js';
import type { FoundEvent } from '../stage-report.js';

/** Each is a read; the highest come first, and alerts are by entity. */
const MAX_COPIES = 500;

/** In the order of their arrival. Events that are gone are left out, and those that carry a score already. */
export async function markedCopies(
  found: readonly FoundEvent[],
  store: Pick<EventReader, 'get'>,
  mode: 'on' | 'test',
): Promise<readonly LogEvent[]> {
  const highest = new Map<string, FoundEvent>();
  for (const each of found) if (each.score > (highest.get(each.eventId)?.score ?? -1)) highest.set(each.eventId, each);
  const chosen = new Set([...highest.values()].toSorted((a, b) => b.score - a.score).slice(0, MAX_COPIES));
  const copies: LogEvent[] = [];
  for (const each of highest.values()) {
    const event = chosen.has(each) ? await store.get(each.eventId) : undefined;
    if (event === undefined || event['event.risk_score'] !== undefined) continue;
    const { score, state, reasons, summary, entity } = each;
    const copy = { ...event };
    markEvent(copy, { score, state, reasons, summary, key: entityKey(entity) }, mode);
    copies.push(copy);
  }
  return copies;
}
