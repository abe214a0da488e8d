// A device's clock in words, and zones that a guess can be set to.

import { expect, it } from 'vitest';
import { clockSheet, driftText, namedZone } from './clock-sheet.js';

const WINTER = Date.UTC(2026, 10, 20);
const SUMMER = Date.UTC(2026, 6, 20);

it.each([
  [3_200, 'Its clock is 3.2 s behind.'],
  [-3_200, 'Its clock is 3.2 s ahead.'],
  [400, 'Its clock is right to the second.'],
  [-90_000, 'Its clock is 1 min 30 s ahead.'],
  [7_200_000, 'Its clock is 2 h behind.'],
])('a drift of %i ms: %s', (driftMs, text) => expect(driftText(driftMs)).toBe(text));

it.each([
  ['+01:00', 'Europe/Berlin', WINTER, 'Europe/Berlin'],
  ['+01:00', 'Europe/Berlin', SUMMER, 'Etc/GMT-1'],
  ['-05:00', 'UTC', WINTER, 'Etc/GMT+5'],
  ['+00:00', 'Europe/Berlin', WINTER, 'UTC'],
  ['+05:30', 'UTC', WINTER, 'Asia/Kolkata'],
  ['+00:17', 'UTC', WINTER, undefined],
  ['Europe/Paris', 'UTC', WINTER, 'Europe/Paris'],
])('%s seen from %s is set as %3$s', (guess, home, now, expected) => {
  const zone = namedZone(guess, home, now);
  expect(zone).toBe(expected);
  if (zone !== undefined) expect(() => new Intl.DateTimeFormat('en', { timeZone: zone })).not.toThrow();
});

it('offers to set a zone only while it is guessed', () => {
  const clock = { zone: '+01:00', samples: 5, driftMs: 3_200 } as const;
  expect(clockSheet({ ...clock, origin: 'guessed' }, 'UTC', WINTER).settable).toBe('Etc/GMT-1');
  expect(clockSheet({ ...clock, origin: 'set', zone: 'UTC' }, 'UTC', WINTER).settable).toBeUndefined();
  const silent = clockSheet({ zone: 'UTC', origin: 'assumed', samples: 0 }, 'UTC', WINTER);
  expect(silent.drift).toBeUndefined();
});
