import '../../../test/helpers/property-seed.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countedPieces, endPiece, evenPieces, roundPieces } from './pieces.js';
import { rowId, type RowRange } from '../engine/rowid.js';
import type { SegmentState } from '../engine/segment.js';

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

/** An hour of 3,000 rows a minute, then a flood. */
const MINUTES = Array.from({ length: 70 }, (_, minute) => ({ minute, n: minute < 60 ? 3_000 : 600_000 }));

describe('pieces of a range', () => {
  it.each([
    ['of one part', (range: RowRange) => roundPieces(range, { from: false, to: false })],
    ['with round edges', (range: RowRange) => roundPieces(range, { from: true, to: true })],
    ['with round edges at the end', (range: RowRange) => roundPieces(range, { from: false, to: true })],
    ['of even size', evenPieces],
    ['by what was counted', (range: RowRange) => countedPieces(range, MINUTES)],
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

  it('are longer the farther they are from an end that moves, and stay as they are while it moves on', () => {
    const [start, end] = [rowId(60_000 * 7.5, 0), rowId(60_000 * 319.2, 0)];
    const inMinutes = (from: number, to: number, moves = { from: true, to: true }): number[] =>
      roundPieces({ from, to }, moves)
        .slice(1)
        .map((piece) => piece.from / rowId(60_000, 0));
    expect(inMinutes(start, end)).toEqual([8, 10, 60, 300, 310, 319]);
    expect(inMinutes(start + rowId(20_000, 0), end + rowId(20_000, 0))).toEqual([8, 10, 60, 300, 310, 319]);
    expect(inMinutes(start, end, { from: false, to: true })).toEqual([300, 310, 319]);
    expect(inMinutes(start, end, { from: true, to: false })).toEqual([8, 10, 60]);
    expect(inMinutes(rowId(60_000 * 7.5, 0), rowId(60_000 * 9.5, 0))).toEqual([8, 9]);
  });

  it('are as long as they have rows, and stay as they are while a flood goes on', () => {
    const startsAt = (seconds: number): number[] =>
      countedPieces({ from: 0, to: rowId(seconds * 1_000, 0) }, MINUTES.slice(0, Math.ceil(seconds / 60))).map(
        (piece) => piece.from / rowId(60_000, 0),
      );
    expect(startsAt(62.5 * 60)).toEqual([0, 34, 61, 62]);
    expect(startsAt(64.1 * 60)).toEqual([0, 34, 61, 62, 63, 64]);
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
