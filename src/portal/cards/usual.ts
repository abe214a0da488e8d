// What is usual: the same query over the same length of time before, as far back as there is history.

import { ALL, type Query } from '#src/query/ast.js';
import type { EventReader, ReadOptions, TimeRange } from '#src/store/event-store.js';

export interface Usual {
  /** Events in a range of this length. */
  readonly mean: number;
  /** `the mean of the last 5 days` */
  readonly basis: string;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MOST_DAYS = 7;

/** Undefined where nothing was stored yet at the time that would be compared with. */
export async function usualCount(
  store: Pick<EventReader, 'segments' | 'count'>,
  range: TimeRange,
  query: Query = ALL,
  options: ReadOptions = {},
): Promise<Usual | undefined> {
  const first = Math.min(...(await store.segments()).map(({ minTime }) => minTime ?? Infinity));
  const before = windowsBefore(range, first);
  if (before === undefined) return undefined;
  const { windows, parts, basis } = before;
  const counts = await Promise.all(windows.map((window) => store.count({ ...options, query, range: window })));
  return { mean: counts.reduce((sum, count) => sum + count, 0) / parts, basis };
}

/**
 * `windows` hold `parts` times the range. Neighbouring days are one window, which a store answers from whole days.
 * `first`: time of the first event; what lies before it is no history.
 */
export function windowsBefore(
  { from, to }: TimeRange,
  first: number,
): { readonly windows: readonly TimeRange[]; readonly parts: number; readonly basis: string } | undefined {
  // Ranges are a little longer than they say, so that clocks which run ahead are in them.
  const span = Math.max(HOUR_MS, Math.floor((to - from) / HOUR_MS) * HOUR_MS);
  if (span > DAY_MS) {
    if (from - span < first) return undefined;
    return { windows: [{ from: from - span, to: from }], parts: 1, basis: `the ${span / DAY_MS} days before` };
  }
  const days = Math.min(MOST_DAYS, Math.floor((from - first) / DAY_MS));
  if (!(days >= 1)) return undefined;
  const back = Array.from({ length: days }, (_, index) => (index + 1) * DAY_MS);
  if (span === DAY_MS) {
    const basis = days === 1 ? 'the day before' : `the mean of the ${days} days before`;
    return { windows: [{ from: from - days * DAY_MS, to: from }], parts: days, basis };
  }
  return {
    windows: back.map((ms) => ({ from: from - ms, to: from - ms + span })),
    parts: days,
    basis: days === 1 ? 'the same time the day before' : `the same time of the ${days} days before`,
  };
}
