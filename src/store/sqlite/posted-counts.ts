// How many rows of a range have which value of a column, from where the rows are listed by value (postings.ts). Only lists that
// reach over an edge of the range are counted one by one.

import type { Database } from './driver.js';
import { POSTING_ID, POSTING_IDS, POSTING_REACH, type PostingTable } from './postings.js';
import { MINUTE_MS } from '../engine/rollup.js';
import { rowId, type RowRange } from '../engine/rowid.js';
import type { SegmentState } from '../engine/segment.js';

/** `all`: the whole table. `value`: of each value the lists in the range. `rows`: lists would be dearer than the rows themselves. */
export type Listing = 'all' | 'value' | 'rows';

/** Finding the lists of a value costs as much as reading some fifty that lie beside each other. */
const FEW_VALUES = 2_000;
/** A list has some fifty rows where values are few; where they are many, hardly more than one. */
const FEW_OF_ROWS = 1 / 10;

/** Which way is the shortest. */
export async function listingOf(
  db: Database,
  { minId = 0, maxId = 0, rows }: SegmentState,
  range: RowRange,
  table: PostingTable,
): Promise<Listing> {
  if (range.from <= minId && range.to > maxId) return 'all';
  const [listed] = await db.all<{ n: number }>(
    `with recursive ${listedValues(table)} select count(*) n from (select v from listed where v is not null limit ${FEW_VALUES + 1})`,
  );
  if ((listed?.n ?? 0) <= FEW_VALUES) return 'value';
  const minute = (row: number): number => Math.floor(row / rowId(MINUTE_MS, 0));
  const [inRange] = await db.all<{ n: number | null }>(
    'select sum(count) n from rollup where minute >= $1 and minute <= $2',
    [minute(range.from), minute(range.to)],
  );
  return (inRange?.n ?? 0) < rows * FEW_OF_ROWS ? 'rows' : 'all';
}

/** The most frequent values first. */
export function postedCounts(
  db: Database,
  range: RowRange,
  table: PostingTable,
  listing: 'all' | 'value',
  limit: number,
): Promise<readonly { readonly v: string | number | Buffer; readonly total: number }[]> {
  const byValue = listing === 'value';
  return db.all(
    `with recursive ${byValue ? `${listedValues(table)}, ` : ''}range as (select cast($1 as integer) a, cast($2 as integer) b)
     select p.value v, sum(case when first >= a and last < b then n
       else (select count(*) from ${POSTING_IDS} where ${POSTING_ID} >= a and ${POSTING_ID} < b) end) total
     from range cross join ${byValue ? 'listed cross join' : ''} ${table} p
     where ${byValue ? `p.value = listed.v and first >= a - ${POSTING_REACH} and` : ''} first < b and last >= a
     group by p.value collate binary having total > 0 order by 2 desc limit ${limit}`,
    [range.from, range.to],
  );
}

/** Each value of a table once (texts that differ in case only: one of them), found by going from one to the next. */
function listedValues(table: PostingTable): string {
  return `listed as (select min(value) v from ${table}
    union all select (select min(value) from ${table} where value > v) from listed where v is not null)`;
}
