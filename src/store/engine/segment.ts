// One segment as an engine knows it, and what its reads give.

import type { LogEvent } from '../../event/event.js';
import type { SegmentInfo } from '../event-store.js';
import type { SegmentKey } from '../segments.js';
import { offsetOf } from './rowid.js';

export interface SegmentState {
  readonly key: SegmentKey;
  readonly id: string;
  /** Of its tables: the schema.ts of the engine. */
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
  /** Rows that only the predicate can judge: row.ts. */
  readonly odd: number;
  readonly facetBytes: number;
}

export type Direction = 'ascending' | 'descending';

export interface RowPage {
  readonly rows: readonly { readonly id: number; readonly event: LogEvent }[];
  /** The last row that was looked at; undefined: there are no more. */
  readonly last: number | undefined;
}

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
