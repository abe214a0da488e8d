// All events of a SQLite store into PostgreSQL, segment by segment in the order of their making. Goes on where an earlier run ended.

import { parseSegmentId } from '../segments.js';
import type { Mark } from '../event-store.js';
import { FacetIds } from '../engine/facets.js';
import type { EncodedBatch } from '../postgres/encoder.js';
import { SCHEMA, tableOf } from '../postgres/names.js';
import { maintain, type Session } from '../postgres/session.js';
import type { PostgresSegment } from '../postgres/state.js';
import { storeMarks } from '../postgres/transaction.js';
import { listSegments, segmentPath } from '../sqlite/catalog.js';
import { describe, readRecords, writeRecord, type SegmentRecord } from './records.js';
import { SegmentSource } from './segment-source.js';
import { beginSegment, copyKeys, copyRows, dropSegment, encodeRows, finishSegment } from './segment-target.js';

/** What a transaction copies is in memory twice: as rows that were read ahead, and as bytes on their way. */
const BATCH_BYTES = 8_000_000;
const FIRST_BATCH_ROWS = 1_000;
const MAX_BATCH_ROWS = 20_000;
const KEYS_AT_ONCE = 20_000;

export interface EventsMove {
  /** `data.dir/events` */
  readonly dir: string;
  readonly session: Session;
  /** Of the same database. */
  readonly url: string;
  /** So many more events are in the target; `before`: an earlier run had copied them. */
  readonly onRows: (rows: number, when: 'now' | 'before') => void;
}

/** @throws Fault DATABASE_CORRUPT, DATABASE_NEWER, STORE_READ, STORE_WRITE, DISK_FULL */
export async function copyEvents(move: EventsMove): Promise<void> {
  const { dir, session, onRows } = move;
  const ids = await inOrder(dir);
  const records = await readRecords(session);
  for (const id of records.keys()) if (!ids.includes(id)) await dropSegment(session, { id, key: parseSegmentId(id)! });
  const marks: Mark[] = [];
  for (const id of ids) {
    const source = await SegmentSource.open(segmentPath(dir, id));
    if (source === undefined) continue;
    try {
      let record = records.get(id);
      // The program ran on SQLite between two runs of the move.
      if (record !== undefined && record.source !== describe(source.state)) {
        await dropSegment(session, source.state);
        record = undefined;
      }
      if (record !== undefined) onRows(record.rows, 'before');
      await copySegment(move, source, record ?? (await beginSegment(session, source.state)));
      marks.push(...(await source.marks()));
    } finally {
      await source.close();
    }
  }
  if (marks.length > 0) await session.transaction(() => storeMarks(session, marks));
}

/** Ids of the segments, in the order of their making. */
export async function inOrder(dir: string): Promise<string[]> {
  const made: { id: string; created: number }[] = [];
  for (const id of await listSegments(dir)) {
    const source = await SegmentSource.open(segmentPath(dir, id));
    if (source === undefined) continue;
    made.push({ id, created: source.state.created });
    await source.close();
  }
  return made.sort((a, b) => a.created - b.created).map(({ id }) => id);
}

async function copySegment(
  { session, url, onRows }: EventsMove,
  source: SegmentSource,
  begun: SegmentRecord,
): Promise<void> {
  const { id, sealed } = source.state;
  if (begun.isDone) {
    await session.all(`update ${SCHEMA}.segment set sealed = sealed or $2::boolean where id = $1`, [
      id,
      String(sealed),
    ]);
    return;
  }
  let record = begun;
  if (!(await isWhole(session, id))) {
    record = await copyAllRows(session, source, record, onRows);
    record = await copyAllKeys(session, source, record);
    await finishSegment(session, source.state, record);
  }
  // Statistics, and which pages have nothing but rows for everybody.
  await maintain(url, `vacuum (analyze) ${tableOf(id, 'event')}`);
  await writeRecord(session, { ...record, isDone: true });
}

/** While the server takes some rows, the next are read and encoded. */
async function copyAllRows(
  session: Session,
  source: SegmentSource,
  begun: SegmentRecord,
  onRows: EventsMove['onRows'],
): Promise<SegmentRecord> {
  const { rows, odd, facets, facetBytes } = begun;
  const ids = new FacetIds(facets + 1);
  const read = async (
    after: number | null,
    before: PostgresSegment,
    limit: number,
  ): Promise<EncodedBatch | undefined> => {
    const next = await source.rows(after ?? undefined, limit);
    return next.length === 0 ? undefined : encodeRows(ids, before, next);
  };
  let record = begun;
  let batch = await read(record.lastId, { ...source.state, no: 0, rows, odd, facets, facetBytes }, FIRST_BATCH_ROWS);
  while (batch !== undefined) {
    const [copied, next]: [SegmentRecord, EncodedBatch | undefined] = await Promise.all([
      copyRows(session, record, batch),
      read(batch.ids.at(-1)!, batch.state, rowsLike(batch)),
    ]);
    onRows(batch.ids.length, 'now');
    record = copied;
    batch = next;
  }
  return record;
}

/** As many as make a batch, if the next are as long as these. */
function rowsLike({ ids, rows }: EncodedBatch): number {
  const bytes = rows.reduce((sum, chunk) => sum + chunk.length, 0);
  const wanted = Math.floor((BATCH_BYTES * ids.length) / Math.max(1, bytes));
  return Math.min(Math.max(wanted, 1), MAX_BATCH_ROWS);
}

async function copyAllKeys(session: Session, source: SegmentSource, begun: SegmentRecord): Promise<SegmentRecord> {
  let record = begun;
  for (;;) {
    const keys = await source.keys(record.lastKey ?? undefined, KEYS_AT_ONCE);
    if (keys.length === 0) return record;
    record = await copyKeys(session, record, source.state, keys);
  }
}

async function isWhole(session: Session, id: string): Promise<boolean> {
  const [row] = await session.all<{ found: boolean }>(
    `select exists (select 1 from ${SCHEMA}.segment where id = $1) as found`,
    [id],
  );
  return row?.found === true;
}
