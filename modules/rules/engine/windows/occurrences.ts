// When the events of a record happened: those that are named to the millisecond. Of the others, one stands at the record's first time
// and the rest at its last, so that a window is wrong by less than a second, and only for keys with more than MAX_RECORD_EVENTS events
// a second.

import type { AlertEvent } from '#src/alerts/alert.js';
import type { Matches } from '../../match-record.js';

export interface Occurrence {
  /** ms, rule time */
  readonly time: number;
  readonly count: number;
  /** Of the event, where it is one. */
  readonly id?: string | undefined;
  /** What an alert will show. */
  readonly event?: AlertEvent | undefined;
}

export function occurrencesOf({ count, first, last, events }: Matches): readonly Occurrence[] {
  const named: Occurrence[] = events.map((event) => ({ time: event.time, count: 1, id: event.id || undefined, event }));
  let others = count - named.length;
  if (others > 0 && !named.some(({ time }) => time === first)) {
    named.push({ time: first, count: 1 });
    others -= 1;
  }
  if (others > 0) named.push({ time: last, count: others });
  return named;
}
