import { describe, expect, it } from 'vitest';
import { fillsBefore, pairKey } from './before.js';
import type { DayRow } from './day-table.js';
import { dayOfHour, dayPlus, isWeekend } from './days.js';

/** A Friday. */
const TODAY = '2026-11-20';
const row = (day: string, share: number, events = 1_000, lowest: number | null = share): DayRow => ({
  day,
  source: 's',
  parser: 'p',
  events,
  tags: {},
  hours: {},
  filled: { 'user.name': events * share },
  lowest: lowest === null ? {} : { 'user.name': lowest },
});
const usual = (rows: readonly DayRow[], today = TODAY) =>
  fillsBefore(rows, today)
    .get(pairKey({ source: 's', parser: 'p' }))
    ?.get('user.name');

describe('what is usual', () => {
  it('is a low share of at least three days of the same kind, each with enough events', () => {
    const days = [row('2026-11-17', 0.9, 1_000, 0.5), row('2026-11-18', 0.8), row('2026-11-19', 0.7)];
    expect(usual(days)).toEqual({ days: 3, lowDay: 0.7, lowHour: 0.5 });
    expect(usual(days.slice(1))).toBeUndefined();
    expect(usual([...days.slice(1), row('2026-11-16', 0.9, 99)])).toBeUndefined();
    expect(usual([...days.slice(1), row(TODAY, 0.9)])).toBeUndefined();
  });

  it('is not moved by one odd day, and follows what goes on', () => {
    const days = Array.from({ length: 8 }, (_, n) => row(dayPlus('2026-11-09', n), 0.9)).filter(
      ({ day }) => !isWeekend(day),
    );
    expect(usual([...days, row('2026-11-19', 0)])).toMatchObject({ lowDay: 0.9 });
    expect(usual([...days, ...['17', '18', '19'].map((day) => row(`2026-11-${day}`, 0))])).toMatchObject({ lowDay: 0 });
  });

  it('of a weekend comes from weekends', () => {
    const days = ['2026-11-07', '2026-11-08', '2026-11-17', '2026-11-18', '2026-11-19'].map((day) =>
      row(day, isWeekend(day) ? 0.1 : 0.9),
    );
    expect(usual(days, '2026-11-21')).toMatchObject({ days: 2, lowDay: 0.1 });
    expect(usual(days)).toMatchObject({ days: 3, lowDay: 0.9 });
  });

  it('by the hour is known where hours had enough events', () => {
    const days = ['17', '18', '19'].map((day) => row(`2026-11-${day}`, 0.9, 200, null));
    expect(usual(days)).toEqual({ days: 3, lowDay: 0.9 });
  });
});

it('an hour belongs to the day of the installation’s zone', () => {
  const hour = Date.UTC(2026, 10, 20, 23) / 3_600_000;
  expect([dayOfHour(hour, 'UTC'), dayOfHour(hour, 'Europe/Berlin')]).toEqual(['2026-11-20', '2026-11-21']);
});
