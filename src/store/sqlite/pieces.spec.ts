import '../../../test/helpers/property-seed.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endPiece, evenPieces, hourlyPieces } from './pieces.js';
import { rowId } from './rowid.js';
import type { SegmentState } from './state.js';

const edge = fc
  .tuple(fc.integer({ min: -90_000_000, max: 200_000_000 }), fc.nat(8_000_000))
  .map(([ms, n]) => rowId(ms, n));
const ranges = fc
  .tuple(edge, edge)
  .filter(([a, b]) => a !== b)
  .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
const states = fc
  .tuple(ranges, fc.integer({ min: 1, max: 5_000_000 }))
  .map(([{ from, to }, rows]) => ({ minId: from, maxId: to, rows }) as SegmentState);

describe('pieces of a range', () => {
  it.each([
    ['by the hour', hourlyPieces],
    ['of even size', evenPieces],
  ])('%s follow one another from its start to its end', (_, piecesOf) => {
    fc.assert(
      fc.property(ranges, states, (range, state) => {
        const pieces = piecesOf(range, state);
        expect(pieces[0]?.from).toBe(range.from);
        expect(pieces.at(-1)?.to).toBe(range.to);
        for (const [at, piece] of pieces.entries()) {
          expect(piece.to).toBeGreaterThan(piece.from);
          if (at > 0) expect(piece.from).toBe(pieces[at - 1]?.to);
        }
      }),
    );
  });

  it('are the same but for the ends when the range has moved', () => {
    const state = { minId: 0, maxId: rowId(86_400_000, 0), rows: 5_000_000 } as SegmentState;
    const inner = (start: number): string[] =>
      evenPieces({ from: rowId(start, 0), to: rowId(start + 40_000_000, 0) }, state)
        .slice(1, -1)
        .map((piece) => JSON.stringify(piece));
    const [before, after] = [inner(1_000_000), inner(1_030_000)];
    expect(before.filter((piece) => after.includes(piece)).length).toBeGreaterThanOrEqual(before.length - 1);
  });

  it('are taken from its ends one by one', () => {
    fc.assert(
      fc.property(ranges, states, (range, state) => {
        const pieces = evenPieces(range, state);
        expect(endPiece(range, state, 'oldest')).toEqual(pieces[0]);
        expect(endPiece(range, state, 'newest')).toEqual(pieces.at(-1));
      }),
    );
  });
});
