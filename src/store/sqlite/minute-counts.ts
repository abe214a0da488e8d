// The roll-ups of segments that take no more rows, in memory: what asks for facets alone is answered from them without a
// statement, whatever the range, the split or the condition. Bounded; the least recently used go first.

import type { Database } from './driver.js';
import { MINUTE_MS } from '../engine/rollup.js';
import { rowId, type RowRange } from '../engine/rowid.js';
import type { SegmentState } from '../engine/segment.js';

/** The roll-up of one segment in the order of its minutes: three arrays of one length. */
export interface MinuteCounts {
  /** Since the segment's day began. */
  readonly minutes: Int32Array;
  readonly facets: Int32Array;
  readonly counts: Uint32Array;
}

export interface MinuteRows {
  /** Since the segment's day began. */
  readonly minute: number;
  readonly n: number;
}

/** Entries of all segments together, 12 bytes each. A house with 100 facets an hour has some 20,000 a day. */
const MAX_ENTRIES = 2_000_000;
/** A segment with more (a flood of made-up host names) is asked by SQL. */
const MAX_SEGMENT_ENTRIES = 500_000;
const ENTRIES_A_READ = 50_000;

export class MinuteCountsCache {
  readonly #kept = new Map<string, MinuteCounts | undefined>();
  #entries = 0;

  /** Undefined where there are too many. The rows of `state` are those that the roll-up has: nothing may write to it any more. */
  async of(db: Database, state: SegmentState): Promise<MinuteCounts | undefined> {
    const key = `${state.id} ${state.created} ${state.nextOrdinal}`;
    if (!this.#kept.has(key)) this.keep(key, await readMinuteCounts(db));
    const counts = this.#kept.get(key);
    this.#kept.delete(key);
    this.#kept.set(key, counts);
    return counts;
  }

  private keep(key: string, counts: MinuteCounts | undefined): void {
    if (!this.#kept.has(key)) this.#entries += sizeOf(counts);
    this.#kept.set(key, counts);
    for (const [oldest, its] of this.#kept) {
      if (this.#entries <= MAX_ENTRIES || oldest === key) return;
      this.#kept.delete(oldest);
      this.#entries -= sizeOf(its);
    }
  }
}

/** How many rows each minute has now, in order. */
export function rowsByMinute(db: Database): Promise<readonly MinuteRows[]> {
  return db.all('select minute, sum(count) n from rollup group by minute order by minute');
}

/** Undefined for a range that does not begin with a minute or the segment's first row, and end with a minute. */
export function rowsWithin(
  minutes: readonly MinuteRows[],
  { from, to }: RowRange,
  { minId }: SegmentState,
): number | undefined {
  const first = from === minId ? Math.floor(from / ROWS_A_MINUTE) : from / ROWS_A_MINUTE;
  const end = to / ROWS_A_MINUTE;
  if (!Number.isInteger(first) || !Number.isInteger(end)) return undefined;
  let sum = 0;
  for (const { minute, n } of minutes) if (minute >= first && minute < end) sum += n;
  return sum;
}

const ROWS_A_MINUTE = rowId(MINUTE_MS, 0);

/** Each segment costs something, also one that is only known to be too large. */
function sizeOf(counts: MinuteCounts | undefined): number {
  return 100 + (counts?.minutes.length ?? 0);
}

/** As one text a read: objects for each of the entries would take ten times as long. */
async function readMinuteCounts(db: Database): Promise<MinuteCounts | undefined> {
  const numbers: number[] = [];
  let after = { minute: -(2 ** 31), facet: 0 };
  for (;;) {
    const [row] = await db.all<{ text: string | null }>(
      `select group_concat(minute || ',' || facet || ',' || count) text from (
         select minute, facet, count from rollup where (minute, facet) > ($1, $2) order by minute, facet limit ${ENTRIES_A_READ})`,
      [after.minute, after.facet],
    );
    const text = row?.text ?? '';
    if (text === '') break;
    for (const number of text.split(',')) numbers.push(Number(number));
    after = { minute: numbers.at(-3) as number, facet: numbers.at(-2) as number };
    if (numbers.length > 3 * MAX_SEGMENT_ENTRIES) return undefined;
  }
  const size = numbers.length / 3;
  const [minutes, facets, counts] = [new Int32Array(size), new Int32Array(size), new Uint32Array(size)];
  for (let i = 0; i < size; i++) {
    minutes[i] = numbers[3 * i] as number;
    facets[i] = numbers[3 * i + 1] as number;
    counts[i] = numbers[3 * i + 2] as number;
  }
  return { minutes, facets, counts };
}
