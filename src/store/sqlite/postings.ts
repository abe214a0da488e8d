// Which rows have a value, without an index entry a row: one posting a (value, commit) lists them. A commit of 20,000 rows
// that names 500 addresses writes 500 postings, where an index would have been touched 20,000 times.
//
//   value | first: id of the first row | last | n: how many | ids: list of packed distances from `first`, in binary JSON (or JSON)
//
// A distance is ms * 2^15 + ordinals, both from `first` on; ids NULL is [0], a single row.

import { JsonbArray } from './jsonb.js';
import { TYPED_COLUMNS, type Column, type RowIn } from '../engine/row.js';
import { offsetOf, ORDINALS, rowId } from '../engine/rowid.js';

export type PostingTable = `posting_${'user' | 'domain' | 'src_ip' | 'dst_ip' | 'facet'}`;

/** Of each list of rows: the table, the cell of a row that it is about, its type. */
const LISTED: readonly { readonly name: 'user' | 'domain' | 'src_ip' | 'dst_ip' | 'facet'; readonly type: string }[] = [
  { name: 'user', type: 'text collate nocase' },
  { name: 'domain', type: 'text collate nocase' },
  { name: 'src_ip', type: 'blob' },
  { name: 'dst_ip', type: 'blob' },
  { name: 'facet', type: 'integer' },
];

export const POSTING_TABLES = LISTED.map(
  ({ name, type }) => `create table posting_${name} (
     value ${type} not null, first integer not null, last integer not null, n integer not null,
     ids,                           -- postings.ts
     primary key (value, first)) without rowid`,
);

/** The row ids in a posting `p`, as a table `j`; what it is joined with gives one row an id. */
export const POSTING_IDS = "json_each(coalesce(p.ids, '[0]')) j";
export const POSTING_ID = `(p.first + (j.value >> 15) * ${ORDINALS} + (j.value & 32767))`;

/** Ordinals that a posting can span. */
const SPAN = 2 ** 15;
/** And ms. */
const MAX_POSTING_MS = 600_000;

/** Postings with rows in a range begin in it or at most so far before it. */
export const POSTING_REACH = rowId(MAX_POSTING_MS, 0);

/** The table of postings of a column, where it has one. */
export function postingsOf(column: string): PostingTable | undefined {
  return LISTED.some(({ name }) => name === column) ? (`posting_${column}` as PostingTable) : undefined;
}

interface Posting {
  readonly first: number;
  readonly firstMs: number;
  last: number;
  /** Packed distances of the rows; that of the first is 0. */
  readonly ids: number[];
}

/** Those of a batch. */
export class PostingLists {
  readonly #lists = LISTED.map(({ name }) => new PostingList(CELLS[name]));

  /** @param ids of the rows, ascending; those of earlier calls lie before them */
  add(rows: readonly RowIn[], ids: readonly number[]): void {
    for (const list of this.#lists) list.add(rows, ids);
  }

  /** One for each of POSTING_INSERTS. */
  bytes(): Buffer[] {
    return this.#lists.map((list) => list.bytes());
  }
}

class PostingList {
  readonly #open = new Map<RowIn[number], Posting>();
  readonly #done = new JsonbArray();

  constructor(private readonly cell: number) {}

  add(rows: readonly RowIn[], ids: readonly number[]): void {
    let ms = 0;
    let endOfMs = -Infinity;
    for (let at = 0; at < rows.length; at += 1) {
      const value = rows[at]![this.cell]!;
      if (value === null) continue;
      const id = ids[at]!;
      if (id >= endOfMs) {
        ms = offsetOf(id);
        endOfMs = (ms + 1) * ORDINALS;
      }
      const posting = this.#open.get(value);
      if (posting !== undefined) {
        const ordinals = id - posting.first - (ms - posting.firstMs) * ORDINALS;
        if (ordinals < SPAN && ms - posting.firstMs < MAX_POSTING_MS) {
          posting.last = id;
          posting.ids.push((ms - posting.firstMs) * SPAN + ordinals);
          continue;
        }
        this.#write(value, posting);
      }
      this.#open.set(value, { first: id, firstMs: ms, last: id, ids: [0] });
    }
  }

  bytes(): Buffer {
    for (const [value, posting] of this.#open) this.#write(value, posting);
    this.#open.clear();
    return this.#done.bytes();
  }

  #write(value: RowIn[number], { first, last, ids }: Posting): void {
    const array = this.#done;
    const posting = array.open();
    if (typeof value === 'number') array.integer(value);
    else if (typeof value !== 'string' || !array.text(value)) throw new Error('BUG: a value that no column holds');
    array.integer(first);
    array.integer(last);
    array.integer(ids.length);
    if (ids.length > 1) array.integers(ids);
    array.close(posting);
  }
}

const ADDRESSES = new Set<string>(
  TYPED_COLUMNS.filter((each: Column) => each.type === 'ip').map((each) => each.column),
);
const CELLS = Object.fromEntries(
  LISTED.map(({ name }) => [name, name === 'facet' ? 2 : 3 + TYPED_COLUMNS.findIndex((each) => each.column === name)]),
) as Record<(typeof LISTED)[number]['name'], number>;
/** SQL that stores what `PostingLists.bytes` gives, one statement each. @param rows where they stand */
export const POSTING_INSERTS = LISTED.map(({ name }) => {
  const [value, first, last, n] = [0, 1, 2, 3].map((at) => `json_extract(value, '$[${at}]')`);
  return (rows: string): string =>
    `insert into posting_${name} (value, first, last, n, ids)
     select ${ADDRESSES.has(name) ? `unhex(${value})` : value}, ${first}, ${last}, ${n}, jsonb_extract(value, '$[4]') from jsonb_each(${rows})`;
});
