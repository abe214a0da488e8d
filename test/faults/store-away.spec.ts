// The store takes nothing: another process holds its lock, or its disk is full. Senders wait or get their answer, nothing acknowledged is
// lost, and afterwards everything goes on by itself.

import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { until } from '../helpers/program.mjs';
import { amount } from './form.js';
import { openRoom, type Room } from './room.js';
import { makeShortDisk, type ShortDisk } from './short-disk.js';
import { lockStore } from '../helpers/store-lock.js';

const LOCKED_MS = amount('LOCKED_SECONDS', 3, 20) * 1_000;
const FULL_MS = amount('DISK_FULL_SECONDS', 2, 30) * 1_000;
const MB = 1_000_000;

let room: Room | undefined;
let disk: ShortDisk | undefined;
afterEach(async () => {
  disk?.free();
  await room?.end('SIGTERM');
  disk?.remove();
  await room?.dispose();
  room = disk = undefined;
});

it('a locked store: messages wait on disk, are acknowledged, and are stored when it is back', async () => {
  room = await openRoom();
  room.startSending();
  await room.moreAcknowledged();
  const unlock = await lockStore(room.program.dir);
  await until(() => room!.spool?.state === 'spooling', 30_000);
  const taken = room.acknowledged;
  await sleep(LOCKED_MS);
  expect(room.acknowledged).toBeGreaterThan(taken);
  await room.portalAnswers();
  await unlock();
  await room.moreAcknowledged();
  await room.stopSending();
  console.log(JSON.stringify({ fault: 'store locked', seconds: LOCKED_MS / 1_000, ...(await room.expectAllWell(1)) }));
}, 180_000);

it('a full disk under the events: the spool takes what comes', async () => {
  disk = makeShortDisk('events', 48 * MB, 8 * MB);
  room = await openRoom(disk.settings, disk.dir);
  room.startSending();
  await room.moreAcknowledged();
  disk.fill();
  await until(() => room!.health?.store.trouble !== undefined, 30_000);
  await sleep(FULL_MS);
  await room.portalAnswers();
  disk.free();
  await room.moreAcknowledged();
  await room.stopSending();
  console.log(JSON.stringify({ fault: `disk of the events full (${disk.kind})`, ...(await room.expectAllWell(1)) }));
}, 180_000);

it('a disk that is full to the last byte, and a kill: what cannot be kept is not acknowledged', async () => {
  disk = makeShortDisk('', 96 * MB, 1_000);
  room = await openRoom(disk.settings, disk.dir);
  room.startSending();
  await room.moreAcknowledged();
  disk.fill();
  await until(() => room!.health?.store.trouble !== undefined, 30_000);
  await sleep(FULL_MS);
  await room.kill('collector');
  await sleep(FULL_MS);
  disk.free();
  await room.moreAcknowledged();
  await room.stopSending();
  console.log(JSON.stringify({ fault: `whole disk full (${disk.kind})`, ...(await room.expectAllWell(2)) }));
}, 180_000);
