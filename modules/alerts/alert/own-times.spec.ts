import { expect, it } from 'vitest';
import { eventId, rowId } from '#src/store/engine/rowid.js';
import { ownTimes } from './own-times.js';

const HOUR = 3_600_000;
const DAY = Date.UTC(2026, 10, 20);
const RECEIVED = DAY + 12 * HOUR;
const event = (own: number, time: number) => ({
  id: eventId('20261120-default-live-0', rowId(own - DAY, 7)),
  time,
  message: '',
});

it.each([
  ['of a clock that is right lie from the first to the last', [[RECEIVED, RECEIVED]], [RECEIVED - HOUR, RECEIVED + 1]],
  [
    'of a clock that is far off lie where it says',
    [
      [RECEIVED - 20 * HOUR, RECEIVED - HOUR],
      [RECEIVED - 19 * HOUR, RECEIVED],
    ],
    [RECEIVED - 20 * HOUR, RECEIVED - 19 * HOUR + 1],
  ],
  [
    'of several clocks lie here and there',
    [
      [RECEIVED - 20 * HOUR, RECEIVED - HOUR],
      [RECEIVED, RECEIVED],
    ],
    [RECEIVED - 20 * HOUR, RECEIVED + 1],
  ],
  ['that nobody keeps lie where the alert says', [], [RECEIVED - HOUR, RECEIVED + 1]],
])('the events of an alert %s', (_, times, [from, to]) => {
  const events = times.map(([own, time]) => event(own as number, time as number));
  expect(ownTimes({ first: RECEIVED - HOUR, last: RECEIVED, events })).toEqual({ from, to });
});

it('an id that tells no time is no reason to look elsewhere', () => {
  const events = [{ id: 'e-1', time: RECEIVED, message: '' }];
  expect(ownTimes({ first: RECEIVED, last: RECEIVED, events })).toEqual({ from: RECEIVED, to: RECEIVED + 1 });
});
