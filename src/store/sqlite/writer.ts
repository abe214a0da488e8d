// The writing end of one segment file. One transaction a batch: new facets, rows, words, roll-up, dedupe keys, marks and
// the segment's own description, or none of them.

import type { Mark, NewEvent } from '../event-store.js';
import type { SegmentKey } from '../segments.js';
import { BatchEncoder, type EncodedBatch } from './batch-encoder.js';
import { CommonFields, type CommonRow } from '../engine/commons.js';
import { openDatabase, type Database } from './driver.js';
import { FacetIds } from '../engine/facets.js';
import type { SharedFields } from '../engine/row.js';
import { ORDINALS } from '../engine/rowid.js';
import { createSchema, SCHEMA_VERSION, schemaVersion, WRITER_PRAGMAS } from './schema.js';
import { readState } from './state.js';
import type { SegmentState } from '../engine/segment.js';
import { Transactions } from './transaction.js';

export interface WriterLimits {
  /** A part closes at so many rows. */
  readonly rows: number;
}

/** Row ids of the events, in their order, and the segment with them. */
export type Appended = Pick<EncodedBatch, 'ids' | 'state'>;

/** Readers keep a segment's facets in memory, so a flood of made-up host names closes the part before that hurts. */
const MAX_FACETS = 131_072;
const MAX_FACET_BYTES = 64_000_000;
/** Encoded at once: the answer of SQLite, and what senders sent, do not wait long behind it. */
const PREPARE_ROWS = 1_024;

export class SegmentWriter implements SharedFields {
  /** As soon as the running appends are done. */
  private next: SegmentState;
  private prepared: { readonly events: readonly NewEvent[]; readonly encoder: BatchEncoder } | undefined;

  private constructor(
    private readonly db: Database,
    private readonly transactions: Transactions,
    readonly facets: FacetIds,
    readonly commons: CommonFields,
    private readonly limits: WriterLimits,
    private current: SegmentState,
  ) {
    this.next = current;
  }

  /**
   * Opens the file, and makes it when there is none; undefined where it is of an older version, which is only read. `created`: see
   * SegmentState.
   * @throws Fault DATABASE_NEWER, DATABASE_CORRUPT, DISK_FULL, STORE_WRITE
   */
  static async open(
    path: string,
    key: SegmentKey,
    created: number,
    limits: WriterLimits,
  ): Promise<SegmentWriter | undefined> {
    const db = await openDatabase(path, 'write');
    try {
      for (const pragma of WRITER_PRAGMAS) await db.all(pragma);
      if ((await schemaVersion(db)) === 0) await createSchema(db, key, created);
      const state = await readState(db);
      if (state.version !== SCHEMA_VERSION) {
        await db.close();
        return undefined;
      }
      const transactions = await Transactions.on(db);
      const facets = new FacetIds(await nextFacet(db));
      const commons = new CommonFields(await db.all<CommonRow>('select id, fields from common order by id'));
      return new SegmentWriter(db, transactions, facets, commons, limits, state);
    } catch (error) {
      await db.close();
      throw error;
    }
  }

  get state(): SegmentState {
    return this.current;
  }

  /** Rows that still fit in; 0 when the part is full or sealed. */
  get room(): number {
    const { sealed, nextOrdinal, facetBytes } = this.next;
    if (sealed || facetBytes > MAX_FACET_BYTES || this.facets.count > MAX_FACETS) return 0;
    return Math.max(0, Math.min(this.limits.rows, ORDINALS) - nextOrdinal);
  }

  get database(): Database {
    return this.db;
  }

  /**
   * Encodes some more of what the next `append` will be given, while another one runs or more events come.
   * @param events no more than `room`; those that were here at the last call first
   */
  prepare(events: readonly NewEvent[]): void {
    if (this.prepared?.events !== events) this.prepared = { events, encoder: new BatchEncoder(this, this.next) };
    this.prepared.encoder.add(events, PREPARE_ROWS);
  }

  forgetPrepared(): void {
    this.prepared = undefined;
  }

  /**
   * Stores all of `events` (no more than `room`) with the hashes of their dedupe keys and the marks. A second append may be asked for while
   * one runs; it fails if that one does.
   * @throws Fault STORE_WRITE, DISK_FULL; nothing was stored then, and this writer is done: open another one
   */
  async append(events: readonly NewEvent[], hashes: readonly string[], marks: readonly Mark[]): Promise<Appended> {
    const encoder = this.prepared?.events === events ? this.prepared.encoder : new BatchEncoder(this, this.next);
    this.prepared = undefined;
    const batch = encoder.finish(events);
    this.next = batch.state;
    await this.transactions.store(batch, hashes, marks);
    this.current = batch.state;
    return batch;
  }

  close(): Promise<void> {
    return this.db.close();
  }
}

async function nextFacet(db: Database): Promise<number> {
  const [row] = await db.all<{ next: number }>('select coalesce(max(id), 0) + 1 next from facet');
  return row?.next ?? 1;
}
