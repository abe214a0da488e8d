// A training that is asked for in a portal without the duties: the one that has them runs it, and both show it. What PostgreSQL would tell
// the other (see src/cluster) is told here by hand.

import pino from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { eventually } from '../../../test/helpers/eventually.js';
import { Duties } from '#src/cluster/duties.js';
import { Notices } from '#src/cluster/notices.js';
import { dayMs, importDays, trainingRoom, type TrainingRoom } from './testing.js';
import type { Trainer } from './trainer.js';

const log = pino({ level: 'silent' });
/** So many that a training takes longer than it takes to look at it; for what is not begun, none. */
const DAYS = Array.from({ length: 15 }, (_, day) => day);
let room: TrainingRoom;
/** Of the one with the duties, and of the other. */
let notices: readonly [Notices, Notices];
let trains: Trainer;
let asks: Trainer;

beforeEach(async () => {
  room = await trainingRoom(dayMs(15, 12));
  notices = [new Notices(log), new Notices(log)];
  trains = (await room.trainer({ notices: notices[0] })).trainer;
  asks = (await room.trainer({ notices: notices[1], duties: new Duties(log), elsewhere: 'Berlin' })).trainer;
});
afterEach(async () => {
  await trains.onModuleDestroy();
  await asks.onModuleDestroy();
  await room.close();
});

/** While `work` goes on, all hear of all. */
async function hearing<T>(work: Promise<T>): Promise<T> {
  const timer = setInterval(() => notices.forEach((each) => each.heard()), 20);
  return work.finally(() => clearInterval(timer));
}

it('is run there, told here with how far it is, and refused while one runs', async () => {
  await importDays(room.store, DAYS);
  const run = await hearing(asks.start({ by: 'ann', isAnew: true }));
  expect(run).toMatchObject({ why: 'person', by: 'ann', isAnew: true });
  expect(trains.state().running?.id).toBe(run.id);
  expect(asks.state()).toMatchObject({ running: { id: run.id }, elsewhere: 'Berlin' });
  await expect(hearing(asks.start({ by: 'eve', isAnew: false }))).rejects.toMatchObject({
    code: 'CONFLICT',
    message: 'Berlin, which has the duties, says: A training runs already. Wait for it, or cancel it.',
  });
  await hearing(eventually(() => expect(asks.state().progress?.phase).toBeDefined()));
  await hearing(trains.settled());
  await hearing(eventually(() => expect(asks.state()).toMatchObject({ running: undefined, progress: undefined })));
  expect(asks.state().last).toMatchObject({ id: run.id, outcome: 'done', days: DAYS.length });
});

it('is cancelled from here too', async () => {
  await importDays(room.store, DAYS);
  expect(await hearing(asks.cancel('ann'))).toBe(false);
  await hearing(asks.start({ by: 'ann', isAnew: true }));
  expect(await hearing(asks.cancel('bea'))).toBe(true);
  await trains.settled();
  expect(trains.state().last).toMatchObject({ outcome: 'cancelled', error: 'Cancelled by bea.' });
});

it('that nobody answers says where to go, and is not begun later', async () => {
  await expect(asks.start({ by: 'ann', isAnew: false })).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('belongs to Berlin, which has the duties and did not answer'),
  });
  notices[0].heard();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await trains.runs(1)).toEqual([]);
});

it('that was asked of a portal that is gone is not begun by the next one', async () => {
  const asked = asks.start({ by: 'ann', isAnew: false }).catch((error: unknown) => error);
  const next = (await room.trainer({ notices: notices[0] })).trainer;
  await hearing(new Promise((resolve) => setTimeout(resolve, 300)));
  expect(await asked).toMatchObject({ code: 'CONFLICT' });
  expect(await next.runs(1)).toEqual([]);
  await next.onModuleDestroy();
});
