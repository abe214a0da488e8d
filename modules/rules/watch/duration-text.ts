// Durations in the sentences of alerts.

import { format } from '#src/portal/page/format.js';

/** ms -> `2 h 10 min`, whole minutes that are over; seconds only below a minute. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  return format.duration(seconds < 60 ? seconds : Math.floor(seconds / 60) * 60);
}
