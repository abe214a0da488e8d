// What the target knows of a move: whose it is, and how far each segment has come. It is written in the transactions that copy, so
// whatever ends the program, the next run goes on behind the last row that is there.

import { Fault } from '../../faults.js';
import type { SegmentState } from '../engine/segment.js';
import type { Database } from '../postgres/driver.js';
import { SCHEMA } from '../postgres/names.js';

export interface MoveRecord {
  /** See installation.ts. */
  readonly installation: string;
  /** Whether they are part of it. */
  readonly hasMetadata: boolean;
  /** ms since 1970; null: it goes on. */
  readonly finished: number | null;
}

export interface SegmentRecord {
  readonly id: string;
  /** What it was a copy of; see `describe`. */
  readonly source: string;
  /** Of the last row that is there; null: none. */
  readonly lastId: number | null;
  readonly rows: number;
  readonly odd: number;
  readonly facets: number;
  readonly facetBytes: number;
  /** Of the last dedupe key that is there. */
  readonly lastKey: string | null;
  readonly isDone: boolean;
}

const MOVE = `${SCHEMA}.move`;
const SEGMENTS = `${SCHEMA}.move_segment`;

/** In a transaction, when the target is seen to be empty. */
export async function beginRecords(db: Database, installation: string, hasMetadata: boolean): Promise<void> {
  await db.all(`create table ${MOVE} (installation text not null, metadata boolean not null, finished bigint)`);
  await db.all(
    `create table ${SEGMENTS} (id text primary key, source text not null, last_id bigint, row_count bigint not null,
       odd bigint not null, facets integer not null, facet_bytes bigint not null, last_key text, done boolean not null)`,
  );
  await db.all(`insert into ${MOVE} (installation, metadata) values ($1, $2::boolean)`, [
    installation,
    String(hasMetadata),
  ]);
}

export async function readMove(db: Pick<Database, 'all'>): Promise<MoveRecord | undefined> {
  // Asked of the catalogue: a role of the metadata alone may not even look into the schema of the events.
  const [found] = await db.all<{ is: boolean }>(
    `select exists (select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = '${SCHEMA}' and c.relname = 'move'
         and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')) as is`,
  );
  if (found?.is !== true) return undefined;
  // As JSON: an earlier version did not keep whether metadata were part of it.
  const [move] = await db.all<MoveRecord>(
    `select installation, finished, coalesce((to_jsonb(its) ->> 'metadata')::boolean, true) as "hasMetadata" from ${MOVE} its`,
  );
  return move;
}

export async function finishMove(db: Database, at: number): Promise<void> {
  await db.all(`update ${MOVE} set finished = $1`, [at]);
}

/**
 * For whoever would write to a database into which a move is not finished.
 * @param what would be written; metadata that are not part of the move may be
 * @throws Fault CONFLICT
 */
export async function refuseUnfinished(db: Pick<Database, 'all'>, what: 'metadata' | 'events'): Promise<void> {
  const move = await readMove(db);
  if (move === undefined || move.finished !== null) return;
  if (what === 'metadata' && !move.hasMetadata) return;
  throw new Fault(
    'CONFLICT',
    'A move into this database is not finished: run the same "lanwarden migrate --to ..." again until it says so.',
  );
}

export async function readRecords(db: Database): Promise<ReadonlyMap<string, SegmentRecord>> {
  const rows = await db.all<SegmentRecord>(
    `select id, source, last_id as "lastId", row_count as rows, odd, facets, facet_bytes as "facetBytes", last_key as "lastKey", done as "isDone" from ${SEGMENTS}`,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

export async function writeRecord(db: Database, record: SegmentRecord): Promise<void> {
  const { id, source, lastId, rows, odd, facets, facetBytes, lastKey, isDone } = record;
  await db.all(
    `insert into ${SEGMENTS} (id, source, last_id, row_count, odd, facets, facet_bytes, last_key, done)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9::boolean)
     on conflict (id) do update set source = $2, last_id = $3, row_count = $4, odd = $5, facets = $6, facet_bytes = $7,
       last_key = $8, done = $9::boolean`,
    [id, source, lastId, rows, odd, facets, facetBytes, lastKey, String(isDone)],
  );
}

export async function forgetRecord(db: Database, id: string): Promise<void> {
  await db.all(`delete from ${SEGMENTS} where id = $1`, [id]);
}

/** A segment that says the same has the same rows: they are never changed, and none is taken away. */
export function describe({ created, rows, nextOrdinal, minId, maxId }: SegmentState): string {
  return JSON.stringify([created, rows, nextOrdinal, minId ?? null, maxId ?? null]);
}
