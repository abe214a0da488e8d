// The ranges of the dashboard, as its address says them.

import type { TimeRange } from '#src/store/event-store.js';

export interface BoardRange {
  /** `24h`, as in the address. */
  readonly text: string;
  /** `24 hours` */
  readonly label: string;
  readonly ms: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Clocks of devices run ahead a little, and what they say now belongs to now. */
const LEAD_MS = MINUTE_MS;

export const RANGES: readonly BoardRange[] = [
  { text: '1h', label: '1 hour', ms: HOUR_MS },
  { text: '24h', label: '24 hours', ms: DAY_MS },
  { text: '7d', label: '7 days', ms: 7 * DAY_MS },
  { text: '30d', label: '30 days', ms: 30 * DAY_MS },
];

/** 24 hours for whatever is no range. */
export function rangeNamed(text: unknown): BoardRange {
  return RANGES.find((range) => range.text === text) ?? RANGES[1]!;
}

/** Up to now, in whole minutes: the store answers those from its roll-up, and all who look within one ask for the same. */
export function timesOf({ ms }: BoardRange, now: number): TimeRange {
  const minute = Math.floor(now / MINUTE_MS) * MINUTE_MS;
  return { from: minute - ms, to: minute + MINUTE_MS + LEAD_MS };
}
