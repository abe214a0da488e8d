import { expect, it } from 'vitest';
import type { SegmentInfo } from '#src/store/event-store.js';
import { slices } from './slices.js';

const DAY_MS = 86_400_000;
const START = Date.parse('2026-03-03T10:00:00Z');

it('covers the part of the range in which there are events, without a gap, in pieces of a day', () => {
  const found = [
    ...slices({ from: 0, to: 8e15 }, [segment(START, START + 2.5 * DAY_MS), segment(undefined, undefined)]),
  ];
  expect(found).toEqual([
    { from: START, to: START + DAY_MS },
    { from: START + DAY_MS, to: START + 2 * DAY_MS },
    { from: START + 2 * DAY_MS, to: START + 2.5 * DAY_MS + 1 },
  ]);
});

it('reaches no further than asked for', () => {
  const range = { from: START + 1_000, to: START + 5_000 };
  expect([...slices(range, [segment(START, START + DAY_MS)])]).toEqual([range]);
});

it('makes few pieces although one event says it is of 1970', () => {
  const found = [...slices({ from: 0, to: 8e15 }, [segment(0, START)])];
  expect(found.length).toBeLessThanOrEqual(2_000);
  expect(found.at(-1)?.to).toBe(START + 1);
});

it('has nothing to read in an empty store', () => {
  expect([...slices({ from: 0, to: 8e15 }, [])]).toEqual([]);
});

function segment(minTime: number | undefined, maxTime: number | undefined): SegmentInfo {
  return {
    id: 's',
    day: '20260303',
    retention: 'default',
    kind: 'live',
    sealed: true,
    rows: 1,
    bytes: 1,
    ...(minTime !== undefined && { minTime }),
    ...(maxTime !== undefined && { maxTime }),
  };
}
