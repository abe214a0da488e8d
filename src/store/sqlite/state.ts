// What a segment says about itself: one row, rewritten in each commit.

import type { SegmentInfo } from '../event-store.js';
import { dayStart, segmentId, type SegmentKey } from '../segments.js';
import type { Database } from './driver.js';
import { offsetOf } from './rowid.js';

export interface SegmentState {
  readonly key: SegmentKey;
  readonly id: string;
  /** Of the file: schema.ts. */
  readonly version: number;
  /** ms since 1970 at which the segment's day begins. */
  readonly startOfDay: number;
  /** Unique and ascending: segments in the order of their making. */
  readonly created: number;
  readonly sealed: boolean;
  readonly rows: number;
  readonly nextOrdinal: number;
  readonly minId: number | undefined;
  readonly maxId: number | undefined;
  readonly odd: number;
  readonly facetBytes: number;
}

export async function readState(db: Database): Promise<SegmentState> {
  const [row] = await db.all<StateRow>(
    'select segment.*, (select user_version from pragma_user_version) version from segment',
  );
  if (row === undefined) throw new Error(`BUG: ${db.path} has no segment row`);
  const key = { day: row.day, retention: row.retention, kind: row.kind, part: row.part };
  return {
    key,
    id: segmentId(key),
    version: row.version,
    startOfDay: dayStart(row.day),
    created: row.created,
    sealed: row.sealed === 1,
    rows: row.rows,
    nextOrdinal: row.next_ordinal,
    minId: row.min_id ?? undefined,
    maxId: row.max_id ?? undefined,
    odd: row.odd,
    facetBytes: row.facet_bytes,
  };
}

/** What a commit changes of it, JSON for `updateState`. */
export function changesOf({ rows, nextOrdinal, minId, maxId, odd, facetBytes }: SegmentState): string {
  return JSON.stringify([[rows, nextOrdinal, minId ?? null, maxId ?? null, odd, facetBytes]]);
}

/** @param json where that text stands */
export const updateState = (json: string): string =>
  `update segment set rows = value ->> 0, next_ordinal = value ->> 1, min_id = value ->> 2, max_id = value ->> 3,
     odd = value ->> 4, facet_bytes = value ->> 5 from json_each(${json})`;

export function infoOf(state: SegmentState, bytes: number): SegmentInfo {
  const { key, id, startOfDay, created, sealed, rows, minId, maxId } = state;
  return {
    id,
    day: key.day,
    retention: key.retention,
    kind: key.kind,
    sealed,
    rows,
    bytes,
    createdAt: created,
    ...(minId !== undefined && { minTime: offsetOf(minId) + startOfDay }),
    ...(maxId !== undefined && { maxTime: offsetOf(maxId) + startOfDay }),
  };
}

interface StateRow {
  version: number;
  day: string;
  retention: string;
  kind: 'live' | 'import';
  part: number;
  created: number;
  sealed: number;
  rows: number;
  next_ordinal: number;
  min_id: number | null;
  max_id: number | null;
  odd: number;
  facet_bytes: number;
}
