// What Health says while nobody has told the event server how long events are kept.

import { pino } from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Duties } from '#src/cluster/duties.js';
import { HealthNotes } from '#src/portal/health/health-notes.js';
import type { LiveConfig } from '#src/settings/live-config.js';
import type { EventReader } from '#src/store/event-store.js';
import type { RetentionPolicy } from '#src/store/retention.js';
import { RetentionHealth } from './retention-health.js';

const MINUTE = 60_000;
const log = pino({ level: 'silent' });
const OURS = Duties.ours(log);
const policy = (days: number): RetentionPolicy => ({ days, bytes: 0, classes: {} });
const live = (days: number): LiveConfig => ({ config: { events: { retention: policy(days) } } }) as LiveConfig;
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('names the right that is missing until the server knows, also while it is away', async () => {
  const days = 90;
  let retention: EventReader['retention'] = async () => undefined;
  const notes = new HealthNotes(() => false);
  const health = new RetentionHealth({ retention: () => retention!() } as EventReader, notes, live(days), OURS);
  health.onModuleInit();
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
  retention = async () => policy(days);
  await vi.advanceTimersByTimeAsync(MINUTE);
  expect(notes.all()).toEqual([]);
  health.onModuleDestroy();
  expect(vi.getTimerCount()).toBe(0);
});

it.each([
  [
    'ours',
    OURS,
    ['Events are not kept as long as the settings say: the event server was not told of the last change.'],
  ],
  ['of another portal, whose settings may be others', new Duties(log), []],
])('says that a change does not arrive where the duties are %s', async (_whose, duties, expected) => {
  const notes = new HealthNotes(() => false);
  const settings = live(365);
  const store = { retention: async () => policy(365) } as unknown as EventReader;
  const health = new RetentionHealth(store, notes, settings, duties);
  health.onModuleInit();
  const said = async (): Promise<string[]> => {
    await vi.advanceTimersByTimeAsync(MINUTE);
    return notes.all().map(({ what }) => what);
  };
  expect(await said()).toEqual([]);
  Object.assign(settings.config.events.retention, { days: 30 });
  expect(await said()).toEqual([]);
  expect(await said()).toEqual(expected);
  health.onModuleDestroy();
});

it('is nothing of a store that one collector has to itself', () => {
  const notes = new HealthNotes(() => false);
  new RetentionHealth({} as EventReader, notes, live(90), OURS).onModuleInit();
  expect([notes.all(), vi.getTimerCount()]).toEqual([[], 0]);
});
