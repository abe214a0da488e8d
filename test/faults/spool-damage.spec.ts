// The spool is damaged at random offsets while the program is down: it costs the records that were hit, and the ledger says how many.

import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { until } from '../helpers/program.mjs';
import { amount, Dice } from './form.js';
import { openRoom, type Room } from './room.js';
import { storedOf } from './stored.js';
import { lockStore } from '../helpers/store-lock.js';

const ROUNDS = amount('SPOOL_ROUNDS', 2, 20);
const FLIPS = 8;
/** In the spool, of each round. */
const WAITING = amount('SPOOL_MESSAGES', 1_000, 4_000);
/** At the head of each record; see src/collector/spool/record.ts. */
const MAGIC = 'LWr1';

let room: Room;
afterEach(() => room?.dispose());

it(
  `${ROUNDS} times: never more is lost than was hit, and it is counted`,
  async () => {
    const dice = new Dice();
    room = await openRoom();
    let mayBeLost = 0;
    let damage = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      room.startSending();
      await room.moreAcknowledged(20);
      const unlock = await lockStore(room.program.dir);
      await until(() => (room.spool?.messages ?? 0) >= WAITING, 60_000);
      await room.stopSending();
      // What is in the writer's memory only goes with a kill.
      await until(() => room.program.total('queued') >= WAITING, 20_000);
      const inMemory = room.program.total('queued') - room.spool!.messages;
      const isKilled = round % 2 === 0;
      await room.end(isKilled ? 'SIGKILL' : 'SIGTERM');
      await unlock();
      const hit = damageSpool(join(room.program.dir, 'spool'), dice);
      damage += hit;
      mayBeLost += hit + (isKilled ? inMemory : 0);
      await room.begin();
      await room.recovered();
      expect(room.program.total('lost')).toBeLessThanOrEqual(mayBeLost);
    }
    let missing = 0;
    for (const { record } of room.senders) {
      const stored = await storedOf(room.program.env, record);
      missing += [...record.acknowledged].filter((n) => !stored.has(n)).length;
    }
    const lost = room.program.total('lost');
    // What was acknowledged was not in memory only: no kill takes it, damage does.
    expect(missing).toBeLessThanOrEqual(damage);
    console.log(JSON.stringify({ fault: 'spool damaged', rounds: ROUNDS, damage, mayBeLost, lost, missing }));
  },
  60_000 + ROUNDS * 60_000,
);

/** Returns how many records it hit at the most. */
function damageSpool(dir: string, dice: Dice): number {
  const names = readdirSync(dir).filter((each) => each.endsWith('.spool')).sort(); // prettier-ignore
  const path = join(dir, dice.pick(names));
  const bytes = readFileSync(path);
  for (let flips = 0; flips < FLIPS; flips += 1) bytes[dice.below(bytes.length)]! ^= 1 + dice.below(255);
  writeFileSync(path, bytes, { flag: 'r+' });
  if (dice.below(2) === 0) writeFileSync(join(dir, 'cursor'), String(dice.below(1_000_000_000)), { flag: 'r+' });
  if (dice.below(2) === 0) return FLIPS;
  const last = join(dir, names.at(-1)!);
  const all = readFileSync(last);
  const cut = dice.below(Math.min(all.length, 20_000));
  truncateSync(last, all.length - cut);
  return FLIPS + all.subarray(all.length - cut).toString('latin1').split(MAGIC).length; // prettier-ignore
}
