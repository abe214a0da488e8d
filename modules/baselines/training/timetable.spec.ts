// When a night is due, in zones with half hours and on days that have 23 or 25.

import { describe, expect, it } from 'vitest';
import { DAY_MS, localDay, localHour, startOfDay } from '../local-day.js';
import { daysToLearn, lastClosedDay, storedSpan } from './stored-days.js';
import { dueDay, nextNight } from './timetable.js';

const day = (text: string): number => Date.parse(`${text}T00:00:00Z`) / DAY_MS;
const ms = Date.parse;

describe.each(['UTC', 'Europe/Vienna', 'Asia/Kolkata', 'America/New_York', 'Pacific/Apia', 'Australia/Lord_Howe'])(
  'in %s',
  (zone) => {
    it('a year of days follow on each other without gap or overlap', () => {
      for (let at = day('2026-01-01'); at < day('2027-01-01'); at += 1) {
        const [from, to] = [startOfDay(at, zone), startOfDay(at + 1, zone)];
        expect([22, 23, 23.5, 24, 24.5, 25]).toContain((to - from) / 3_600_000);
        expect([localDay(from, zone), localDay(to - 1, zone), localDay(from - 1, zone)]).toEqual([at, at, at - 1]);
      }
    });

    it('the next night is at its hour, ahead, within a day, and its day is due from then on', () => {
      for (let now = ms('2026-03-20T00:10:00Z'); now < ms('2026-04-10T00:00:00Z'); now += 3_600_000) {
        const at = nextNight(now, 4, zone);
        expect(at - now).toBeGreaterThan(0);
        expect(at - now).toBeLessThanOrEqual(25 * 3_600_000);
        expect(localHour(at, zone)).toBe(4);
        const today = localDay(at, zone);
        expect([dueDay(at - 1, 4, zone), dueDay(at, 4, zone)]).toEqual([today - 2, today - 1]);
        expect(lastClosedDay(at, zone)).toBe(today - 1);
      }
    });
  },
);

it('says 3 o’clock on the days on which Vienna’s clocks change, too', () => {
  expect(nextNight(ms('2026-10-24T12:00:00Z'), 3, 'Europe/Vienna')).toBe(ms('2026-10-25T02:00:00Z'));
  // 2 becomes 3.
  expect(nextNight(ms('2026-03-28T12:00:00Z'), 3, 'Europe/Vienna')).toBe(ms('2026-03-29T01:00:00Z'));
});

it('a day is over by an hour before it is learned, whatever the hour', () => {
  const zone = 'Asia/Kolkata';
  expect(lastClosedDay(ms('2026-11-20T19:29:59Z'), zone)).toBe(day('2026-11-19'));
  expect(lastClosedDay(ms('2026-11-20T19:30:00Z'), zone)).toBe(day('2026-11-20'));
  expect(dueDay(ms('2026-11-20T19:29:59Z'), 0, zone)).toBe(day('2026-11-19'));
  expect(dueDay(ms('2026-11-20T19:30:00Z'), 0, zone)).toBe(day('2026-11-20'));
});

it('learns the newest history up to its bound, or what came behind the model', () => {
  const zone = 'Asia/Kolkata';
  const segment = (from: string, to: string) => ({ rows: 1, minTime: ms(from), maxTime: ms(to) }) as never;
  // 23:59 and 00:00 in Kolkata; and a clock that runs ahead.
  const segments = [segment('2026-08-01T18:29:00Z', '2026-11-19T18:30:00Z'), segment('2027-01-01', '2027-01-01')];
  const stored = storedSpan(segments, ms('2026-11-20T12:00:00Z'), zone);
  expect(stored).toEqual({ first: day('2026-08-01'), last: day('2026-11-20') });
  const lastClosed = day('2026-11-19');
  const of = (looked: number | undefined, historyDays: number) =>
    daysToLearn(stored, { looked, lastClosed, historyDays });
  expect(of(undefined, 30)).toEqual({ first: day('2026-10-21'), last: lastClosed });
  expect(of(undefined, 400)).toEqual({ first: day('2026-08-01'), last: lastClosed });
  expect(of(day('2026-11-17'), 30)).toEqual({ first: day('2026-11-18'), last: lastClosed });
  expect(of(lastClosed, 30)).toBeUndefined();
});
