// Bytes on the server's disk, indices and all.

import type { Database } from './driver.js';
import { SCHEMA } from './names.js';

/** By segment. */
export async function segmentBytes(db: Database): Promise<ReadonlyMap<string, number>> {
  const rows = await db.all<{ id: string; bytes: number }>(
    `select s.id, coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint as bytes from ${SCHEMA}.segment s
     left join pg_class c on c.relnamespace = '${SCHEMA}'::regnamespace
       and c.relname in ('event_' || s.id, 'facet_' || s.id, 'rollup_' || s.id)
     group by s.id`,
  );
  return new Map(rows.map(({ id, bytes }) => [id, bytes]));
}
