// A segment of SQLite becomes one of PostgreSQL: the same name, row ids, facets, roll-up and dedupe keys, so that ids of events, links,
// and positions in the order of arrival mean what they meant. Rows go through the engine's own encoder. Readers see it when it is whole.

import { ordinalOf } from '../engine/rowid.js';
import type { SegmentState } from '../engine/segment.js';
import { copyText } from '../postgres/copy.js';
import { dropKeys, makeKeyTable } from '../postgres/duplicates.js';
import { BatchEncoder, COPIED_COLUMNS, type EncodedBatch } from '../postgres/encoder.js';
import { keyTableOf, SCHEMA, tableOf } from '../postgres/names.js';
import { dropTables } from '../postgres/parts.js';
import { eventIndexes, plainTables } from '../postgres/schema.js';
import type { Session } from '../postgres/session.js';
import { describe, forgetRecord, writeRecord, type SegmentRecord } from './records.js';
import type { SegmentSource, SourceRow } from './segment-source.js';

/** Lines that one COPY of facets or counts takes. */
const LINES_AT_ONCE = 10_000;
/** Of the server, for each index in turn. */
const INDEX_MEMORY = '256MB';

/** Tables without rows. */
export function beginSegment(session: Session, state: SegmentState): Promise<SegmentRecord> {
  const { id } = state;
  const record = { id, source: describe(state), lastId: null, rows: 0, odd: 0, lastKey: null, isDone: false };
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
    await dropKeys(session, state.key, false);
    await forgetRecord(session, state.id);
  });
}

/** Its own row ids; see BatchEncoder. */
export function encodeRows(state: SegmentState, rows: readonly SourceRow[]): EncodedBatch {
  let at = 0;
  const facets = { idOf: () => rows[at++]!.facet, takeAdded: () => [] };
  const ordinals = rows.map(({ id }) => ordinalOf(id));
  const batch = new BatchEncoder(facets, { ...state, no: 0, facets: 0, odd: 0 }, ordinals).finish(rows);
  const strange = rows.find(({ id }, nth) => id !== batch.ids[nth]);
  if (strange !== undefined) throw new Error(`BUG: row ${strange.id} of ${state.id} would get another id`);
  return batch;
}

/** Rows behind those that are there. */
export function copyRows(session: Session, record: SegmentRecord, batch: EncodedBatch): Promise<SegmentRecord> {
  const { rows, odd } = record;
  const after = {
    ...record,
    lastId: batch.ids.at(-1)!,
    rows: rows + batch.ids.length,
    odd: odd + batch.state.odd,
  };
  return session.transaction(async () => {
    await session.copy(`copy ${tableOf(record.id, 'event')} (${COPIED_COLUMNS}) from stdin`, batch.rows);
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

/** When all rows and keys are there: indices, facets, roll-up, and what it says of itself. */
export function finishSegment(session: Session, source: SegmentSource, record: SegmentRecord): Promise<void> {
  const { id, key, created, sealed, nextOrdinal, minId, maxId, facetBytes } = source.state;
  return session.transaction(async () => {
    await session.all(`set local maintenance_work_mem = '${INDEX_MEMORY}'`);
    for (const statement of eventIndexes(id)) await session.all(statement);
    const facets = await copyFacets(session, source);
    await copyMinuteCounts(session, source);
    await session.all(
      `insert into ${SCHEMA}.segment
         (id, created, sealed, row_count, next_ordinal, min_id, max_id, odd, facets, facet_bytes)
       values ($1, $2, $3::boolean, $4, $5, $6, $7, $8, $9, $10)`,
      [
        ...[id, created, String(sealed), record.rows, nextOrdinal, minId ?? null, maxId ?? null],
        ...[record.odd, facets, facetBytes],
      ],
    );
    await session.all(
      `insert into ${SCHEMA}.series as own (day, retention, kind, parts) values ($1, $2, $3, $4)
       on conflict (day, retention, kind) do update set parts = greatest(own.parts, excluded.parts)`,
      [key.day, key.retention, key.kind, key.part + 1],
    );
  });
}

/** Returns the highest id. */
async function copyFacets(session: Session, source: SegmentSource): Promise<number> {
  const sql = `copy ${tableOf(source.state.id, 'facet')} (id, fields) from stdin`;
  for (let last = 0; ;) {
    const some = await source.facets(last, LINES_AT_ONCE);
    if (some.length === 0) return last;
    last = some.at(-1)!.id;
    await session.copy(sql, linesOf(some.map(({ id, fields }) => `${id}\t${copyText(fields)}`)));
  }
}

async function copyMinuteCounts(session: Session, source: SegmentSource): Promise<void> {
  const sql = `copy ${tableOf(source.state.id, 'rollup')} (minute, facet, count) from stdin`;
  for (let some = await source.minuteCounts(undefined, LINES_AT_ONCE); some.length > 0;) {
    await session.copy(sql, linesOf(some.map(({ minute, facet, count }) => `${minute}\t${facet}\t${count}`)));
    some = await source.minuteCounts(some.at(-1), LINES_AT_ONCE);
  }
}

function linesOf(lines: readonly string[]): Buffer[] {
  return [Buffer.from(`${lines.join('\n')}\n`)];
}
