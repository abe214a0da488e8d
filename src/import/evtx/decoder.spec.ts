// The thread itself cannot be loaded from the sources: what is held here is what becomes of one that does not answer, or ends.

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ChunkDecoder } from './decoder.js';

/** Answers with the first byte; `0`: never; `1`: takes all memory; `2`: throws. */
const THREAD = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads';
    parentPort.on('message', ([kind]) => {
      if (kind === 0) for (;;);
      if (kind === 1) for (const all = []; ;) all.push(new Array(1_000_000).fill(1.5));
      if (kind === 2) throw new Error('broken');
      parentPort.postMessage({ events: [String(kind)], damaged: 0, problems: [] });
    });
  `)}`,
);

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

it('counts a chunk that takes too long as damaged, and goes on with the next', async () => {
  const decoder = new ChunkDecoder(THREAD);
  const [slow, next] = [decoder.decode(Buffer.from([0])), decoder.decode(Buffer.from([7]))];
  vi.advanceTimersByTime(10_000);
  expect(await slow).toEqual({ events: [], damaged: 1, problems: ['a chunk that was not read in 10 s'] });
  expect(await next).toMatchObject({ events: ['7'] });
  await decoder.stop();
  expect(vi.getTimerCount()).toBe(0);
});

it('counts a chunk that takes all memory as damaged, and goes on with the next', async () => {
  const decoder = new ChunkDecoder(THREAD);
  const [large, next] = [decoder.decode(Buffer.from([1])), decoder.decode(Buffer.from([7]))];
  expect(await large).toMatchObject({ damaged: 1, problems: ['a chunk that took over 256 MB of memory'] });
  expect(await next).toMatchObject({ events: ['7'] });
  await decoder.stop();
});

it('stops in the middle of a chunk', async () => {
  const decoder = new ChunkDecoder(THREAD);
  const waiting = expect(decoder.decode(Buffer.from([0]))).rejects.toThrow('it was stopped');
  await decoder.stop();
  await waiting;
});

it('says why the thread ended', async () => {
  const decoder = new ChunkDecoder(THREAD);
  await expect(decoder.decode(Buffer.from([2]))).rejects.toThrow('broken');
  await decoder.stop();
});
