// Events become what one transaction stores. Bit by bit, while they come in: neither the rows live long in memory nor does anybody wait
// for thousands of them at once. That holds as long as they come in the order of their time; a batch that does not (senders whose clocks
// differ) is put in order, and encoded, at its end.

import type { NewEvent } from '../event-store.js';
import { RowTexts } from './batch-texts.js';
import { EventRows } from './event-rows.js';
import { PostingLists } from './postings.js';
import { RollupDelta } from '../engine/rollup.js';
import { COLUMNS, encodeRow, sanitizeRow, type RowIn, type SharedFields } from '../engine/row.js';
import { clampOffset, rowId } from '../engine/rowid.js';
import { runsOf } from './runs.js';
import type { SegmentState } from '../engine/segment.js';
import type { Transaction } from './transaction.js';

export interface EncodedBatch extends Transaction {
  /** Row ids of the events, in their order. */
  readonly ids: readonly number[];
}

const ROWS_AT_ONCE = 512;

export class BatchEncoder {
  readonly #ids: number[] = [];
  readonly #rows = new EventRows();
  readonly #texts = new RowTexts();
  readonly #postings = new PostingLists();
  readonly #rollup = new RollupDelta();
  #odd = 0;
  /** Rows go in by time: a full-text index that is fed out of order flushes, and ordinals follow that order. */
  #isAscending = true;

  /** @param before the segment, when this batch is stored */
  constructor(
    private readonly shared: SharedFields,
    private readonly before: SegmentState,
  ) {}

  /** Those that are still to do, at most so many of them. */
  add(events: readonly NewEvent[], atMost = Infinity): void {
    const until = Math.min(events.length, this.#ids.length + atMost);
    while (this.#isAscending && this.#ids.length < until) {
      const from = this.#ids.length;
      this.#addRows(events.slice(from, Math.min(from + ROWS_AT_ONCE, until)));
    }
  }

  finish(events: readonly NewEvent[]): EncodedBatch {
    this.add(events);
    if (this.#isAscending) return this.#encoded(this.#ids);
    const { startOfDay } = this.before;
    const times = events.map(({ event }) => clampOffset(event['@timestamp'] - startOfDay));
    const order = times.map((_, index) => index).sort((a, b) => times[a]! - times[b]! || a - b);
    const sorted = new BatchEncoder(this.shared, this.before);
    sorted.add(order.map((index) => events[index]!));
    const ids = new Array<number>(events.length);
    order.forEach((index, position) => (ids[index] = sorted.#ids[position]!));
    return sorted.#encoded(ids);
  }

  #addRows(events: readonly NewEvent[]): void {
    const { startOfDay, nextOrdinal } = this.before;
    const rows = events.map(({ event }) => encodeRow(event, startOfDay, this.shared));
    let last = this.#ids.at(-1) ?? -Infinity;
    const ids = rows.map((row, at) => rowId(row[0] as number, nextOrdinal + this.#ids.length + at));
    for (const id of ids) {
      if (id < last) this.#isAscending = false;
      last = id;
    }
    if (!this.#isAscending) return;
    if (!this.#taken(rows)) {
      events.forEach(({ event }, at) => {
        const row = encodeRow(event, startOfDay, this.shared);
        sanitizeRow(row, event);
        rows[at] = row;
      });
      if (!this.#taken(rows, true)) throw new Error('BUG: a row is unsafe after it was made safe');
    }
    for (let at = 0; at < rows.length; at += 1) {
      this.#ids.push(ids[at]!);
      this.#rollup.add(ids[at]!, rows[at]![FACET] as number);
      if (rows[at]![ODD] === 1) this.#odd += 1;
    }
    this.#postings.add(rows, ids);
  }

  /** False: they may hold what SQLite cannot say, and are spoilt. */
  #taken(rows: readonly RowIn[], areSafe = false): boolean {
    return this.#texts.take(rows, areSafe) && this.#rows.add(rows);
  }

  /** A batch without rows may fail and the next be stored: what that one's rows point to, prepared already, is not taken from it. */
  #added(): Pick<Transaction, 'facets' | 'commons'> {
    const { facets, commons } = this.shared;
    if (this.#ids.length === 0) return { facets: [], commons: [] };
    return { facets: facets.takeAdded(), commons: commons.takeAdded() };
  }

  #encoded(ids: readonly number[]): EncodedBatch {
    const { before } = this;
    const sorted = this.#ids;
    const { facets, commons } = this.#added();
    const first = sorted[0];
    const last = sorted.at(-1);
    return {
      ids,
      rows: this.#rows.bytes(),
      ordinal: before.nextOrdinal,
      texts: this.#texts.bytes(),
      facets,
      commons,
      rollup: this.#rollup.rows(),
      postings: this.#postings.bytes(),
      runs: runsOf(sorted, before.maxId),
      state: {
        ...before,
        rows: before.rows + sorted.length,
        nextOrdinal: before.nextOrdinal + sorted.length,
        minId: first === undefined ? before.minId : Math.min(first, before.minId ?? first),
        maxId: last === undefined ? before.maxId : Math.max(last, before.maxId ?? last),
        odd: before.odd + this.#odd,
        facetBytes: before.facetBytes + facets.reduce((sum, [, json]) => sum + json.length, 0),
      },
    };
  }
}

const cell = (name: (typeof COLUMNS)[number]): number => COLUMNS.indexOf(name);
const [FACET, ODD] = [cell('facet'), cell('odd')];
