// Whether work grows with its input as it should, told by the work itself: limits in seconds fail on a slow or busy machine.

import { expect } from 'vitest';

/** The least of several is what nobody else disturbed. */
const RUNS = 5;

/**
 * How many times the processor's time of `run(small)` a run of `factor` times the size takes: about `factor` where the work is in
 * proportion to its input, `factor` squared where each part looks at all others.
 */
export async function expectGrowthBelow(
  limit: number,
  run: (size: number) => unknown,
  { small, factor }: { readonly small: number; readonly factor: number },
): Promise<void> {
  await timeOf(run, small); // compiled now
  const few = await leastOf(run, small, 0);
  expect((await leastOf(run, small * factor, few * limit)) / few).toBeLessThan(limit);
}

/** Of RUNS; or the first one that is below `enough`. */
async function leastOf(run: (size: number) => unknown, size: number, enough: number): Promise<number> {
  let least = Infinity;
  for (let n = 0; n < RUNS && least >= enough; n += 1) least = Math.min(least, await timeOf(run, size));
  return least;
}

async function timeOf(run: (size: number) => unknown, size: number): Promise<number> {
  const before = process.cpuUsage();
  await run(size);
  const { user, system } = process.cpuUsage(before);
  return Math.max(1, user + system); // µs
}
