// The ranges of the entity pages. `all` begins with the first event that is stored.

import type { EventReader, TimeRange } from '#src/store/event-store.js';

const HOUR_MS = 3_600_000;
/** Clocks of devices run ahead a little, and what they say now must be found now. */
const LEAD_MS = 60_000;

const RANGES = [
  { id: '24h', ms: 24 * HOUR_MS, label: '24 h', words: 'the last 24 hours' },
  { id: '7d', ms: 168 * HOUR_MS, label: '7 days', words: 'the last 7 days' },
  { id: '30d', ms: 720 * HOUR_MS, label: '30 days', words: 'the last 30 days' },
  { id: 'all', ms: Infinity, label: 'All', words: 'all that is stored' },
] as const;

export type RangeId = (typeof RANGES)[number]['id'];
export const RANGE_IDS = ['24h', '7d', '30d', 'all'] as const satisfies readonly RangeId[];
export const DEFAULT_RANGE: RangeId = '24h';

export interface ChosenRange {
  readonly id: RangeId;
  /** `the last 7 days` */
  readonly words: string;
  /** The `from` of a search; '' where a search has it by default. */
  readonly from: string;
  readonly range: TimeRange;
}

export async function chosenRange(
  id: RangeId,
  now: number,
  store: Pick<EventReader, 'segments'>,
): Promise<ChosenRange> {
  const { ms, words } = RANGES.find((each) => each.id === id)!;
  const to = now + LEAD_MS;
  if (id !== 'all') return { id, words, from: `-${id}`, range: { from: now - ms, to } };
  const segments = await store.segments();
  const first = Math.min(to - 1, ...segments.map(({ minTime }) => minTime ?? Infinity));
  const last = Math.max(to, ...segments.map(({ maxTime }) => (maxTime ?? 0) + 1));
  return { id, words, from: 'all', range: { from: first, to: last } };
}

/** Choices with addresses, e.g. for a row of links. */
export function rangeChoices(
  chosen: RangeId,
  href: (id: RangeId) => string,
): readonly { readonly label: string; readonly href: string; readonly active: boolean }[] {
  return RANGES.map(({ id, label }) => ({ label, href: href(id), active: id === chosen }));
}

/** The next longer one; undefined when there is none. */
export function widerRange(id: RangeId): { readonly id: RangeId; readonly words: string } | undefined {
  return RANGES[RANGES.findIndex((each) => each.id === id) + 1];
}
