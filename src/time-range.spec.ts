import { describe, expect, it } from 'vitest';
import { parseUntil, parseWhen } from './time-range.js';

const NOW = Date.parse('2026-11-20T12:00:00Z');

describe('parseWhen', () => {
  it.each([
    ['now', '2026-11-20T12:00:00Z'],
    ['-24h', '2026-11-19T12:00:00Z'],
    ['-7d', '2026-11-13T12:00:00Z'],
    [' -30m ', '2026-11-20T11:30:00Z'],
    ['2026-11-01', '2026-11-01T00:00:00Z'],
    ['2026-11-01T08:30:00.250+01:00', '2026-11-01T07:30:00.250Z'],
  ])('reads %j', (text, expected) => expect(parseWhen(text, NOW)).toBe(Date.parse(expected)));

  it.each(['', 'yesterday', '24h', '-24 hours', '2026-13-01', '2026-02-30', '1700000000'])(
    'refuses %j with what is possible',
    (text) => {
      expect(() => parseWhen(text, NOW)).toThrow(/expected a time such as .*-24h/);
    },
  );
});

it.each([
  ['2026-11-01', 'UTC', '2026-11-02T00:00:00Z'],
  ['2026-10-25', 'Europe/Berlin', '2026-10-25T23:00:00Z'], // a day of 25 hours
  ['2026-11-01T08:30', 'UTC', '2026-11-01T08:30:00Z'],
  ['-24h', 'UTC', '2026-11-19T12:00:00Z'],
])('takes %j in %s as the end of a range: a day as a whole, all else to the instant', (text, zone, expected) =>
  expect(parseUntil(text, NOW, zone)).toBe(Date.parse(expected)),
);
