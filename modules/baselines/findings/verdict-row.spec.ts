// Learning goes by days of the installation's zone: the last day of a verdict is the one that its end lies behind, in every zone.

import { expect, it } from 'vitest';
import { localDay, startOfDay } from '../local-day.js';
import { plainVerdict } from './verdict-row.js';

const DAY = 20_777;
const given = { id: '1', kind: 'expected', entity: 'user:alice', about: [], day: DAY, from: 0 } as const;
const people = { finding: 1, by: 'ann', givenAt: 0, revokedAt: undefined };

it.each(['UTC', 'America/Los_Angeles', 'Europe/Berlin', 'Pacific/Auckland'])(
  'until the end of a day it holds on that day and not on the next one, in %s',
  (zone) => {
    const until = startOfDay(DAY + 3, zone);
    expect(plainVerdict({ ...given, ...people, until }, zone).lastDay).toBe(DAY + 2);
    expect(localDay(until, zone)).toBe(DAY + 3);
  },
);

it('without an end it has no last day', () => {
  expect(plainVerdict({ ...given, ...people }, 'UTC')).toEqual(given);
});
