// The writing end of one segment file. One transaction a batch: new facets, rows, words, roll-up, dedupe keys, marks and
// the segment's own description, or none of them.

import type { Mark, NewEvent } from '../event-store.js';
import type { SegmentKey } from '../segments.js';
import { takeTexts } from './batch-texts.js';
import { CommonFields } from './commons.js';
import { openDatabase, type Database } from './driver.js';
import { FacetIds, type FacetRow } from './facets.js';
import { postingsIn } from './postings.js';
import { RollupDelta } from './rollup.js';
import { COLUMNS, encodeRow, sanitizeRow, UNSAFE_JSON, type RowIn, type SharedFields } from './row.js';
import { ORDINALS, rowId } from './rowid.js';
import { runsOf } from './runs.js';
import { createSchema, SCHEMA_VERSION, schemaVersion, WRITER_PRAGMAS } from './schema.js';
import { readState, type SegmentState } from './state.js';
import { prepareTransactions, storeBatch, type Transaction } from './transaction.js';

export interface WriterLimits {
  /** A part closes at so many rows. */
  readonly rows: number;
}

/** An event that is to be stored, with the hash of its dedupe key. */
export interface Pending {
  readonly item: NewEvent;
  readonly hash: string | undefined;
}

/** Readers keep a segment's facets in memory, so a flood of made-up host names closes the part before that hurts. */
const MAX_FACETS = 131_072;
const MAX_FACET_BYTES = 64_000_000;

export class SegmentWriter implements SharedFields {
  /** As soon as the running append is done. */
  private next: SegmentState;
  private prepared: { readonly events: readonly Pending[]; readonly batch: EncodedBatch } | undefined;

  private constructor(
    private readonly db: Database,
    readonly facets: FacetIds,
    readonly commons: CommonFields,
    private readonly limits: WriterLimits,
    private current: SegmentState,
  ) {
    this.next = current;
  }

  /**
   * Opens the file, and makes it when there is none. `created`: see SegmentState.
   * @throws Fault DATABASE_NEWER, DATABASE_CORRUPT, DISK_FULL, STORE_WRITE
   */
  static async open(path: string, key: SegmentKey, created: number, limits: WriterLimits): Promise<SegmentWriter> {
    const db = await openDatabase(path, 'write');
    try {
      for (const pragma of WRITER_PRAGMAS) await db.all(pragma);
      if ((await schemaVersion(db)) === 0) await createSchema(db, key, created);
      const state = await readState(db);
      await prepareTransactions(db);
      const facets = new FacetIds(await nextId(db, 'facet'));
      const commons = new CommonFields(state.version === SCHEMA_VERSION ? await nextId(db, 'common') : 1);
      return new SegmentWriter(db, facets, commons, limits, state);
    } catch (error) {
      await db.close();
      throw error;
    }
  }

  get state(): SegmentState {
    return this.current;
  }

  /** Rows that still fit in; 0 when the part is full, sealed, or of an older version. */
  get room(): number {
    const { sealed, nextOrdinal, facetBytes, version } = this.next;
    if (sealed || version !== SCHEMA_VERSION || facetBytes > MAX_FACET_BYTES || this.facets.count > MAX_FACETS)
      return 0;
    return Math.max(0, Math.min(this.limits.rows, ORDINALS) - nextOrdinal);
  }

  get database(): Database {
    return this.db;
  }

  /**
   * What can be done for `append` before it, while another one runs: the same events must be given to the next.
   * @param events no more than `room`
   */
  prepare(events: readonly Pending[]): void {
    this.forgetPrepared();
    this.prepared = { events, batch: this.encode(events) };
  }

  /**
   * Stores all of `events` (no more than `room`) with the marks. Gives their row ids, in order.
   * @throws Fault STORE_WRITE, DISK_FULL; nothing was stored then, and this writer is done: open another one
   */
  async append(events: readonly Pending[], marks: readonly Mark[]): Promise<readonly number[]> {
    if (this.prepared?.events !== events) this.forgetPrepared();
    const { batch } = this.prepared ?? { batch: this.encode(events) };
    this.prepared = undefined;
    this.next = batch.state;
    await storeBatch(this.db, batch, marks);
    this.current = batch.state;
    return batch.ids;
  }

  close(): Promise<void> {
    return this.db.close();
  }

  private encode(events: readonly Pending[]): EncodedBatch {
    const { startOfDay, nextOrdinal, maxId } = this.next;
    const rows = events.map(({ item }) => encodeRow(item.event, startOfDay, this));
    // Rows go in by time (a full-text index that is fed out of order flushes), and ordinals follow that order.
    const order = isAscending(rows) ? undefined : orderOf(rows);
    const sorted = order === undefined ? rows : order.map((index) => rows[index] as RowIn);
    const rollup = new RollupDelta();
    const ids = sorted.map((row, position) => {
      const id = rowId(offset(row), nextOrdinal + position);
      rollup.add(id, row[FACET] as number);
      return id;
    });
    let texts = takeTexts(sorted);
    let json = JSON.stringify(sorted);
    if (texts.isUnsafe || (json.includes('\\u') && UNSAFE_JSON.test(json))) {
      for (let at = 0; at < sorted.length; at++) {
        const { event } = (events[order?.[at] ?? at] as Pending).item;
        const row = encodeRow(event, startOfDay, this);
        row[FACET] = sorted[at]![FACET]!; // the roll-up has counted that one
        sanitizeRow(row, event);
        sorted[at] = row;
      }
      texts = takeTexts(sorted);
      json = JSON.stringify(sorted);
    }
    const facets = this.facets.takeAdded();
    return {
      ids: order === undefined ? ids : inOrderOf(events, order, ids),
      ordinal: nextOrdinal,
      hashes: events.flatMap(({ hash }) => (hash === undefined ? [] : [hash])),
      rows: json,
      texts: texts.bytes,
      facets,
      commons: this.commons.takeAdded(),
      rollup: rollup.rows(),
      postings: postingsIn(sorted, ids),
      runs: runsOf(ids, maxId),
      state: this.stateAfter(sorted, ids, facets),
    };
  }

  private stateAfter(sorted: readonly RowIn[], ids: readonly number[], facets: readonly FacetRow[]): SegmentState {
    const before = this.next;
    const first = ids[0];
    const last = ids.at(-1);
    return {
      ...before,
      rows: before.rows + sorted.length,
      nextOrdinal: before.nextOrdinal + sorted.length,
      minId: first === undefined ? before.minId : Math.min(first, before.minId ?? first),
      maxId: last === undefined ? before.maxId : Math.max(last, before.maxId ?? last),
      odd: before.odd + sorted.filter((row) => row[ODD] === 1).length,
      facetBytes: before.facetBytes + facets.reduce((sum, [, json]) => sum + json.length, 0),
    };
  }

  /** It was not stored, so what it added is still to be written. */
  private forgetPrepared(): void {
    if (this.prepared === undefined) return;
    const { facets, commons } = this.prepared.batch;
    this.facets.putBack(facets);
    this.commons.putBack(commons);
    this.prepared = undefined;
  }
}

interface EncodedBatch extends Transaction {
  /** Of the events, in their order. */
  readonly ids: readonly number[];
}

const cell = (name: (typeof COLUMNS)[number]): number => COLUMNS.indexOf(name);
const [FACET, ODD] = [cell('facet'), cell('odd')];

async function nextId(db: Database, table: 'facet' | 'common'): Promise<number> {
  const [row] = await db.all<{ next: number }>(`select coalesce(max(id), 0) + 1 next from ${table}`);
  return row?.next ?? 1;
}

function offset(row: RowIn | undefined): number {
  return row?.[0] as number;
}

/** Positions in the batch, by time. */
function orderOf(rows: readonly RowIn[]): readonly number[] {
  return rows.map((_, index) => index).sort((a, b) => offset(rows[a]) - offset(rows[b]) || a - b);
}

/** Ids as the batch has its events. */
function inOrderOf(events: readonly unknown[], order: readonly number[], ids: readonly number[]): readonly number[] {
  const given = new Array<number>(events.length);
  order.forEach((index, position) => (given[index] = ids[position] as number));
  return given;
}

function isAscending(rows: readonly RowIn[]): boolean {
  for (let i = 1; i < rows.length; i++) if (offset(rows[i]) < offset(rows[i - 1])) return false;
  return true;
}
