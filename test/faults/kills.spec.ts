// kill -9 at random points, under load over acknowledged transports: nothing acknowledged is missing, and the ledger knows the rest.

import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { amount, Dice } from './form.js';
import { openRoom, type Room } from './room.js';
import { lockStore } from '../helpers/store-lock.js';

const KILLS = amount('KILLS', 6, 100);
/** With the store away, so that what is acknowledged waits in the spool when the kill comes. */
const LOCKED_EVERY = Math.min(8, KILLS);
/** The store is away for SQLite's busy timeout and then some. */
const LOCKED_MS = 6_500;

const WHAT = ['collector', 'portal', 'both'] as const;

let room: Room;
afterEach(() => room?.dispose());

it(
  `${KILLS} kills cost no acknowledged message, and no repeat of one that has an id`,
  async () => {
    const dice = new Dice();
    room = await openRoom();
    room.startSending();
    await room.moreAcknowledged();
    const kills = { collector: 0, portal: 0, both: 0 };
    let locks = 0;
    for (let n = 1; n <= KILLS; n += 1) {
      // Some come before the program is back from the last one; most while it is at work.
      if (dice.below(5) > 0) await room.moreAcknowledged(1);
      await sleep(dice.below(1_500));
      const what = WHAT[(n + (dice.below(4) === 0 ? 1 : 0)) % WHAT.length]!;
      if (n % LOCKED_EVERY === LOCKED_EVERY - 1) {
        const unlock = await lockStore(room.program.dir);
        await sleep(LOCKED_MS);
        await room.kill(what);
        await unlock();
        locks += 1;
      } else await room.kill(what);
      kills[what] += 1;
    }
    await room.moreAcknowledged();
    await room.stopSending();
    const figures = await room.expectAllWell(KILLS + locks);
    console.log(JSON.stringify({ fault: 'kill -9', kills, locks, ...figures }));
    expect(locks).toBeGreaterThan(0);
  },
  120_000 + KILLS * 20_000,
);
