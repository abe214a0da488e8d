// When a training begins by itself, on the clock alone.

import { expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import type { SegmentInfo } from '#src/store/event-store.js';
import { baselinesSettings } from '../settings.js';
import { Due, type Start } from './due.js';
import { dayMs, FIRST_DAY } from './testing.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A store with five days of live events, and whatever is imported; a model of the first three. */
function room(now: number, imports: () => readonly SegmentInfo[] = () => []) {
  const clock = new FakeClock(now);
  const due = new Due({
    config: configSchema.parse({}),
    settings: () => baselinesSettings.parse({}),
    clock,
    store: { segments: () => Promise.resolve([segment('live', clock.now()), ...imports()]) },
    kept: { get: () => Promise.resolve(undefined) },
    published: { model: { looked: FIRST_DAY + 2 } as never },
  });
  return { clock, due };
}

function segment(kind: SegmentInfo['kind'], maxTime: number, rows = 1): SegmentInfo {
  return {
    id: kind,
    day: '20260901',
    retention: 'default',
    kind,
    sealed: true,
    rows,
    bytes: 1,
    minTime: dayMs(0),
    maxTime,
  };
}

it('an import that never ends holds a night back for some hours only', async () => {
  let lines = 0;
  const { clock, due } = room(dayMs(4, 20), () => [segment('import', clock.now(), ++lines)]);
  due.settle('done', [], clock.now());
  let start: Start | undefined;
  for (; start === undefined && clock.now() < dayMs(6); clock.advance(MINUTE)) start = await due.look();
  expect(start).toEqual({ why: 'night' });
  expect(clock.now()).toBe(dayMs(5, 3) + MINUTE);
});

it('an import that has begun just now holds it back', async () => {
  let lines = 0;
  const { clock, due } = room(dayMs(5, 2), () => [segment('import', clock.now(), ++lines)]);
  for (; clock.now() < dayMs(5, 4); clock.advance(MINUTE)) expect(await due.look()).toBeUndefined();
});

it('a run that goes on past the hour of the night does not stand for it', async () => {
  const { clock, due } = room(dayMs(5) + HOUR / 2);
  const begunAt = clock.now();
  clock.advance(4 * HOUR);
  due.settle('done', [], begunAt);
  expect(await due.look()).toEqual({ why: 'night' });
  due.settle('done', [], clock.now());
  expect(await due.look()).toBeUndefined();
});
