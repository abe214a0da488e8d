// What the tables are called. A segment has tables of its own, under its id, which holds letters, digits, `_` and `-` only.

import { parseSegmentId } from '../segments.js';

/** All that the event store has is in here; the metadata may lie in the same database. */
export const SCHEMA = 'lanwarden_events';

export type SegmentTable = 'event' | 'facet' | 'rollup';

/** Quoted, with its schema. Ids are at most 55 characters, and PostgreSQL cuts names at 63. */
export function tableOf(segment: string, table: SegmentTable): string {
  if (parseSegmentId(segment) === undefined) throw new Error(`BUG: ${segment} is no segment`);
  return `${SCHEMA}."${table}_${segment}"`;
}

/** The dedupe keys of a day, class and kind. */
export function keyTableOf({ day, retention, kind }: { day: string; retention: string; kind: string }): string {
  const series = `${day}-${retention}-${kind}`;
  if (parseSegmentId(`${series}-0`) === undefined) throw new Error(`BUG: ${series} is no series`);
  return `${SCHEMA}."keys_${series}"`;
}
