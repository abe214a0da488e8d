import { expect, it } from 'vitest';
import type { LogEvent } from '#src/event/event.js';
import { foundIn, storedFound } from './stored-found.js';

const RECEIVED = Date.UTC(2026, 10, 20, 20);
const stored = (id: string, at: number): LogEvent =>
  ({
    '@timestamp': at,
    'event.ingested': RECEIVED,
    'event.id': id,
    'event.risk_score': 80,
    'lanwarden.entity': 'user:alice',
    'lanwarden.reasons': ['new'],
    'lanwarden.reason.code': ['new-host'],
  }) as unknown as LogEvent;

it.each([
  ['in its own zone’s day', RECEIVED - 60_000, RECEIVED - 60_000, 20_778, 1],
  ['of a clock that is wrong by years, when it came', Date.UTC(2035, 0, 1), RECEIVED, 20_778, 1],
])('a finding is read back %s', (_what, at, time, day, hour) => {
  expect(foundIn(stored('20261120-default-live-0-1', at), 'Asia/Kolkata')).toMatchObject({ time, day, hour });
});

it.each([
  ['20261120-default-import-0-1', true],
  ['20261120-import-live-0-1', false],
])('%s is history: %s', (id, isHistory) => {
  expect(foundIn(stored(id, RECEIVED), 'UTC') === undefined).toBe(isHistory);
  expect(storedFound(stored(id, RECEIVED), 'UTC')).toMatchObject({ eventId: id, score: 80 });
});
