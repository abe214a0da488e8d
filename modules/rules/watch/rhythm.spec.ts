import { describe, expect, it } from 'vitest';
import { expectedAt, HOUR_MS, learnRhythm, talkingGap } from './rhythm.js';

const MINUTE = 60_000;
const DAY = 24 * HOUR_MS;
const ZONE = 'Europe/Berlin';
/** Wall clock of Berlin in winter. */
const at = (text: string): number => Date.parse(`${text}+01:00`);

/** Hours of four weeks before `end` in which the source speaks. */
function hoursBefore(end: number, speaks: (hour: number, weekday: number) => boolean, days = 28): number[] {
  const hours: number[] = [];
  for (let hour = end - days * DAY; hour < end; hour += HOUR_MS) {
    const wall = new Date(hour + HOUR_MS);
    if (speaks(wall.getUTCHours(), (wall.getUTCDay() + 6) % 7)) hours.push(hour);
  }
  return hours;
}
const limitMinutes = (hours: readonly number[], gap: number, time: string): number | undefined => {
  const rhythm = learnRhythm(hours, gap, ZONE);
  return rhythm && expectedAt(rhythm, at(time), ZONE, 15 * MINUTE).limitMs / MINUTE;
};

describe('the rhythm of a source', () => {
  const FRIDAY = at('2026-02-20T17:00');
  const office = hoursBefore(FRIDAY, (hour, weekday) => weekday < 5 && hour >= 8 && hour < 18);
  const always = hoursBefore(FRIDAY, () => true);
  const backup = hoursBefore(FRIDAY, (hour) => hour === 2);

  it.each([
    ['one that always talks is silent after a quarter of an hour, by day', always, '2026-02-20T14:00', 15],
    ['by night', always, '2026-02-21T03:00', 15],
    ['on Sunday', always, '2026-02-22T12:00', 15],
    ['one that talks in the office hours is, by day', office, '2026-02-20T14:00', 15],
    ['in the evening it goes off: three times two hours', office, '2026-02-20T18:30', 6 * 60],
    ['at night it may have been off since before the weekend', office, '2026-02-20T05:00', (61 + 24) * 60],
    ['and on Saturday noon, too', office, '2026-02-21T12:00', (20 + 24) * 60],
    ['a backup at 02:00 has a day at 01:00', backup, '2026-02-20T01:00', 48 * 60],
    ['and at 05:00 three times three hours: it should have come', backup, '2026-02-20T05:00', 12 * 60],
  ])('%s', (_, hours, time, minutes) => expect(limitMinutes(hours, 5 * MINUTE, time)).toBe(minutes));

  it('teaches nothing before three days', () => {
    expect(limitMinutes([], MINUTE, '2026-02-20T14:00')).toBeUndefined();
    expect(
      learnRhythm(
        hoursBefore(FRIDAY, () => true, 3),
        MINUTE,
        ZONE,
      ),
    ).toBeUndefined();
    expect(
      learnRhythm(
        hoursBefore(FRIDAY + HOUR_MS, () => true, 3.1),
        MINUTE,
        ZONE,
      ),
    ).toBeDefined();
  });

  it('is not spoilt by one outage of half a day', () => {
    const from = at('2026-02-12T06:00');
    const spoilt = always.filter((hour) => hour < from || hour >= from + 12 * HOUR_MS);
    expect(limitMinutes(spoilt, 5 * MINUTE, '2026-02-20T14:00')).toBe(15);
  });

  it('judges the silence that goes on by what was before', () => {
    expect(limitMinutes(always, 5 * MINUTE, '2026-02-23T14:00')).toBe(15);
  });

  it('waits two days at hours of which nothing is known: the first weekend', () => {
    const friday = at('2026-02-20T22:00');
    const week = hoursBefore(friday, () => true, 4.5);
    expect(limitMinutes(week, 5 * MINUTE, '2026-02-22T12:00')).toBe(2 * 24 * 60 + 15);
  });

  it.each([
    ['spring', '2026-03-29', 'Europe/Berlin'],
    ['autumn', '2026-10-25', 'Europe/Berlin'],
    ['autumn of the south', '2026-04-05', 'Australia/Lord_Howe'],
  ])('stays right when the clock changes in %s', (_, day, zone) => {
    const change = Date.parse(`${day}T00:00Z`);
    // Speaks from 08 to 17 on the wall, every day, on both sides of the change.
    const wall = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: 'numeric', hourCycle: 'h23' });
    const hours: number[] = [];
    for (let hour = change - 14 * DAY; hour < change + 14 * DAY; hour += HOUR_MS) {
      const clock = Number(wall.format(hour));
      if (clock >= 8 && clock < 18) hours.push(hour);
    }
    const rhythm = learnRhythm(hours, 5 * MINUTE, zone)!;
    for (let time = change - 7 * DAY; time < change + 7 * DAY; time += HOUR_MS) {
      const clock = Number(wall.format(time));
      const { limitMs } = expectedAt(rhythm, time, zone, 15 * MINUTE);
      if (clock >= 11 && clock < 16) expect(limitMs).toBe(15 * MINUTE);
      if (clock < 7) expect(limitMs).toBeGreaterThan(14 * HOUR_MS);
    }
  });
});

describe('the gap between messages', () => {
  const every = (minutes: number, hours: number): number[] =>
    Array.from({ length: (hours * 60) / minutes }, (_, n) => FROM + n * minutes * MINUTE);
  const FROM = at('2026-02-20T00:00');

  it.each([
    ['five minutes', every(5, 24), 5],
    ['twenty minutes', every(20, 24), 20],
    ['an hour where it comes once an hour', every(60, 24), 60],
    ['an hour where too little is known', every(5, 2), 60],
    ['an hour where nothing is', [], 60],
    [
      'not the night, in which it is off',
      every(5, 24).filter((time) => time < FROM + 9 * HOUR_MS || time >= FROM + 20 * HOUR_MS),
      5,
    ],
  ])('is %s', (_, buckets, minutes) => expect(talkingGap(buckets, 5 * MINUTE)).toBe(minutes * MINUTE));
});
