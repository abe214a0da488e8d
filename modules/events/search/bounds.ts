// Where an open range really begins and ends: at the first and last event there is. A chart needs both ends.

import type { EventReader, TimeRange } from '#src/store/event-store.js';
import { EVER } from './search-input.js';

const DAY_MS = 86_400_000;

/** The same range with its open ends closed; the last day when nothing is stored. */
export async function boundsOf(
  store: Pick<EventReader, 'segments'>,
  range: TimeRange,
  now: number,
): Promise<TimeRange> {
  if (range.from !== EVER.from && range.to !== EVER.to) return range;
  const segments = await store.segments();
  const first = Math.min(...segments.map(({ minTime }) => minTime ?? Infinity));
  const last = Math.max(...segments.map(({ maxTime }) => maxTime ?? -Infinity));
  const to = range.to !== EVER.to ? range.to : Number.isFinite(last) ? Math.max(last + 1, range.from + 1) : now;
  const from = range.from !== EVER.from ? range.from : Number.isFinite(first) ? Math.min(first, to - 1) : to - DAY_MS;
  return { from, to };
}
