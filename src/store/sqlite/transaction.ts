// All that a batch writes, as one statement: an insert into a view, whose trigger takes it apart. A statement is a transaction by
// itself, and the thread that SQLite runs in is asked once. With a statement a table it stood still between two, until the event loop,
// busy with the messages of the next batch, came round: half of the time in a flood (measured).

import { messageOf } from '../../faults.js';
import type { Mark } from '../event-store.js';
import type { Bind, Database, Prepared } from './driver.js';
import { insertEvents, insertWords } from './event-rows.js';
import type { FacetRow } from '../engine/facets.js';
import { POSTING_INSERTS } from './postings.js';
import { insertRuns } from './runs.js';
import { changesOf, updateState } from './state.js';
import type { SegmentState } from '../engine/segment.js';

export interface Transaction {
  /** See EventRows. */
  readonly rows: Buffer;
  /** Of the first row; the others follow. */
  readonly ordinal: number;
  /** See RowTexts. */
  readonly texts: Buffer;
  readonly facets: readonly FacetRow[];
  readonly commons: readonly (readonly [id: number, json: string])[];
  /** See PostingLists. */
  readonly postings: readonly Buffer[];
  /** See runsOf. */
  readonly runs: readonly (readonly number[])[];
  /** See RollupDelta.rows. */
  readonly rollup: readonly (readonly number[])[];
  /** Of the segment, afterwards. */
  readonly state: SegmentState;
}

/** The transactions of one connection: two may be asked for, and are stored one behind the other. */
export class Transactions {
  #turn = 0;
  #last: Promise<void> = Promise.resolve();

  private constructor(private readonly statements: readonly Prepared[]) {}

  static async on(db: Database): Promise<Transactions> {
    for (const statement of [VIEW, TRIGGER]) await db.run(statement);
    return new Transactions([await db.prepare(INSERT), await db.prepare(INSERT)]);
  }

  /**
   * No more than two at a time. The second is stored if the first was, else it fails with it.
   * @param hashes of dedupe keys
   * @throws Fault STORE_WRITE, DISK_FULL; nothing was stored then
   */
  store(batch: Transaction, hashes: readonly string[], marks: readonly Mark[]): Promise<void> {
    const before = this.#last;
    const statement = this.statements[(this.#turn ^= 1)]!;
    const inputs = inputsOf(batch, hashes, marks);
    this.#last = statement.run(inputs).catch(async (error: unknown) => {
      if (!messageOf(error).includes(OUT_OF_TURN)) throw error;
      // Two threads may take them up in either order.
      await before;
      await statement.run(inputs);
    });
    return this.#last;
  }
}

function inputsOf(batch: Transaction, hashes: readonly string[], marks: readonly Mark[]): Bind[] {
  return [
    batch.rows,
    batch.ordinal,
    batch.texts,
    JSON.stringify(batch.facets),
    JSON.stringify(batch.commons),
    JSON.stringify(batch.runs),
    JSON.stringify(batch.rollup),
    JSON.stringify(hashes),
    JSON.stringify(marks.map(({ key, version, value }) => [key, version, value])),
    changesOf(batch.state),
    ...batch.postings,
  ];
}

const POSTINGS = POSTING_INSERTS.map((_, at) => `posting${at}`);
const INPUTS = [
  'events', 'ordinal', 'texts', 'facets', 'commons', 'runs', 'rollup', 'hashes', 'marks', 'state', ...POSTINGS,
]; // prettier-ignore

const OUT_OF_TURN = 'these rows do not follow on what the segment has';

// Rows in one parameter, their texts in another: several times as fast as one bound parameter a cell (versions.md), and jsonb_each, which
// hands each row on in binary, is twice as fast as json_each.
const STATEMENTS = [
  // A batch counts on the ones before it.
  `select raise(abort, '${OUT_OF_TURN}') from segment where next_ordinal <> new.ordinal`,
  'insert into facet (id, fields) select value ->> 0, value ->> 1 from jsonb_each(new.facets)',
  'insert into common (id, fields) select value ->> 0, value ->> 1 from jsonb_each(new.commons)',
  insertEvents('new.events', 'new.texts', 'new.ordinal'),
  ...POSTING_INSERTS.map((sql, at) => sql(`new.${POSTINGS[at]}`)),
  insertRuns('new.runs'),
  insertWords('new.events', 'new.texts', 'new.ordinal'),
  `insert into rollup (minute, facet, count) select value ->> 0, value ->> 1, value ->> 2 from jsonb_each(new.rollup) where true
   on conflict do update set count = count + excluded.count`,
  'insert into dedupe (key) select unhex(value) from json_each(new.hashes)',
  `insert into mark (key, version, value) select value ->> 0, value ->> 1, value ->> 2 from jsonb_each(new.marks) where true
   on conflict do update set version = excluded.version, value = excluded.value where excluded.version > version`,
  updateState('new.state'),
];

const VIEW = `create temp view batch as select ${INPUTS.map((name) => `null ${name}`).join(', ')}`;
const TRIGGER = `create temp trigger store_batch instead of insert on batch begin ${STATEMENTS.join(';\n')}; end`;
const INSERT = `insert into batch (${INPUTS.join(', ')}) values (${INPUTS.map((_, at) => `$${at + 1}`).join(', ')})`;
