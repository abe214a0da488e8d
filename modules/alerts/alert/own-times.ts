// When an alert's events happened by their own time, which searches go by. Rules take the time of receipt in its place where a device's
// clock is far off: an alert's `first` and `last` may lie where the search finds nothing.

import type { AlertEvent } from '#src/alerts/alert.js';
import type { WholeAlert } from '#src/alerts/kept-alert.js';
import { storedTimeOf } from '#src/store/engine/rowid.js';
import type { TimeRange } from '#src/store/event-store.js';

/** Where all of its events are, as far as those that it keeps tell. */
export function ownTimes({ first, last, events }: Pick<WholeAlert, 'first' | 'last' | 'events'>): TimeRange {
  const times = events.map(ownTime);
  const isAnyRight = times.length === 0 || events.some(({ time }, index) => Math.floor(time) === times[index]);
  if (isAnyRight) times.push(first, last);
  return { from: Math.min(...times), to: Math.max(...times) + 1 };
}

function ownTime({ id, time }: AlertEvent): number {
  return storedTimeOf(id) ?? Math.floor(time);
}
