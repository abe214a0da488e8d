import { pino } from 'pino';
import { expect, it } from 'vitest';
import { eventually } from '../../test/helpers/eventually.js';
import { Duties } from './duties.js';
import { RetentionDuty } from './retention-duty.js';

it('who has the duties says how long events are kept, again when that fails or is changed, and when they come back', async () => {
  let policy = { days: 90, bytes: 0, classes: {} };
  const said: number[] = [];
  const keep = async ({ days }: typeof policy): Promise<void> => {
    if (said.push(days) === 1) throw new Error('away');
  };
  const duties = new Duties(pino({ level: 'silent' }));
  const remove = duties.add(new RetentionDuty({ policy: () => policy, keep, log: pino({ level: 'silent' }) }));
  expect(said).toEqual([]);
  duties.take();
  await eventually(() => expect(said).toEqual([90, 90]));
  policy = { ...policy, days: 365 };
  await eventually(() => expect(said).toEqual([90, 90, 365]));
  await duties.leave();
  duties.take();
  await eventually(() => expect(said).toEqual([90, 90, 365, 365]));
  await remove();
});
