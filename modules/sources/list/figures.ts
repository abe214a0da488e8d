// Numbers of the last 24 hours for a page of sources: messages over time and the share that a parser claimed. Two queries for all of them.

import type { Query } from '#src/query/ast.js';
import type { EventReader } from '#src/store/event-store.js';

export interface Figures {
  readonly total: number;
  /** 0..1; undefined without messages. */
  readonly parsedShare: number | undefined;
  /** Messages in each half hour, oldest first. */
  readonly halfHours: readonly number[];
}

const STEP_MS = 1_800_000;
const STEPS = 48;
const DEADLINE_MS = 5_000;

/** By name. `now`: ms since 1970. @throws Fault QUERY_DEADLINE */
export async function figuresOf(
  store: EventReader,
  names: readonly string[],
  now: number,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Figures>> {
  if (names.length === 0) return new Map();
  const from = (Math.floor(now / STEP_MS) - STEPS + 1) * STEP_MS;
  const query: Query = { kind: 'or', of: names.map((value) => ({ kind: 'equals', field: 'lanwarden.source', value })) };
  const unparsed: Query = { kind: 'and', of: [query, { kind: 'equals', field: 'event.dataset', value: 'none' }] };
  const request = { range: { from, to: from + STEPS * STEP_MS }, deadlineMs: DEADLINE_MS, signal };
  const [histogram, none] = await Promise.all([
    store.histogram({ ...request, query, intervalMs: STEP_MS, by: 'lanwarden.source' }),
    store.top({ ...request, query: unparsed, field: 'lanwarden.source', limit: 1_000 }),
  ]);
  const series = new Map(names.map((name) => [name, new Array<number>(STEPS).fill(0)]));
  for (const { time, key, count } of histogram.buckets) {
    const counts = series.get(key);
    if (counts !== undefined) counts[Math.round((time - from) / STEP_MS)] = count;
  }
  const unclaimed = new Map(none.map(({ value, count }) => [value, count]));
  return new Map([...series].map(([name, halfHours]) => [name, toFigures(halfHours, unclaimed.get(name) ?? 0)]));
}

function toFigures(halfHours: readonly number[], unclaimed: number): Figures {
  const total = halfHours.reduce((sum, count) => sum + count, 0);
  return { total, parsedShare: total === 0 ? undefined : Math.max(0, 1 - unclaimed / total), halfHours };
}
