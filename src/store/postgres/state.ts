// What the table of segments says.

import { dayStart, parseSegmentId, type SegmentKey } from '../segments.js';
import type { SegmentState } from '../engine/segment.js';
import type { Database } from './driver.js';
import { SCHEMA } from './names.js';
import { SCHEMA_VERSION } from './schema.js';

export interface PostgresSegment extends SegmentState {
  /** Of its lock. */
  readonly no: number;
  /** How many it has; their ids go from 1 to this. */
  readonly facets: number;
}

/** In the order of their making. `where` is SQL without anything that came from outside. */
export async function readStates(
  db: Database,
  where = 'true',
  bind: readonly string[] = [],
): Promise<PostgresSegment[]> {
  const rows = await db.all<StateRow>(`select * from ${SCHEMA}.segment where ${where} order by created`, bind);
  return rows.map(stateOf);
}

export async function readState(db: Database, id: string): Promise<PostgresSegment | undefined> {
  return (await readStates(db, 'id = $1', [id]))[0];
}

function stateOf(row: StateRow): PostgresSegment {
  const key = parseSegmentId(row.id) as SegmentKey;
  return {
    no: row.no,
    key,
    id: row.id,
    version: SCHEMA_VERSION,
    startOfDay: dayStart(key.day),
    created: row.created,
    sealed: row.sealed,
    rows: row.row_count,
    nextOrdinal: row.next_ordinal,
    minId: row.min_id ?? undefined,
    maxId: row.max_id ?? undefined,
    odd: row.odd,
    facets: row.facets,
    facetBytes: row.facet_bytes,
  };
}

interface StateRow {
  readonly no: number;
  readonly id: string;
  readonly created: number;
  readonly sealed: boolean;
  readonly row_count: number;
  readonly next_ordinal: number;
  readonly min_id: number | null;
  readonly max_id: number | null;
  readonly odd: number;
  readonly facets: number;
  readonly facet_bytes: number;
}
