// The PostgreSQL server that holds events and metadata is gone for a while: messages wait on disk, also over a kill of the collector, which
// cannot begin without it, and everything goes on by itself when it is back.

import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type PostgresServer, startPostgres } from '../helpers/postgres.js';
import { until } from '../helpers/program.mjs';
import { amount } from './form.js';
import { openRoom, type Room } from './room.js';

const AWAY_MS = amount('POSTGRES_AWAY_SECONDS', 5, 60) * 1_000;

let server: PostgresServer;
let room: Room | undefined;
beforeEach(async () => {
  server = await startPostgres();
  room = await openRoom({ LANWARDEN_DATABASE__URL: await server.freshDatabase(), LANWARDEN_EVENTS__STORE: 'postgres' });
}, 90_000);
afterEach(async () => {
  await room?.end('SIGTERM');
  await room?.dispose();
  await server.stop();
}, 90_000);

it('a server that is away: messages wait on disk, are acknowledged, and are stored when it is back', async () => {
  room!.startSending();
  await room!.moreAcknowledged();
  await server.away(async () => {
    await until(() => room!.spool?.state === 'spooling', 30_000);
    const taken = room!.acknowledged;
    await sleep(AWAY_MS);
    expect(room!.acknowledged).toBeGreaterThan(taken);
    await room!.portalAnswers(503);
  });
  await room!.moreAcknowledged();
  await room!.stopSending();
  const well = await room!.expectAllWell(1);
  console.log(JSON.stringify({ fault: 'PostgreSQL away', seconds: AWAY_MS / 1_000, ...well }));
}, 240_000);

it('a server that is away, and a kill: the collector is back when the server is, and nothing that it acknowledged is lost', async () => {
  room!.startSending();
  await room!.moreAcknowledged();
  await server.away(async () => {
    await until(() => room!.spool?.state === 'spooling', 30_000);
    await room!.moreAcknowledged();
    await room!.kill('collector');
    await sleep(AWAY_MS);
    await room!.portalAnswers(503);
  });
  await room!.moreAcknowledged();
  await room!.stopSending();
  const well = await room!.expectAllWell(2);
  console.log(JSON.stringify({ fault: 'PostgreSQL away, and a kill', seconds: AWAY_MS / 1_000, ...well }));
}, 240_000);
