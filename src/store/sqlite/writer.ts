// The writing end of one segment file. One transaction a batch: new facets, rows, words, roll-up, dedupe keys, marks and
// the segment's own description, or none of them.

import type { Mark, NewEvent } from '../event-store.js';
import type { SegmentKey } from '../segments.js';
import { takeTexts, textsSql } from './batch-texts.js';
import { CommonFields } from './commons.js';
import { openDatabase, type Database } from './driver.js';
import { FacetIds, type FacetRow } from './facets.js';
import { postingInserts, type PostingInsert } from './postings.js';
import { RollupDelta } from './rollup.js';
import {
  COLUMNS,
  encodeRow,
  sanitizeRow,
  TYPED_COLUMNS,
  UNSAFE_JSON,
  WORDS,
  type RowIn,
  type SharedFields,
} from './row.js';
import { ORDINALS, rowId } from './rowid.js';
import { INSERT_RUNS, runsOf } from './runs.js';
import { createSchema, SCHEMA_VERSION, schemaVersion, WRITER_PRAGMAS } from './schema.js';
import { readState, writeState, type SegmentState } from './state.js';

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
  private constructor(
    private readonly db: Database,
    readonly facets: FacetIds,
    readonly commons: CommonFields,
    private readonly limits: WriterLimits,
    private current: SegmentState,
  ) {}

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
    const { sealed, nextOrdinal, facetBytes, version } = this.current;
    if (sealed || version !== SCHEMA_VERSION || facetBytes > MAX_FACET_BYTES || this.facets.count > MAX_FACETS)
      return 0;
    return Math.max(0, Math.min(this.limits.rows, ORDINALS) - nextOrdinal);
  }

  get database(): Database {
    return this.db;
  }

  /**
   * Stores all of `events` (no more than `room`) with the marks. Gives their row ids, in order.
   * @throws Fault STORE_WRITE, DISK_FULL; nothing was stored then, and this writer is done: open another one
   */
  async append(events: readonly Pending[], marks: readonly Mark[]): Promise<readonly number[]> {
    const batch = this.encode(events);
    await this.db.run('begin immediate');
    try {
      await this.insert(batch, events, marks);
      await writeState(this.db, batch.state);
      await this.db.run('commit');
    } catch (error) {
      await this.db.run('rollback').catch(() => undefined); // SQLite may have rolled back by itself
      throw error;
    }
    this.current = batch.state;
    return batch.ids;
  }

  close(): Promise<void> {
    return this.db.close();
  }

  private encode(events: readonly Pending[]): EncodedBatch {
    const { startOfDay, nextOrdinal } = this.current;
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
      json,
      texts: texts.bytes,
      facets,
      commons: this.commons.takeAdded(),
      rollup,
      postings: postingInserts(sorted, ids),
      runs: JSON.stringify(runsOf(ids, this.current.maxId)),
      state: this.stateAfter(sorted, ids, facets),
    };
  }

  private stateAfter(sorted: readonly RowIn[], ids: readonly number[], facets: readonly FacetRow[]): SegmentState {
    const { current } = this;
    const first = ids[0];
    const last = ids.at(-1);
    return {
      ...current,
      rows: current.rows + sorted.length,
      nextOrdinal: current.nextOrdinal + sorted.length,
      minId: first === undefined ? current.minId : Math.min(first, current.minId ?? first),
      maxId: last === undefined ? current.maxId : Math.max(last, current.maxId ?? last),
      odd: current.odd + sorted.filter((row) => row[ODD] === 1).length,
      facetBytes: current.facetBytes + facets.reduce((sum, [, json]) => sum + json.length, 0),
    };
  }

  private async insert(batch: EncodedBatch, events: readonly Pending[], marks: readonly Mark[]): Promise<void> {
    const hashes = events.flatMap(({ hash }) => (hash === undefined ? [] : [hash]));
    if (batch.facets.length > 0) await this.db.run(INSERT_FACETS, [JSON.stringify(batch.facets)]);
    if (batch.commons.length > 0) await this.db.run(INSERT_COMMONS, [JSON.stringify(batch.commons)]);
    if (batch.ids.length > 0) {
      await this.db.run(INSERT_EVENTS, [batch.json, this.current.nextOrdinal, batch.texts]);
      for (const { sql, json } of batch.postings) await this.db.run(sql, [json]);
      await this.db.run(INSERT_RUNS, [batch.runs]);
      await this.db.run(INSERT_WORDS, [batch.json, this.current.nextOrdinal, batch.texts]);
      await this.db.run(ADD_TO_ROLLUP, [JSON.stringify(batch.rollup.rows())]);
    }
    if (hashes.length > 0) await this.db.run(INSERT_HASHES, [JSON.stringify(hashes)]);
    if (marks.length > 0) await this.db.run(PUT_MARKS, [JSON.stringify(marks.map((m) => [m.key, m.version, m.value]))]);
  }
}

interface EncodedBatch {
  readonly ids: readonly number[];
  readonly json: string;
  /** The texts of the rows in `json`. */
  readonly texts: Buffer;
  readonly facets: readonly FacetRow[];
  readonly commons: readonly (readonly [number, string])[];
  readonly rollup: RollupDelta;
  readonly postings: readonly PostingInsert[];
  /** JSON. */
  readonly runs: string;
  readonly state: SegmentState;
}

const cell = (name: (typeof COLUMNS)[number]): number => COLUMNS.indexOf(name);
const [FACET, ODD] = [cell('facet'), cell('odd')];
/** Rows say their time; `key` is their place in the batch, and $2 the first ordinal. */
const ROW_ID = `(value ->> 0) * ${ORDINALS} + $2 + key`;

const TEXTS = textsSql('$3');

// Rows of a batch as arrays in one JSON parameter, their texts in another: about four times as fast as one bound parameter a cell (versions.md),
// and jsonb_each, which hands each row on in binary, is twice as fast as json_each.
const INSERT_EVENTS = `insert into event (${COLUMNS.join(', ')}) select ${COLUMNS.map(selectCell).join(', ')} from jsonb_each($1)`;
const INSERT_WORDS = `insert into words (rowid, text)
  select ${ROW_ID}, ${TEXTS.words} from jsonb_each($1) where value ->> ${WORDS} is not null`;
const INSERT_FACETS = 'insert into facet (id, fields) select value ->> 0, value ->> 1 from jsonb_each($1)';
const INSERT_COMMONS = 'insert into common (id, fields) select value ->> 0, value ->> 1 from jsonb_each($1)';
const ADD_TO_ROLLUP = `insert into rollup (minute, facet, count) select value ->> 0, value ->> 1, value ->> 2 from jsonb_each($1) where true
  on conflict do update set count = count + excluded.count`;
const INSERT_HASHES = 'insert into dedupe (key) select unhex(value) from json_each($1)';
const PUT_MARKS = `insert into mark (key, version, value) select value ->> 0, value ->> 1, value ->> 2 from jsonb_each($1) where true
  on conflict do update set version = excluded.version, value = excluded.value where excluded.version > version`;

async function nextId(db: Database, table: 'facet' | 'common'): Promise<number> {
  const [row] = await db.all<{ next: number }>(`select coalesce(max(id), 0) + 1 next from ${table}`);
  return row?.next ?? 1;
}

function selectCell(name: (typeof COLUMNS)[number], index: number): string {
  if (name === 'id') return ROW_ID;
  if (name === 'fields' || name === 'raw') return TEXTS[name];
  const isAddress = TYPED_COLUMNS.some((each) => each.column === name && each.type === 'ip');
  return isAddress ? `unhex(value ->> ${index})` : `value ->> ${index}`;
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
