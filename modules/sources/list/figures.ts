// Numbers of the last 24 hours for a page of sources: messages over time and the share that was understood. Three queries for all of them.

import { IS_NOT_UNDERSTOOD } from '#src/portal/parsing/parsing-history.js';
import type { Query } from '#src/query/ast.js';
import type { EventReader } from '#src/store/event-store.js';

export interface Figures {
  readonly total: number;
  /** Read by a parser that is no fallback, 0..1; undefined without messages. */
  readonly understoodShare: number | undefined;
  /** Claimed by no parser at all, 0..1. */
  readonly unclaimedShare: number;
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
  const request = { range: { from, to: from + STEPS * STEP_MS }, deadlineMs: DEADLINE_MS, signal };
  const among = async (condition: Query): Promise<ReadonlyMap<string, number>> => {
    const both: Query = { kind: 'and', of: [query, condition] };
    const tops = await store.top({ ...request, query: both, field: 'lanwarden.source', limit: 1_000 });
    return new Map(tops.map(({ value, count }) => [value, count]));
  };
  const [histogram, unread, unclaimed] = await Promise.all([
    store.histogram({ ...request, query, intervalMs: STEP_MS, by: 'lanwarden.source' }),
    among(IS_NOT_UNDERSTOOD),
    among({ kind: 'equals', field: 'event.dataset', value: 'none' }),
  ]);
  const series = new Map(names.map((name) => [name, new Array<number>(STEPS).fill(0)]));
  for (const { time, key, count } of histogram.buckets) {
    const counts = series.get(key);
    if (counts !== undefined) counts[Math.round((time - from) / STEP_MS)] = count;
  }
  const countIn = (counts: ReadonlyMap<string, number>, name: string): number => counts.get(name) ?? 0;
  return new Map(
    [...series].map(([name, halfHours]) => [
      name,
      toFigures(halfHours, countIn(unread, name), countIn(unclaimed, name)),
    ]),
  );
}

function toFigures(halfHours: readonly number[], unread: number, unclaimed: number): Figures {
  const total = halfHours.reduce((sum, count) => sum + count, 0);
  return {
    total,
    halfHours,
    unclaimedShare: total === 0 ? 0 : unclaimed / total,
    understoodShare: total === 0 ? undefined : Math.max(0, 1 - unread / total),
  };
}
