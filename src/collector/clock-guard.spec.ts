// Which dates are believed when it is decided what is old.

import { beforeEach, describe, expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import { createLog } from '../log.js';
import type { EventStore } from '../store/event-store.js';
import { ClockGuard } from './clock-guard.js';
import { storeChores } from './store-chores.js';
import { FakeClock } from '../../test/helpers/fake-clock.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let clock: FakeClock;
let monotonic: FakeClock;
beforeEach(() => {
  clock = new FakeClock(Date.UTC(2026, 10, 20, 12));
  monotonic = new FakeClock(5_000);
});

function pass(ms: number): void {
  clock.advance(ms);
  monotonic.advance(ms);
}

describe('beside a server', () => {
  const guardOf = (aheadMs: number): ClockGuard =>
    new ClockGuard({ clockAheadMs: async () => aheadMs }, clock, monotonic);

  it.each([
    [0, true],
    [5 * MINUTE, true],
    [5 * MINUTE + 1, false],
    [-6 * MINUTE, false],
    [400 * DAY, false],
  ])('a clock that is ahead by %i ms is believed: %s', async (aheadMs, isRight) => {
    const guard = guardOf(aheadMs);
    expect(await guard.isRight()).toBe(isRight);
    expect(guard.doubt).toEqual(isRight ? undefined : { aheadMs, against: 'server' });
  });

  it('is asked again each time, and not what our clock did meanwhile', async () => {
    let aheadMs = 10 * DAY;
    const guard = new ClockGuard({ clockAheadMs: async () => aheadMs }, clock, monotonic);
    expect(await guard.isRight()).toBe(false);
    clock.advance(400 * DAY);
    aheadMs = 1_000;
    expect(await guard.isRight()).toBe(true);
  });
});

describe('alone', () => {
  let guard: ClockGuard;
  beforeEach(() => (guard = new ClockGuard({}, clock, monotonic)));

  it('a clock that goes on is believed, also when it is corrected, or slept for a night', async () => {
    for (const leapMs of [0, 7_000, -3 * DAY, 10 * 60 * MINUTE]) {
      pass(MINUTE);
      clock.advance(leapMs);
      expect(await guard.isRight()).toBe(true);
    }
  });

  it('one that leapt ahead is believed a day later', async () => {
    pass(MINUTE);
    clock.advance(30 * DAY);
    expect(await guard.isRight()).toBe(false);
    expect(guard.doubt).toEqual({ aheadMs: 30 * DAY, against: 'itself' });
    pass(DAY - MINUTE);
    expect(await guard.isRight()).toBe(false);
    pass(MINUTE);
    expect(await guard.isRight()).toBe(true);
    pass(MINUTE);
    expect(await guard.isRight()).toBe(true);
  });

  it('and one that is set back at once', async () => {
    clock.advance(30 * DAY);
    expect(await guard.isRight()).toBe(false);
    pass(MINUTE);
    clock.advance(-30 * DAY);
    expect(await guard.isRight()).toBe(true);
  });
});

it('while the clock is in doubt no day is sealed and nothing dropped for its age; the limit in bytes holds', async () => {
  const done: string[] = [];
  let aheadMs = 400 * DAY;
  const ids = ['20200101-default-live-0', '20200102-default-live-0'];
  const store = {
    clockAheadMs: async () => aheadMs,
    sealClosed: async (isDateRight: boolean) => void done.push(isDateRight ? 'days' : 'parts'),
    segments: async () => ids.map((id) => ({ id, day: id.slice(0, 8), retention: 'default', kind: 'live', sealed: true, rows: 1, bytes: 3 })), // prettier-ignore
    dropSegment: async (id: string) => void done.push(ids.splice(ids.indexOf(id), 1)[0]!),
  } as unknown as EventStore;
  const chores = storeChores(
    store,
    new ClockGuard(store),
    () => configSchema.parse({ events: { retention: { bytes: 5 } } }),
    createLog('collector', 'silent'),
  );
  for (const { run } of chores) await run();
  expect(done.splice(0)).toEqual(['parts', '20200101-default-live-0']);
  aheadMs = 0;
  for (const { run } of chores) await run();
  expect(done).toEqual(['days', '20200102-default-live-0']);
});
