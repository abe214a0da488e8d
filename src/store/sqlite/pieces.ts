// Ranges of rows in pieces that begin and end at round times: the range of "the last 24 hours" moves with every look, but most of
// its pieces are the same as before, so that what they answered can be remembered. A statement over a piece is also short: it can
// be given up, others get their turn, and a reader does not hold the log of the open part for long.

import { MINUTE_MS } from './rollup.js';
import { offsetOf, rowId } from './rowid.js';
import type { SegmentState } from './state.js';
import type { RowRange } from './statement.js';

/** Hours, and what is left at either end. */
export function hourlyPieces(range: RowRange): readonly RowRange[] {
  const hour = rowId(60 * MINUTE_MS, 0);
  const core = { from: Math.ceil(range.from / hour) * hour, to: Math.floor(range.to / hour) * hour };
  if (core.from >= core.to) return [range];
  return [{ from: range.from, to: core.from }, core, { from: core.to, to: range.to }].filter(
    ({ from, to }) => from < to,
  );
}

const ROWS_A_PIECE = 100_000;
/** They divide a day, and each the next. */
const LENGTHS_MINUTES = [1, 2, 4, 12, 24, 60, 120, 240, 480, 1_440];

/** Of some 100,000 rows each, as far as the rows of the segment lie evenly. */
export function evenPieces(range: RowRange, state: SegmentState): readonly RowRange[] {
  const length = lengthOf(state);
  const pieces: RowRange[] = [];
  for (let from = range.from; from < range.to;) {
    const to = Math.min(range.to, (Math.floor(from / length) + 1) * length);
    pieces.push({ from, to });
    from = to;
  }
  return pieces;
}

/** The newest or the oldest of these pieces. */
export function endPiece(range: RowRange, state: SegmentState, end: 'newest' | 'oldest'): RowRange {
  const length = lengthOf(state);
  if (end === 'oldest')
    return { from: range.from, to: Math.min(range.to, (Math.floor(range.from / length) + 1) * length) };
  return { from: Math.max(range.from, (Math.ceil(range.to / length) - 1) * length), to: range.to };
}

/** In row ids. */
function lengthOf({ minId = 0, maxId = 0, rows }: SegmentState): number {
  const minutes = (offsetOf(maxId) - offsetOf(minId) + 1) / MINUTE_MS;
  const wanted = (minutes * ROWS_A_PIECE) / Math.max(1, rows);
  return rowId((LENGTHS_MINUTES.find((each) => each >= wanted) ?? 1_440) * MINUTE_MS, 0);
}
