// Numbers in the navigation: the last one known, read again in the background.

import { setImmediate as settled } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { NavCounts } from './nav-counts.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';

it('shows the last number, none for zero or a failure, and reads again after some seconds only', async () => {
  const clock = new FakeClock(1_000);
  const answers: (number | Error)[] = [3, 0, new Error('locked')];
  let asked = 0;
  const counts = new NavCounts(clock);
  counts.register('/alerts', 'open alerts', async () => {
    const answer = answers[asked++]!;
    if (answer instanceof Error) throw answer;
    return answer;
  });
  const look = async (): Promise<unknown> => {
    counts.of('/alerts');
    await settled();
    return counts.of('/alerts');
  };
  expect(counts.of('/events')).toBeUndefined();
  expect([await look(), await look(), asked]).toEqual([
    { count: 3, what: 'open alerts' },
    { count: 3, what: 'open alerts' },
    1,
  ]);
  clock.advance(3_000);
  expect(await look()).toBeUndefined();
  clock.advance(3_000);
  expect([await look(), asked]).toEqual([undefined, 3]);
});
