// Ranges of rows in pieces that begin and end at round times: the range of "the last 24 hours" moves with every look, but most of
// its pieces are the same as before, so that what they answered can be remembered. A statement over a piece is also short: it can
// be given up, others get their turn, and a reader does not hold the log of the open part for long.

import type { MinuteRows } from './minute-counts.js';
import { MINUTE_MS } from '../engine/rollup.js';
import { offsetOf, rowId, type RowRange } from '../engine/rowid.js';
import type { SegmentState } from '../engine/segment.js';

/** Which ends of a range are others at the next look: not those of a part that is full. */
export interface MovingEnds {
  readonly from: boolean;
  readonly to: boolean;
}

const STEPS = [1, 10, 60].map((minutes) => rowId(minutes * MINUTE_MS, 0));

/** One piece between ends that stay. At one that moves: to the next minute, ten minutes, hour, so that little is new at each look. */
export function roundPieces(range: RowRange, moves: MovingEnds): readonly RowRange[] {
  const edges = [
    ...(moves.from ? STEPS.map((step) => Math.ceil(range.from / step) * step) : []),
    ...(moves.to ? STEPS.toReversed().map((step) => Math.floor(range.to / step) * step) : []),
  ];
  const pieces: RowRange[] = [];
  let { from } = range;
  for (const to of edges) {
    if (to <= from || to >= range.to) continue;
    pieces.push({ from, to });
    from = to;
  }
  return [...pieces, { from, to: range.to }];
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

/**
 * Of at least so many rows each but the first and the last, as the rows of a part that grows lie: a flood may have come after quiet hours.
 * Late rows can move the borders behind them.
 */
export function countedPieces(range: RowRange, minutes: readonly MinuteRows[]): readonly RowRange[] {
  const pieces: RowRange[] = [];
  let { from } = range;
  let rows = 0;
  // From the part's first row on, so that the borders stay where they are while more comes at its end.
  for (const { minute, n } of minutes) {
    rows += n;
    if (rows < ROWS_A_PIECE) continue;
    rows = 0;
    const to = rowId((minute + 1) * MINUTE_MS, 0);
    if (to <= from || to >= range.to) continue;
    pieces.push({ from, to });
    from = to;
  }
  return [...pieces, { from, to: range.to }];
}

/** The newest or the oldest of the even pieces. */
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
