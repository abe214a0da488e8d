// Days that nobody learns: a training that fails night after night must not cost the collector its memory.

import { expect, it } from 'vitest';
import { MAX_WAITING_DAYS } from './engine.js';
import { activity, copyOf, FIRST_DAY, highest, learn, observeAll, officeDay, trained } from './testing/office.js';

const LEARNED = 16;
const UNLEARNED = 25;

it('the oldest go, with who was there on those alone; what waits is learned as ever', () => {
  const engine = trained(LEARNED, 10);
  engine.observe(activity('visitor', LEARNED, 9));
  for (let day = LEARNED; day < LEARNED + UNLEARNED; day++) observeAll(engine, officeDay(day, 10));
  const users = Array.from(engine.save()).filter(({ kind }) => kind === 'user');
  const days = users.map(({ data }) => ((data as { days?: unknown[] }).days ?? []).length);
  expect(Math.max(...days)).toBeLessThanOrEqual(MAX_WAITING_DAYS + 1);
  expect(engine.closedDays).toHaveLength(MAX_WAITING_DAYS);
  expect(users.map(({ name }) => name)).not.toContain('visitor');

  const late = activity('user1', LEARNED + UNLEARNED, 3, { host: 'vault', sourceNet: '203.0.113.0/24' });
  const restored = copyOf(engine);
  expect(highest(engine.observe(late), 'user1')?.score).toBe(highest(restored.observe(late), 'user1')?.score);
  learn(engine, LEARNED + UNLEARNED);
  expect([engine.closedDays, engine.through]).toEqual([[], FIRST_DAY + LEARNED + UNLEARNED]);
});
