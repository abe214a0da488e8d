// A segment of SQLite becomes one of PostgreSQL: the same name, row ids and dedupe keys, so that ids of events, links, and positions in the
// order of arrival mean what they meant. Rows go through the engine's own encoder, which makes facets and roll-up anew: an earlier version
// had other facets. Readers see it when it is whole.

import type { FacetIds } from '../engine/facets.js';
import { ordinalOf } from '../engine/rowid.js';
import type { SegmentState } from '../engine/segment.js';
import { deleteKeys, makeKeyTable } from '../postgres/duplicates.js';
import { BatchEncoder, COPIED_COLUMNS, type EncodedBatch } from '../postgres/encoder.js';
import { eraOf } from '../postgres/era.js';
import { keyTableOf, SCHEMA, tableOf } from '../postgres/names.js';
import { dropTables } from '../postgres/drop.js';
import { eventIndexes, plainTables } from '../postgres/schema.js';
import type { Session } from '../postgres/session.js';
import type { PostgresSegment } from '../postgres/state.js';
import { describe, forgetRecord, writeRecord, type SegmentRecord } from './records.js';
import type { SourceRow } from './segment-source.js';

/** Of the server, for each index in turn. */
const INDEX_MEMORY = '256MB';

/** Tables without rows. */
export function beginSegment(session: Session, state: SegmentState): Promise<SegmentRecord> {
  const { id } = state;
  const counts = { rows: 0, odd: 0, facets: 0, facetBytes: 0 };
  const record = { id, source: describe(state), lastId: null, ...counts, lastKey: null, isDone: false };
  return session.transaction(async () => {
    for (const statement of plainTables(id)) await session.all(statement);
    await writeRecord(session, record);
    return record;
  });
}

/** With all that is there of it. */
export function dropSegment(session: Session, state: Pick<SegmentState, 'id' | 'key'>): Promise<void> {
  return session.transaction(async () => {
    await dropTables(session, state.id);
    await deleteKeys(session, state.key);
    await forgetRecord(session, state.id);
  });
}

/** Events with the row ids that they have; `before` is the segment as these find it, as in BatchEncoder. */
export function encodeRows(facets: FacetIds, before: PostgresSegment, rows: readonly SourceRow[]): EncodedBatch {
  const ordinals = rows.map(({ id }) => ordinalOf(id));
  const batch = new BatchEncoder(facets, before, ordinals).finish(rows);
  const strange = rows.find(({ id }, nth) => id !== batch.ids[nth]);
  if (strange !== undefined) throw new Error(`BUG: row ${strange.id} of ${before.id} would get another id`);
  return batch;
}

/** Rows behind those that are there. */
export function copyRows(session: Session, record: SegmentRecord, batch: EncodedBatch): Promise<SegmentRecord> {
  const { id } = record;
  const { facets, rollup, state } = batch;
  const { rows, odd, facets: facetCount, facetBytes } = state;
  const after = { ...record, lastId: batch.ids.at(-1)!, rows, odd, facets: facetCount, facetBytes };
  return session.transaction(async () => {
    await session.copy(`copy ${tableOf(id, 'event')} (${COPIED_COLUMNS}) from stdin`, batch.rows);
    await session.all(`insert into ${tableOf(id, 'facet')} (id, fields) select * from unnest($1::int[], $2::text[])`, [
      facets.map(([number]) => number),
      facets.map(([, json]) => json),
    ]);
    await session.all(
      `insert into ${tableOf(id, 'rollup')} as own (minute, facet, count) select * from unnest($1::int[], $2::int[], $3::bigint[])
       on conflict (minute, facet) do update set count = own.count + excluded.count`,
      [0, 1, 2].map((at) => rollup.map((entry) => entry[at] as number)),
    );
    await writeRecord(session, after);
    return after;
  });
}

/** @param keys behind those that are there */
export async function copyKeys(
  session: Session,
  record: SegmentRecord,
  { key }: SegmentState,
  keys: readonly string[],
): Promise<SegmentRecord> {
  await makeKeyTable(session, key);
  const after = { ...record, lastKey: keys.at(-1)! };
  return session.transaction(async () => {
    await session.all(
      `insert into ${keyTableOf(key)} (key, part) select decode(k, 'hex'), $2 from unnest($1::text[]) k on conflict do nothing`,
      [keys, key.part],
    );
    await writeRecord(session, after);
    return after;
  });
}

/** When all rows and keys are there: indices, and what it says of itself, by which readers see it. */
export async function finishSegment(session: Session, state: SegmentState, record: SegmentRecord): Promise<void> {
  const { id, key, created, sealed, nextOrdinal, minId, maxId } = state;
  const { rows, odd, facets, facetBytes } = record;
  const era = await eraOf(session);
  await session.transaction(async () => {
    await session.all(`set local maintenance_work_mem = '${INDEX_MEMORY}'`);
    for (const statement of eventIndexes(id)) await session.all(statement);
    await session.all(
      `insert into ${SCHEMA}.segment
         (id, created, sealed, row_count, next_ordinal, min_id, max_id, odd, facets, facet_bytes, era)
       values ($1, $2, $3::boolean, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [id, created, String(sealed), rows, nextOrdinal, minId ?? null, maxId ?? null, odd, facets, facetBytes, era],
    );
    await session.all(
      `insert into ${SCHEMA}.series as own (day, retention, kind, parts) values ($1, $2, $3, $4)
       on conflict (day, retention, kind) do update set parts = greatest(own.parts, excluded.parts)`,
      [key.day, key.retention, key.kind, key.part + 1],
    );
  });
}
