// How long a collector that was just started is waited for: real processes, and a link on which one of them answers.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, it } from 'vitest';
import { collectorHealth } from '../test/helpers/collector-health.js';
import { firstAnswer, type StartWait } from './collector-start.js';
import { Fault } from './faults.js';
import type { CollectorHealth } from './link/messages.js';

const WORKING = 'for (;;);';
const WAITING = 'setInterval(() => {}, 1e6)';
const LIMITS = { idleMs: 400, mostMs: 1_200, sayEveryMs: 300 };
let child: ChildProcess | undefined;
afterEach(() => void child?.kill('SIGKILL'));

async function start(code: string): Promise<number> {
  child = spawn(process.execPath, ['-e', `console.log('up'); ${code}`], { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(child.stdout!, 'data');
  return child.pid!;
}

/** @param answersAfter looks; left out: never */
function wait(
  pid: number,
  answersAfter = Infinity,
): { readonly said: string[]; readonly wait: StartWait; end(): void } {
  const said: string[] = [];
  const ended = new AbortController();
  let looks = 0;
  const nextHealth = async (timeoutMs: number): Promise<CollectorHealth> => {
    if (++looks > answersAfter) return collectorHealth();
    await new Promise((resolve) => setTimeout(resolve, timeoutMs));
    throw new Fault('COLLECTOR_AWAY', 'nobody');
  };
  const warn = (...[, text]: unknown[]): void => void said.push(String(text));
  return { said, wait: { pid, link: { nextHealth }, log: { warn }, over: ended.signal }, end: () => ended.abort() };
}

it('one that works is waited for, and the log says so', async () => {
  const { said, wait: waiting } = wait(await start(WORKING), 40);
  expect(await firstAnswer(waiting, { ...LIMITS, mostMs: 60_000 })).toMatchObject({ role: 'full' });
  expect(said[0]).toMatch(
    /^the collector was started \d+ s ago and does not answer yet; .* waited for while it works, 60 s at most$/,
  );
});

it('one that works for too long is given up', async () => {
  const { wait: waiting } = wait(await start(WORKING));
  await expect(firstAnswer(waiting, LIMITS)).rejects.toMatchObject({
    code: 'COLLECTOR_AWAY',
    message: expect.stringMatching(/^The collector was started \(process \d+\) and .*it is at work, but 1 s were not/),
  });
});

it('one that does nothing is given up much sooner', async () => {
  const pid = await start(WAITING);
  process.kill(pid, 'SIGSTOP');
  const { wait: waiting } = wait(pid);
  await expect(firstAnswer(waiting, { ...LIMITS, mostMs: 600_000 })).rejects.toThrow(
    'it did nothing. Look at the last',
  );
});

it('nobody goes on waiting for one that has ended', async () => {
  const { said, wait: waiting, end } = wait(await start(WORKING));
  const answer = firstAnswer(waiting, { ...LIMITS, mostMs: 600_000 });
  end();
  await expect(answer).rejects.toMatchObject({ code: 'COLLECTOR_AWAY' });
  expect(said).toEqual([]);
});
