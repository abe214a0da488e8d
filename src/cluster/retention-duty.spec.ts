import { pino } from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { RetentionPolicy } from '../store/retention.js';
import { Duties } from './duties.js';
import { RetentionDuty } from './retention-duty.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Who has the duties, and a server that may refuse. */
function begun() {
  const server = {
    policy: { days: 90, bytes: 0, classes: {} } as RetentionPolicy,
    kept: undefined as RetentionPolicy | undefined,
    isShut: false,
    said: [] as number[],
  };
  const keep = async (policy: RetentionPolicy): Promise<void> => {
    server.said.push(policy.days);
    if (server.isShut) throw new Error('permission denied');
    server.kept = structuredClone(policy);
  };
  const duties = new Duties(pino({ level: 'silent' }));
  const parts = { policy: () => server.policy, kept: async () => server.kept, keep, log: pino({ level: 'silent' }) };
  return { server, duties, remove: duties.add(new RetentionDuty(parts)) };
}

it('who has the duties says how long events are kept, again when that is changed, and when the server has it otherwise', async () => {
  const { server, duties, remove } = begun();
  await vi.advanceTimersByTimeAsync(SECOND);
  expect(server.said).toEqual([]);
  duties.take();
  await vi.advanceTimersByTimeAsync(2 * MINUTE);
  expect(server.said).toEqual([90]);
  server.policy = { ...server.policy, days: 365 };
  await vi.advanceTimersByTimeAsync(SECOND);
  expect(server.said).toEqual([90, 365]);
  server.kept = undefined; // it was restored
  await vi.advanceTimersByTimeAsync(MINUTE + SECOND);
  expect(server.said).toEqual([90, 365, 365]);
  await duties.leave();
  server.kept = { days: 1, bytes: 0, classes: {} }; // as another portal said
  await vi.advanceTimersByTimeAsync(2 * MINUTE);
  expect(server.said).toEqual([90, 365, 365]);
  duties.take();
  await vi.advanceTimersByTimeAsync(SECOND);
  expect(server.said).toEqual([90, 365, 365, 365]);
  await remove();
  expect(vi.getTimerCount()).toBe(0);
});

it('a server that refuses is asked each minute, and at once for a change', async () => {
  const { server, duties, remove } = begun();
  server.isShut = true;
  duties.take();
  await vi.advanceTimersByTimeAsync(30 * SECOND);
  expect(server.said).toEqual([90]);
  server.policy = { ...server.policy, days: 30 };
  await vi.advanceTimersByTimeAsync(SECOND);
  expect(server.said).toEqual([90, 30]);
  server.isShut = false;
  await vi.advanceTimersByTimeAsync(MINUTE);
  expect([server.said, server.kept?.days]).toEqual([[90, 30, 30], 30]);
  await remove();
});
