// The machine's clock is set back, over midnight too, and forth again: nothing is lost, found twice, or stuck until the old time is
// reached again.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openRoom, type Room } from './room.js';

const HOUR_MS = 3_600_000;
const PRELOAD = fileURLToPath(new URL('shifted-clock.mjs', import.meta.url));

let room: Room | undefined;
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'faults-clock-'));
});
afterEach(async () => {
  await room?.dispose();
  rmSync(dir, { recursive: true, force: true });
});

it('goes back by two hours, by a day and a half, is killed there, and comes forth again', async () => {
  const file = join(dir, 'offset');
  const setClock = async (hours: number): Promise<void> => {
    writeFileSync(file, String(hours * HOUR_MS));
    await sleep(500);
  };
  room = await openRoom({ NODE_OPTIONS: `--import=${PRELOAD}`, FAULTS_CLOCK: file });
  room.startSending();
  await room.moreAcknowledged();
  await setClock(-2);
  await room.moreAcknowledged();
  await setClock(-36);
  await room.moreAcknowledged();
  expect(Math.abs(room.health!.startedAt - Date.now())).toBeLessThan(HOUR_MS);
  await room.kill('collector');
  await room.moreAcknowledged();
  // The collector that was started there says so: the clock was really off.
  expect(Math.round((room.health!.startedAt - Date.now()) / HOUR_MS)).toBe(-36);
  await room.portalAnswers();
  await setClock(0);
  await room.moreAcknowledged();
  await room.stopSending();
  console.log(JSON.stringify({ fault: 'clock set back', ...(await room.expectAllWell(1)) }));
}, 180_000);
