import { describe, expect, it } from 'vitest';
import { dayOf, dayStart, parseSegmentId } from '../segments.js';
import { clampOffset, eventId, offsetOf, ordinalOf, parseEventId, rowId, rowRange } from './rowid.js';

describe('row ids', () => {
  it.each([
    [0, 0],
    [86_399_999, 8_388_607],
    [-7 * 86_400_000, 5],
    [2 ** 30 - 1, 8_388_607],
    [-(2 ** 30) + 1, 0],
  ])('hold offset %i and ordinal %i exactly, and survive an event id', (offset, ordinal) => {
    const row = rowId(offset, ordinal);
    expect(Number.isSafeInteger(row)).toBe(true);
    expect([offsetOf(row), ordinalOf(row)]).toEqual([offset, ordinal]);
    const id = eventId('20261120-my_class-live-3', row);
    expect(encodeURIComponent(id)).toBe(id);
    expect(parseEventId(id)).toMatchObject({ segment: '20261120-my_class-live-3', row });
  });

  it.each([
    '',
    '-',
    'x-1',
    '20261120-default-live-0',
    '20261120-default-live-0-',
    '20261120-default-live-0-A',
    '20261399-default-live-0-1',
    '20261120-default-live-0-zzzzzzzzzzz',
  ])('do not come out of %j', (id) => {
    expect(parseEventId(id)).toBeUndefined();
  });

  it('are clamped where a time is no time', () => {
    for (const offset of [Number.NaN, Infinity, -Infinity, 1e300, 1.5])
      expect(Number.isSafeInteger(rowId(clampOffset(offset), 8_388_607))).toBe(true);
    const range = rowRange({ from: -Infinity, to: Infinity }, 0);
    expect(range.from).toBeLessThan(rowId(clampOffset(-Infinity), 0));
    expect(range.to).toBeGreaterThan(rowId(clampOffset(Infinity), 8_388_607));
  });

  it.each([0, 35, 36, 1_295, 1_296, 46_656, 123_456_789_012, Number.MAX_SAFE_INTEGER])(
    'are written in base 36: %i',
    (row) => {
      expect(eventId('s', row)).toBe(`s-${row.toString(36)}`);
    },
  );

  it('belong to days that can be named', () => {
    expect(dayOf(Date.UTC(2026, 10, 20, 23, 59, 59, 999))).toBe('20261120');
    expect(dayOf(-5)).toBe('19700101');
    expect(dayOf(8.64e15)).toBe('99991231');
    expect(dayStart('20261120')).toBe(Date.UTC(2026, 10, 20));
    expect(parseSegmentId('20261120-default-live-0/../x')).toBeUndefined();
  });
});
