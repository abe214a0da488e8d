// Which rows have a value, without an index entry a row: one posting a (value, commit) lists them. A commit of 20,000 rows
// that names 500 addresses writes 500 postings, where an index would have been touched 20,000 times.
//
//   value | first: id of the first row | last | n: how many | ids: JSON list of packed distances from `first`
//
// A distance is ms * 2^15 + ordinals, both from `first` on; ids NULL is [0], a single row.

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
     ids text,                      -- postings.ts
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
  /** Packed distances of the rows behind the first. */
  readonly more: number[];
}

/** Those of a batch. */
export class PostingLists {
  readonly #lists = LISTED.map(({ name }) => new PostingList(CELLS[name]));

  /** @param ids of the rows, ascending; those of earlier calls lie before them */
  add(rows: readonly RowIn[], ids: readonly number[]): void {
    for (const list of this.#lists) list.add(rows, ids);
  }

  /** A text for each of POSTING_INSERTS. */
  json(): string[] {
    return this.#lists.map((list) => list.json());
  }
}

class PostingList {
  readonly #open = new Map<RowIn[number], Posting>();
  readonly #done: string[] = [];

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
          posting.more.push((ms - posting.firstMs) * SPAN + ordinals);
          continue;
        }
        this.#done.push(textOf(value, posting));
      }
      this.#open.set(value, { first: id, firstMs: ms, last: id, more: [] });
    }
  }

  json(): string {
    const open = Array.from(this.#open, ([value, posting]) => textOf(value, posting));
    return `[${[...this.#done, ...open].join(',')}]`;
  }
}

function textOf(value: RowIn[number], { first, last, more }: Posting): string {
  const ids = more.length === 0 ? 'null' : `"[0,${more.join(',')}]"`;
  return `[${JSON.stringify(value)},${first},${last},${more.length + 1},${ids}]`;
}

const ADDRESSES = new Set<string>(
  TYPED_COLUMNS.filter((each: Column) => each.type === 'ip').map((each) => each.column),
);
const CELLS = Object.fromEntries(
  LISTED.map(({ name }) => [name, name === 'facet' ? 2 : 3 + TYPED_COLUMNS.findIndex((each) => each.column === name)]),
) as Record<(typeof LISTED)[number]['name'], number>;
/** SQL that stores what `PostingLists.json` gives, one statement each. @param json where its text stands */
export const POSTING_INSERTS = LISTED.map(
  ({ name }) =>
    (json: string): string =>
      `insert into posting_${name} (value, first, last, n, ids)
       select ${ADDRESSES.has(name) ? 'unhex(value ->> 0)' : 'value ->> 0'}, value ->> 1, value ->> 2, value ->> 3, value ->> 4
       from jsonb_each(${json})`,
);
