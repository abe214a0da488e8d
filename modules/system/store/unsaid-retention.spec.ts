// What Health says while nobody has told the event server how long events are kept.

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { HealthNotes } from '#src/portal/health/health-notes.js';
import type { EventReader } from '#src/store/event-store.js';
import { UnsaidRetention } from './unsaid-retention.js';

const MINUTE = 60_000;
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('names the right that is missing until the server knows, also while it is away', async () => {
  const days = 90;
  let retention: EventReader['retention'] = async () => undefined;
  const notes = new HealthNotes(() => false);
  const unsaid = new UnsaidRetention({ retention: () => retention!() } as EventReader, notes);
  unsaid.onModuleInit();
  expect(notes.all()).toEqual([]);
  await vi.advanceTimersByTimeAsync(MINUTE);
  const found = {
    severity: 'problem',
    next: expect.stringContaining('GRANT UPDATE (retention) ON lanwarden_events.meta'),
  };
  expect(notes.all()).toMatchObject([found]);
  retention = () => Promise.reject(new Error('away'));
  await vi.advanceTimersByTimeAsync(MINUTE);
  expect(notes.all()).toMatchObject([found]);
  retention = async () => ({ days, bytes: 0, classes: {} });
  await vi.advanceTimersByTimeAsync(MINUTE);
  expect(notes.all()).toEqual([]);
  unsaid.onModuleDestroy();
  expect(vi.getTimerCount()).toBe(0);
});

it('is nothing of a store that one collector has to itself', () => {
  const notes = new HealthNotes(() => false);
  new UnsaidRetention({} as EventReader, notes).onModuleInit();
  expect([notes.all(), vi.getTimerCount()]).toEqual([[], 0]);
});
