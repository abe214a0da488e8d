// How much of each source parsers understood, in the last hour and in the week before, from the counts that the store keeps.

import { IS_NOT_UNDERSTOOD } from '#src/portal/parsing/parsing-history.js';
import { ALL, type Query } from '#src/query/ast.js';
import type { EventReader, TimeRange } from '#src/store/event-store.js';
import type { SourceParsing } from './parser-drift.js';
import { HOUR_MS } from './rhythm.js';

const MINUTE_MS = 60_000;
const WEEK_MS = 7 * 24 * HOUR_MS;
const MAX_SOURCES = 1_000;
const DEADLINE_MS = 30_000;

export interface ParsingShares {
  readonly sources: readonly SourceParsing[];
  /** ms: when the hour began. */
  readonly since: number;
}

/** Undefined while something was imported into that hour: it says nothing of what comes now. @throws Fault QUERY_DEADLINE */
export async function parsingShares(store: EventReader, now: number): Promise<ParsingShares | undefined> {
  const to = Math.floor(now / MINUTE_MS) * MINUTE_MS;
  const since = to - HOUR_MS;
  const segments = await store.segments();
  if (segments.some(({ kind, maxTime = -Infinity }) => kind === 'import' && maxTime >= since)) return undefined;
  const hour: TimeRange = { from: since, to };
  const week: TimeRange = { from: since - WEEK_MS, to: since };
  const [all, unknown] = [await bySource(store, ALL, hour), await bySource(store, IS_NOT_UNDERSTOOD, hour)];
  const [allBefore, unknownBefore] = [await bySource(store, ALL, week), await bySource(store, IS_NOT_UNDERSTOOD, week)];
  const understood = (
    source: string,
    whole: Counts,
    part: Counts,
  ): { readonly all: number; readonly parsed: number } => {
    const count = whole.get(source) ?? 0;
    return { all: count, parsed: count - (part.get(source) ?? 0) };
  };
  const sources = [...all.keys()].map((source) => ({
    source,
    lastHour: understood(source, all, unknown),
    before: understood(source, allBefore, unknownBefore),
  }));
  return { sources, since };
}

type Counts = ReadonlyMap<string, number>;

async function bySource(store: EventReader, query: Query, range: TimeRange): Promise<Counts> {
  const top = await store.top({ query, range, field: 'lanwarden.source', limit: MAX_SOURCES, deadlineMs: DEADLINE_MS });
  return new Map(top.map(({ value, count }) => [value, count]));
}
