// A portal that stood still while another one took the duties: its watches raise nothing that the other one raises. On a real PostgreSQL.

import { pino } from 'pino';
import { QueryTypes } from 'sequelize';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Duties } from '#src/cluster/duties.js';
import { NEXT_TERM } from '#src/cluster/fence.js';
import { freshDatabase } from '../../../test/helpers/fresh-database.js';
import { WatchRoom } from '../../../test/helpers/watch-room.js';

let room: WatchRoom;
beforeEach(async () => void (room = await WatchRoom.open(await freshDatabase())));
afterEach(() => room.close());

/** As the election gives them. */
async function elected(): Promise<Duties> {
  const duties = new Duties(pino({ level: 'silent' }));
  const [row] = await room.db.query<{ term: string }>(NEXT_TERM.replace(/^/, 'WITH one AS (SELECT 1) '), {
    type: QueryTypes.SELECT,
  });
  duties.take(row!.term);
  return duties;
}

it('is raised once, by the one that has them', async () => {
  const [frozen, next] = [await elected(), await elected()];
  await room.start(frozen);
  await room.save({ id: 'full', name: 'Full', detect: { kind: 'watch', watch: 'disk-full' } });
  room.minFreeBytes = Number.MAX_SAFE_INTEGER;
  expect([frozen.areOurs, await room.look(), room.told]).toEqual([true, [], []]);
  await room.start(next);
  expect(await room.look()).toMatchObject([{ rule: { id: 'full' } }]);
  expect(room.told).toHaveLength(1);
  await room.start(frozen);
  expect([(await room.look()).length, room.told.length]).toEqual([1, 1]);
});
