// What happens between two looks at the database.

import { expect, it, vi } from 'vitest';
import { ImportQueue } from './import-queue.js';

function queueWith(change: (from: readonly string[], to: { readonly state?: string }) => Promise<boolean>) {
  const pathOf = vi.fn<(name: string) => string>(() => '/nowhere/x');
  const files = {
    change: (_id: number, from: readonly string[], to: { readonly state?: string }) => change(from, to),
    byId: (id: number) => Promise.resolve({ id, state: 'queued', storedAs: 'x', name: 'x', format: 'lines' }),
  };
  const log = { error: vi.fn<(...what: unknown[]) => void>() };
  const clock = { now: () => 0 };
  const parts = [files, { dataDir: '/nowhere', pathOf }, {}, clock, log] as const;
  return { queue: new ImportQueue(...(parts as unknown as ConstructorParameters<typeof ImportQueue>)), pathOf, log };
}

it('an import that is cancelled in the moment of its start does not run', async () => {
  const { queue, pathOf } = queueWith((_from, { state }) => Promise.resolve(state !== 'running'));
  expect(await queue.start(1, {})).toBe(true);
  await queue.whenIdle();
  expect(pathOf).not.toHaveBeenCalled();
});

it('a database that fails once does not stop the imports behind', async () => {
  let isBroken = true;
  const started: number[] = [];
  const { queue, log } = queueWith((_from, { state }) => {
    if (state !== 'running') return Promise.resolve(true);
    if (isBroken) return Promise.reject(new Error('the disk is full'));
    started.push(2);
    return Promise.resolve(false);
  });
  await queue.start(1, {});
  await queue.whenIdle();
  isBroken = false;
  await queue.start(2, {});
  await queue.whenIdle();
  expect([started, log.error.mock.calls.length]).toEqual([[2], 1]);
});
