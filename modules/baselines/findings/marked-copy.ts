// A stored event with the score that its row does not carry, for whoever alerts by scores.

import type { LogEvent } from '#src/event/event.js';
import type { EventReader } from '#src/store/event-store.js';
import { entityKey } from '../engine/entity.js';
import { markEvent } from '../live/mark-event.js';
import type { FoundEvent } from '../stage-report.js';

/** Undefined: it is gone, or it carries a score already. */
export async function markedCopy(
  { eventId, entity, score, state, reasons, summary }: FoundEvent,
  store: Pick<EventReader, 'get'>,
  mode: 'on' | 'test',
): Promise<LogEvent | undefined> {
  const event = await store.get(eventId);
  if (event === undefined || event['event.risk_score'] !== undefined) return undefined;
  const copy = { ...event };
  markEvent(copy, { score, state, reasons, summary, key: entityKey(entity) }, mode);
  return copy;
}
