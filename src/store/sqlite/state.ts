// What a segment says about itself: one row, rewritten in each commit.

import { dayStart, segmentId } from '../segments.js';
import type { Database } from './driver.js';
import type { SegmentState } from '../engine/segment.js';

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
