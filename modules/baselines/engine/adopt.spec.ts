// A model that was published while days were staged: what it covers is its own from then on, and counts once.

import { expect, it } from 'vitest';
import type { Engine } from './engine.js';
import { activity, copyOf, FIRST_DAY, observeAll, officeDay, trained } from './testing/office.js';

const USERS = 20;

/** Days that are staged, of all entities. */
function stagedDays(engine: Engine): readonly number[] {
  const days = [...engine.changes('all')].flatMap(({ kind, data }) =>
    kind === 'engine' ? [] : ((data as { days?: { day: number }[] }).days ?? []).map(({ day }) => day),
  );
  return [...new Set(days)].sort((a, b) => a - b);
}

it('takes the place of the days through its own, for everybody, and leaves later ones', () => {
  const live = trained(16, USERS);
  const trainer = copyOf(live);
  const once = activity('user1', 16, 20, { host: 'cellar' });
  for (const engine of [live, trainer])
    observeAll(engine, [...officeDay(16, USERS), once, ...officeDay(17, USERS).slice(0, 200)]);
  trainer.closeDay();
  live.adopt(trainer);
  expect([live.through, live.closedDays]).toEqual([FIRST_DAY + 16, []]);
  expect(stagedDays(live)).toEqual([FIRST_DAY + 17]);
  // Closed once more it is a day further on, not the same one again.
  live.endOfDay(FIRST_DAY + 17);
  live.closeDay();
  expect(live.through).toBe(FIRST_DAY + 17);
  const hosts = live.profile({ kind: 'user', name: 'user1' })?.dimensions.find(({ code }) => code === 'new-host');
  expect(hosts?.values.find(({ value }) => value === 'cellar')?.days).toBeLessThanOrEqual(1);
});

it('forgets who was only there in what it covers, and keeps who came since', () => {
  const live = trained(16, USERS);
  const trainer = copyOf(live);
  observeAll(trainer, officeDay(16, USERS));
  observeAll(live, [...officeDay(16, USERS), activity('passer-by', 16, 20, { host: 'x' })]);
  const today = [activity('newcomer', 17, 9, { host: 'x' }), ...officeDay(17, USERS).slice(0, 50)];
  for (const engine of [live, trainer]) observeAll(engine, today);
  trainer.closeDay();
  const users = live.sizes.users;
  live.adopt(trainer);
  // The trainer never heard of the passer-by: it was ignored, or its event was not stored.
  expect(live.sizes.users).toBe(users - 1);
  expect(observeAll(live, [activity('newcomer', 17, 23, { host: 'y' })])[0]?.entity.name).toBe('newcomer');
});
