import { describe, expect, it } from 'vitest';
import { compare } from './shapes.js';
import { windowsBefore } from './usual.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = 1_000 * DAY;
/** As the dashboard asks: two minutes more than its name says. */
const rangeOf = (ms: number) => ({ from: NOW - ms, to: NOW + 120_000 });

describe('the time that is compared with', () => {
  it.each([
    ['a day, with a month of history', DAY, 30, 7, [NOW - 8 * DAY, NOW - DAY], 'the mean of the 7 days before'],
    ['a day, with three days before it', DAY, 4, 3, [NOW - 4 * DAY, NOW - DAY], 'the mean of the 3 days before'],
    ['a day, with one before it', DAY, 2.5, 1, [NOW - 2 * DAY, NOW - DAY], 'the day before'],
    ['a week', 7 * DAY, 30, 1, [NOW - 14 * DAY, NOW - 7 * DAY], 'the 7 days before'],
  ])('for %s', (_what, ms, historyDays, parts, [from, to], basis) => {
    const found = windowsBefore(rangeOf(ms), NOW - historyDays * DAY);
    expect(found).toEqual({ windows: [{ from, to }], parts, basis });
  });

  it('is the same hour of the days before for an hour', () => {
    const found = windowsBefore(rangeOf(HOUR), NOW - 3.5 * DAY);
    expect(found?.windows).toEqual([1, 2, 3].map((days) => ({ from: NOW - HOUR - days * DAY, to: NOW - days * DAY })));
  });

  it.each([
    ['nothing is stored', Infinity, DAY],
    ['the first event is of today', NOW - HOUR, DAY],
    ['the first event is within the week before', NOW - 13 * DAY, 7 * DAY],
  ])('is none where %s', (_what, first, ms) => expect(windowsBefore(rangeOf(ms), first)).toBeUndefined());
});

describe('a comparison', () => {
  const usual = (mean: number) => ({ mean, basis: 'the day before' });

  it.each([
    [108, usual(100), 'more', '8 % more than usual'],
    [75, usual(100), 'less', '25 % less than usual'],
    [101, usual(100), 'same', 'as usual'],
    [500, usual(100), 'more', '5 times as many as usual'],
    [0, usual(0), 'same', 'none, as usual'],
    [3, usual(0), 'more', 'usually none'],
    [3, undefined, 'unknown', 'no history to compare with yet'],
  ])('of %s with %o says %s: %s', (count, before, direction, text) => {
    expect(compare(count, before)).toMatchObject({ direction, text });
  });
});
