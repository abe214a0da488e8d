import { describe, expect, it } from 'vitest';
import { parseWallClock } from './clock.js';

const at = (iso: string): number => Date.parse(iso);

describe('wall-clock text', () => {
  it.each([
    ['2026-11-20 10:00:01', { kind: 'wall', year: 2026, month: 11, day: 20, hour: 10, minute: 0, second: 1, ms: 0 }],
    ['2026-11-20T10:00:01.123Z', { kind: 'instant', ms: at('2026-11-20T10:00:01.123Z') }],
    ['2026-11-20T10:00:01.1234567+01:00', { kind: 'instant', ms: at('2026-11-20T09:00:01.123Z') }],
    ['2022-07-12T11:26:36.407881+0000', { kind: 'instant', ms: at('2022-07-12T11:26:36.407Z') }],
    ['20/Nov/2026:10:00:01 +0100', { kind: 'instant', ms: at('2026-11-20T09:00:01Z') }],
    ['Fri, 20 Nov 2026 10:00:01 GMT', { kind: 'instant', ms: at('2026-11-20T10:00:01Z') }],
    ['11/20/2026 10:00:01 AM', { kind: 'wall', year: 2026, month: 11, day: 20, hour: 10, second: 1 }],
    ['11/20/2026 12:00:01 AM', { hour: 0 }],
    ['1/2/2026 12:00:01 PM', { month: 1, day: 2, hour: 12 }],
    ['11/20/2026, 1:05:09 PM', { hour: 13, minute: 5, second: 9 }],
    ['11/20/2026 22:00:01', { hour: 22 }],
    ['Nov 20 10:00:01', { kind: 'wall', year: undefined, month: 11, day: 20 }],
    ['Thu Nov 20 10:00:01 2026', { kind: 'wall', year: 2026, day: 20 }],
    ['Thu Nov 20 10:00:01 UTC 2026', { kind: 'instant', ms: at('2026-11-20T10:00:01Z') }],
    [' 2026-11-20 10:00:60 ', { second: 59, ms: 999 }],
    ['1732093201', { kind: 'instant', ms: 1732093201000 }],
    ['1732093201.5', { kind: 'instant', ms: 1732093201500 }],
    ['1732093201123', { kind: 'instant', ms: 1732093201123 }],
    ['1732093201123456', { kind: 'instant', ms: 1732093201123 }],
    ['1732093201123456789', { kind: 'instant', ms: 1732093201123 }],
  ])('reads %s', (text, expected) => expect(parseWallClock(text)).toMatchObject(expected));

  it.each([
    '',
    'yesterday',
    '2026-02-30 10:00:00',
    '2026-11-20 10:00:01 and more',
    '13/20/2026 10:00:01',
    '11/20/2026 13:00:01 PM',
    '12345',
    '1'.repeat(100),
  ])('finds no time in %j', (text) => expect(parseWallClock(text)).toBeUndefined());
});
