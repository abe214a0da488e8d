// When the room for events ends, judged by the last full days.

import { expect, it } from 'vitest';
import type { SegmentInfo } from '#src/store/event-store.js';
import { forecast } from './store-forecast.js';

const NOW = Date.UTC(2026, 10, 20, 10);
const GB = 1e9;

/** Days before today -> bytes. */
function segments(days: Record<number, number>, different: Partial<SegmentInfo> = {}): SegmentInfo[] {
  return Object.entries(days).map(([ago, bytes]) => {
    const day = new Date(NOW - Number(ago) * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
    return {
      id: `${day}-default-live-0`,
      day,
      retention: 'default',
      kind: 'live',
      sealed: true,
      rows: 1,
      bytes,
      ...different,
    };
  });
}

const given = { retention: { days: 90, bytes: 0, classes: {} }, freeBytes: 1_000 * GB, now: NOW };
const three = segments({ 0: 0.1 * GB, 1: 2 * GB, 2: 1 * GB, 3: 3 * GB });

it.each([
  ['nothing stored', []],
  ['one full day', segments({ 0: GB, 1: GB })],
  ['imports only', segments({ 1: GB, 2: GB, 3: GB }, { kind: 'import' })],
  ['days long ago', segments({ 30: GB, 31: GB })],
])('cannot tell with %s', (_, few) => expect(forecast({ ...given, segments: few })).toBeUndefined());

it('tells what a day takes without today, which is not over', () => {
  expect(forecast({ ...given, segments: three })).toEqual({
    bytesPerDay: 2 * GB,
    overDays: 3,
    fullBytes: 180 * GB,
    ends: 'days',
  });
});

it('tells in how many days the limit of bytes is reached', () => {
  const { ends, inDays } = forecast({
    ...given,
    segments: three,
    retention: { ...given.retention, bytes: 26.1 * GB },
  })!;
  expect([ends, inDays]).toEqual(['bytes', expect.closeTo(10, 5)]);
});

it('tells in how many days the disk is full, also when it is already', () => {
  const { ends, inDays } = forecast({ ...given, segments: three, freeBytes: 40 * GB })!;
  expect([ends, inDays]).toEqual(['disk', expect.closeTo(20, 5)]);
  expect(forecast({ ...given, segments: three, freeBytes: -5 })!.inDays).toBe(0);
});

it('counts each class with its own days', () => {
  const both = [...segments({ 1: GB, 2: GB }), ...segments({ 1: GB, 2: GB }, { retention: 'short' })];
  expect(
    forecast({ ...given, segments: both, retention: { days: 90, bytes: 0, classes: { short: { days: 7 } } } })!
      .fullBytes,
  ).toBe(97 * GB);
});
