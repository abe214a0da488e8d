// A collector that is killed before it answers: it is started again, a few times, and then `serve` says what happened.

import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { collectors, cpuSecondsOf } from '../helpers/processes.mjs';
import { startProgram, until } from '../helpers/program.mjs';

type Program = Awaited<ReturnType<typeof startProgram>>;
let program: Program | undefined;
afterEach(() => program?.dispose());

const collectorsOf = (serve: number): number[] =>
  collectors().flatMap(({ pid, parent }) => (parent === serve ? [pid] : []));

/** Kills the next `n` collectors of `serve` as soon as they are seen; none of them gets so far as to answer. */
async function killNext(parent: number, n: number): Promise<void> {
  const killed = new Set<number>();
  for (; killed.size < n; await new Promise((resolve) => setTimeout(resolve, 5))) {
    for (const pid of collectorsOf(parent)) {
      if (killed.has(pid)) continue;
      process.kill(pid, 'SIGKILL');
      killed.add(pid);
    }
  }
}

/** Stops the next collector of `serve` where it is, before it answers. */
async function freezeNext(parent: number): Promise<number> {
  for (; ; await new Promise((resolve) => setTimeout(resolve, 5))) {
    const [pid] = collectorsOf(parent);
    if (pid === undefined) continue;
    process.kill(pid, 'SIGSTOP');
    return pid;
  }
}

/** As `program.stop`, but the test's own link goes on. */
async function endServe({ child }: Program): Promise<void> {
  child!.kill('SIGTERM');
  await once(child!, 'exit');
}

describe('a collector that is killed at its first start', () => {
  it('is started again', async () => {
    program = await startProgram();
    await endServe(program);
    program.launch();
    await killNext(program.child!.pid!, 2);
    await program.whenReady();
    expect(program.output).toContain('the collector was killed at its start');
    expect(program.link.health()).toMatchObject({ balanced: true });
  }, 90_000);

  it('each time ends serve, which says so', async () => {
    program = await startProgram();
    await endServe(program);
    program.launch();
    await killNext(program.child!.pid!, 4);
    await until(() => program!.child!.exitCode !== null, 20_000);
    expect(program.child!.exitCode).toBe(1);
    expect(program.output).toContain('The collector was killed at its start (SIGKILL)');
  }, 90_000);
});

it('a collector that does nothing for 20 seconds ends serve, which says where to look', async () => {
  program = await startProgram();
  await endServe(program);
  program.launch();
  const frozen = await freezeNext(program.child!.pid!);
  await until(() => program!.child!.exitCode !== null, 60_000);
  expect(program.child!.exitCode).toBe(1);
  expect(() => process.kill(frozen, 0)).toThrow('ESRCH');
  const line = program.output.split('\n').find((each) => each.includes('does not answer:'));
  expect(line).toMatch(
    /^lanwarden: The collector was started \(process \d+\) and does not answer: for \d+ s it did nothing\. Look at/,
  );
  expect(line).toContain('It is not tried again, and serve ends: start it again');
}, 120_000);

it('a collector that works, if slowly, is waited for', async () => {
  program = await startProgram();
  await endServe(program);
  program.launch();
  const slow = await freezeNext(program.child!.pid!);
  for (let turn = 0; turn < 2; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 12_000));
    const before = cpuSecondsOf(slow);
    process.kill(slow, 'SIGCONT');
    await until(() => cpuSecondsOf(slow) !== before, 10_000);
    process.kill(slow, 'SIGSTOP');
  }
  process.kill(slow, 'SIGCONT');
  await program.whenReady();
  expect(program.link.health().pid).toBe(slow);
  expect(program.output).toContain('it is waited for while it works, 120 s at most');
}, 120_000);
