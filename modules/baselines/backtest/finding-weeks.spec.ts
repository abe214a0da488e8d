import { expect, it } from 'vitest';
import type { Scored } from '../engine/scored.js';
import { FindingWeeks } from './finding-weeks.js';

const scored = (name: string, score: number, state: Scored['state'] = 'ready'): Scored => ({
  entity: { kind: 'user', name },
  time: 0,
  score,
  raised: true,
  state,
  reasons: [],
  summary: '',
});

it('counts an entity once a day, by weeks without gaps', () => {
  const weeks = new FindingWeeks();
  const at = (day: number, hour: number): number => (1_000 + day) * 24 + hour;
  weeks.take(scored('alice', 74.4), at(0, 9));
  weeks.take(scored('alice', 75, 'learning'), at(0, 10));
  weeks.take(scored('alice', 80, 'learning'), at(0, 11));
  weeks.take(scored('bob', 90), at(0, 12));
  // Late, of the day before: known already.
  weeks.take(scored('eve', 20), at(1, 0));
  weeks.take(scored('bob', 95), at(0, 23));
  weeks.take(scored('bob', 95), at(1, 1));
  weeks.take(scored('alice', 76, 'muted'), at(15, 1));
  weeks.take(scored('alice', 77), at(15, 2));
  expect(weeks.weeks()).toEqual([
    { day: 1_000, days: 7, findings: 3, told: 2 },
    { day: 1_007, days: 7, findings: 0, told: 0 },
    { day: 1_014, days: 2, findings: 1, told: 1 },
  ]);
});

it('has no weeks before the first score', () => {
  expect(new FindingWeeks().weeks()).toEqual([]);
});
