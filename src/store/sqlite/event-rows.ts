// The rows of a batch on their way into the tables, as an array of arrays in SQLite's binary JSON. In front what the insert itself needs;
// behind it the cells that are stored as they stand, as one value: the view `event` takes them apart when a reader asks for them. An
// insert that took them apart cost more than twice as much a row (measured).

import { COLUMNS, RAW, REST, TEXTS_AT, TYPED_COLUMNS, WORDS, WORDS_AT, type RowIn } from '../engine/row.js';
import { ORDINALS } from '../engine/rowid.js';
import { JsonbArray } from './jsonb.js';

type ColumnName = (typeof COLUMNS)[number];

const cellOf = (name: ColumnName): number => COLUMNS.indexOf(name);

/** Columns of their own, because scans ask for them. */
const APART = ['facet', 'message', 'common', 'odd'] as const satisfies readonly ColumnName[];
/** What the insert needs; the first is the time, the others see batch-texts.ts. */
const HEAD = [0, TEXTS_AT, RAW, REST, WORDS_AT, WORDS, ...APART.map(cellOf)];
/** The others. The seldom ones last, because an array ends with its last value. */
const STORED = [
  'received', 'hour_of_week', 'score', 'user', 'src_ip', 'src_port', 'pid', 'dst_ip', 'dst_port', 'domain',
] as const satisfies readonly ColumnName[]; // prettier-ignore
const STORED_CELLS = STORED.map(cellOf);

export class EventRows {
  readonly #array = new JsonbArray();

  /** False: a text has what SQLite cannot say; none of these rows was taken then. */
  add(rows: readonly RowIn[]): boolean {
    const { size } = this.#array;
    for (const row of rows) {
      if (this.#add(row)) continue;
      this.#array.rewind(size);
      return false;
    }
    return true;
  }

  bytes(): Buffer {
    return this.#array.bytes();
  }

  #add(row: RowIn): boolean {
    const array = this.#array;
    const whole = array.open();
    if (!this.#cells(row, HEAD, HEAD.length)) return false;
    const stored = array.open();
    let count = STORED_CELLS.length;
    while (count > 0 && row[STORED_CELLS[count - 1]!] === null) count -= 1;
    if (!this.#cells(row, STORED_CELLS, count)) return false;
    array.close(stored);
    array.close(whole);
    return true;
  }

  #cells(row: RowIn, cells: readonly number[], count: number): boolean {
    for (let i = 0; i < count; i += 1) {
      const value = row[cells[i]!];
      if (typeof value === 'number') this.#array.integer(value);
      else if (value === null || value === undefined) this.#array.null();
      else if (typeof value !== 'string') this.#array.integers(value);
      else if (!this.#array.text(value)) return false;
    }
    return true;
  }
}

const head = (at: number): string => `json_extract(value, '$[${at}]')`;
const [TIME, TEXTS_FROM, RAW_BYTES, FIELDS_BYTES, WORDS_FROM, WORDS_BYTES, ...APART_VALUES] = HEAD.map((_, at) =>
  head(at),
);

/** A text of the row. @param texts the parameter of batch-texts.ts */
const textSql = (texts: string, from: string, bytes: string): string =>
  `cast(substr(${texts}, ${from} + 1, ${bytes}) as text)`;

/** @param ordinal SQL for that of the first row: the others follow in their order */
const idSql = (ordinal: string): string => `${TIME} * ${ORDINALS} + ${ordinal} + key`;

/** SQL for the table that rows are stored in, its index, and the view that readers read. */
export const EVENT_TABLES = [
  `create table entry (
     id integer primary key,        -- rowid.ts
     facet integer not null,
     message,                       -- integer: it is raw from this character on; text: the message; null: none
     raw text,
     fields text,                   -- JSON of all other fields
     common,                        -- more of the other fields: an id, or a JSON list of ids
     odd integer,                   -- 1: fields also holds values that their column cannot say exactly
     cells blob not null)           -- binary JSON: a list of the columns that the view shows`,
  'create index entry_odd on entry (odd) where odd is not null',
  `create view event as select id, raw, fields, ${APART.join(', ')}, ${STORED.map(storedSql).join(', ')} from entry`,
];

/** @param rows where `EventRows.bytes` stand; few of them have own fields left, which is asked first */
export const insertEvents = (rows: string, texts: string, ordinal: string): string =>
  `insert into entry (id, ${APART.join(', ')}, raw, fields, cells)
   select ${idSql(ordinal)}, ${APART_VALUES.join(', ')}, ${textSql(texts, TEXTS_FROM!, RAW_BYTES!)},
     case when ${FIELDS_BYTES} is not null then ${textSql(texts, `${TEXTS_FROM} + coalesce(${RAW_BYTES}, 0)`, FIELDS_BYTES!)} end,
     jsonb_extract(value, '$[${HEAD.length}]') from jsonb_each(${rows})`;

export const insertWords = (rows: string, texts: string, ordinal: string): string =>
  `insert into words (rowid, text) select ${idSql(ordinal)}, ${textSql(texts, WORDS_FROM!, WORDS_BYTES!)} from jsonb_each(${rows})
   where ${WORDS_BYTES} is not null`;

function storedSql(name: (typeof STORED)[number], at: number): string {
  const value = `json_extract(cells, '$[${at}]')`;
  const isAddress = TYPED_COLUMNS.some((each) => each.column === name && each.type === 'ip');
  return `${isAddress ? `unhex(${value})` : value} ${name}`;
}
