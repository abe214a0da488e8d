// The store is away: nothing that was taken is lost, whatever is killed meanwhile.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startProgram, until } from '../helpers/program.mjs';
import { lockStore } from '../helpers/store-lock.js';

type Program = Awaited<ReturnType<typeof startProgram>>;
let program: Program;

beforeEach(async () => {
  program = await startProgram();
}, 90_000);
afterEach(() => program?.dispose());

const NOW = new Date().toISOString();
const lines = (from: number, n: number): string =>
  Array.from({ length: n }, (_, i) => `<13>1 ${NOW} spooled app - - - message ${from + i}\n`).join('');

function send(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(program.ports.syslog, '127.0.0.1');
    socket.on('error', reject);
    socket.once('close', () => resolve());
    socket.once('connect', () => socket.end(text));
  });
}

const post = (text: string): Promise<Response> =>
  fetch(`http://127.0.0.1:${program.ports.http}/ingest/raw`, { method: 'POST', body: text });

const spool = () => program.link.health()?.spool;
const counted = async (): Promise<number> =>
  ((await program.get('/api/v1/events/count?q=host:spooled&from=-1d&to=now')) as { count: number }).count;

async function isBack(): Promise<void> {
  await until(() => spool()?.messages === 0 && program.total('queued') === 0, 60_000);
  expect(program.link.health()!.balanced).toBe(true);
}

async function killCollector(): Promise<void> {
  const { pid } = program.link.health()!;
  process.kill(pid, 'SIGKILL');
  await until(() => program.link.health() !== undefined && program.link.health()!.pid !== pid, 30_000);
}

describe('a store that is locked', () => {
  it('costs nothing: messages wait on disk, are acknowledged as queued, outlive a kill -9, and are stored once', async () => {
    await send(lines(0, 10));
    await until(() => program.total('stored') === 10, 20_000);
    const unlock = await lockStore(program.dir);
    await send(lines(10, 5));
    await until(() => spool()?.state === 'spooling', 60_000);
    await send(lines(15, 20_000));
    const answer = await post(lines(20_015, 3));
    expect([answer.status, await answer.json()]).toMatchObject([202, { accepted: 0, queued: 3 }]);
    await until(() => spool()!.messages >= 20_003, 20_000);
    expect(program.link.health()!.balanced).toBe(true);
    await killCollector();
    await until(() => (spool()?.messages ?? 0) >= 20_003, 20_000);
    await send(lines(20_018, 1_000));
    await unlock();
    await isBack();
    // Also the five that were in the queue when the lock came.
    await until(async () => (await counted()) === 21_018, 20_000);
    expect(program.total('lost')).toBe(0);
    expect(program.total('received')).toBe(21_018);
    expect(program.total('stored')).toBe(21_018);
  });

  it('may lose the collector again and again while it takes what waited', async () => {
    await send(lines(0, 10));
    await until(() => program.total('stored') === 10, 20_000);
    const unlock = await lockStore(program.dir);
    await send(lines(10, 1));
    await until(() => spool()?.state === 'spooling', 60_000);
    await send(lines(11, 60_000));
    await until(() => spool()!.messages >= 60_000, 20_000);
    await unlock();
    for (let kills = 0; kills < 3 && spool()?.messages !== 0; kills += 1) await killCollector();
    await isBack();
    await until(async () => (await counted()) === program.total('stored'), 20_000);
    expect(program.total('received')).toBe(60_011);
    expect(program.total('lost')).toBe(0);
    expect(program.total('stored')).toBe(60_011);
  });
});

it('a damaged spool costs the records that were hit, and the ledger says how many', async () => {
  await send(lines(0, 10));
  await until(() => program.total('stored') === 10, 20_000);
  const unlock = await lockStore(program.dir);
  await send(lines(10, 1));
  await until(() => spool()?.state === 'spooling', 60_000);
  await send(lines(11, 10_000));
  await until(() => spool()!.messages >= 10_000, 20_000);
  const dir = join(program.dir, 'spool');
  const [name] = readdirSync(dir).filter((each) => each.endsWith('.spool')); // prettier-ignore
  const bytes = readFileSync(join(dir, name!));
  for (let i = 1; i <= 5; i += 1) bytes[Math.floor((bytes.length * i) / 6)]! ^= 0x10;
  writeFileSync(join(dir, name!), bytes, { flag: 'r+' });
  await unlock();
  await isBack();
  expect(program.total('lost')).toBeGreaterThan(0);
  expect(program.total('lost')).toBeLessThanOrEqual(5);
  expect(program.total('stored')).toBe(10_011 - program.total('lost'));
  expect(spool()!.damagedBytes).toBeGreaterThan(0);
});
