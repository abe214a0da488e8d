// The contract, held by SQLite, and what its files alone are the reason for.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { describeEventStore } from '../../../test/contract/event-store.js';
import { DAY, makeEvent, NOON, put } from '../../../test/contract/samples.js';
import { openSqliteReader, openSqliteStore } from './open.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';

describeEventStore('SQLite', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'lanwarden-store-'));
  return {
    open: ({ clock, segmentRows = 5_000_000 }) =>
      openSqliteStore({ dataDir, clock, events: { segment: { rows: segmentRows }, minFreeBytes: 0 } }),
    openReader: async () => openSqliteReader({ dataDir }),
    dispose: () => rm(dataDir, { recursive: true, force: true }),
  };
});

describe('a store whose segments take longer to open than a query may', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('says where it stands and what its marks are, stores, and seals', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'lanwarden-store-'));
    const clock = new FakeClock(NOON);
    const store = await openSqliteStore({ dataDir, clock, events: { segment: { rows: 1_000 }, minFreeBytes: 0 } });
    vi.useFakeTimers({ toFake: ['performance'] });
    const ids = store.catalog.ids.bind(store.catalog);
    vi.spyOn(store.catalog, 'ids').mockImplementation(() => {
      vi.advanceTimersByTime(30_000);
      return ids();
    });
    await put(store, [makeEvent()], { marks: () => [{ key: 'k', version: 1, value: 'v' }] });
    expect(await store.marks()).toHaveLength(1);
    expect(await store.position()).not.toBe('');
    clock.advance(2 * DAY);
    await store.sealClosed();
    expect((await store.segments()).map(({ sealed }) => sealed)).toEqual([true]);
    await store.close();
    await rm(dataDir, { recursive: true, force: true });
  });
});
