// A file that the disk does not give now, and may give again: what would go wrong for good without it waits for it.

import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DAY, EVER, makeEvent, NOON, put } from '../../../test/contract/samples.js';
import { Fault } from '../../faults.js';
import { ALL } from '../../query/ast.js';
import type { EventReader } from '../event-store.js';
import { openSqliteReader, openSqliteStore } from './open.js';
import type { SqliteReader } from './reader.js';
import type { SqliteEventStore } from './store.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';

describe('a segment that the disk does not give', () => {
  let dataDir: string;
  let open: SqliteReader[];

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'lanwarden-denied-'));
    open = [];
  });
  afterEach(async () => {
    for (const each of open) await each.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  const opened = <R extends SqliteReader>(reader: R): R => {
    open.push(reader);
    return reader;
  };
  const openStore = async (): Promise<SqliteEventStore> => {
    const events = { segment: { rows: 1_000_000 }, minFreeBytes: 1 };
    return opened(
      await openSqliteStore({ dataDir, clock: new FakeClock(NOON), events, freeBytes: () => Promise.resolve(1e12) }),
    );
  };
  const file = (day: number): string => join(dataDir, 'events', `${202611_00 + day}-default-live-0.sqlite`);
  const deny = async (day: number): Promise<void> => {
    await rename(file(day), join(dataDir, 'aside'));
    await mkdir(file(day));
  };
  const give = async (day: number): Promise<void> => {
    await rm(file(day), { recursive: true });
    await rename(join(dataDir, 'aside'), file(day));
  };
  const on = (day: number): ReturnType<typeof makeEvent> => {
    const time = NOON + (day - 20) * DAY;
    return makeEvent({ '@timestamp': time, 'event.ingested': time, message: `day ${day}` });
  };
  const scanned = async (store: EventReader, order: 'arrival' | 'time'): Promise<string[]> => {
    const found: string[] = [];
    for await (const { events } of store.scan({ range: EVER, order }))
      found.push(...events.map((it) => it.message ?? ''));
    return found;
  };

  it.each(['arrival', 'time'] as const)('ends a scan by %s, which finds all of it later', async (order) => {
    const store = await openStore();
    await put(store, [on(19), on(20)]);
    await store.close();
    await deny(19);
    const reader = opened(openSqliteReader({ dataDir }));
    await expect(scanned(reader, order)).rejects.toMatchObject({ code: 'STORE_READ' });
    expect(reader.problems()).toHaveLength(1);
    expect((await reader.search({ query: ALL, range: EVER, limit: 9 })).events).toHaveLength(1);
    await give(19);
    expect(await scanned(reader, order)).toEqual(['day 19', 'day 20']);
    expect(reader.problems()).toEqual([]);
  });

  it.each(['arrival', 'time'] as const)('ends a scan by %s also where it was described before', async (order) => {
    const store = await openStore();
    const days = Array.from({ length: 16 }, (_, at) => at + 5);
    await put(store, days.map(on));
    await store.sealClosed();
    await store.close();
    const reader = opened(openSqliteReader({ dataDir }));
    // More than stay open.
    expect(await reader.segments()).toHaveLength(days.length);
    expect(await scanned(reader, order)).toHaveLength(days.length);
    await deny(5);
    await expect(scanned(reader, order)).rejects.toMatchObject({ code: 'STORE_READ' });
    await give(5);
    expect(await scanned(reader, order)).toHaveLength(days.length);
  });

  it('fails the marks where it is of the newest, and not where it is an old one', async () => {
    const store = await openStore();
    const marks = (): { key: string; version: number; value: string }[] => [{ key: 'k', version: 1, value: 'v' }];
    for (const day of [18, 19, 20]) await store.append({ kind: 'live', events: [{ event: on(day) }], marks });
    await store.close();
    await deny(20);
    await expect((await openStore()).marks()).rejects.toMatchObject({ code: 'STORE_READ' });
    await give(20);
    await deny(18);
    expect(await (await openStore()).marks()).toHaveLength(1);
  });

  it('fails an append that has to look for duplicates in it, which are known when it is there again', async () => {
    const keyed = { kind: 'live', events: [{ event: on(19), dedupeKey: 'k' }] } as const;
    const store = await openStore();
    await store.append(keyed);
    await store.close();
    await deny(19);
    const again = await openStore();
    await expect(again.append(keyed)).rejects.toMatchObject({ code: 'STORE_READ' });
    await give(19);
    expect((await again.append(keyed)).ids).toEqual([undefined]);
    expect(await again.count({ query: ALL, range: EVER })).toBe(1);
  });

  it.each([
    ['SQLITE_CANTOPEN: unable to open database file', []],
    ['SQLITE_IOERR: disk I/O error', ['20261120-default-live-0']],
  ])('with %s is a problem until what could not be read can be', async (message, still) => {
    const store = await openStore();
    await put(store, [on(20)]);
    await store.catalog.guard('20261120-default-live-0', () => Promise.reject(new Fault('STORE_READ', message)));
    expect(store.problems()).toHaveLength(1);
    await store.segments();
    expect(store.problems().map(({ segment }) => segment)).toEqual(still);
    expect(await scanned(store, 'time')).toEqual(['day 20']);
    expect(store.problems()).toEqual([]);
  });

  it('is waited for a minute by those who scan, and then passed over', async () => {
    const store = await openStore();
    await put(store, [on(19), on(20)]);
    await store.close();
    await deny(19);
    const reader = opened(openSqliteReader({ dataDir }));
    const now = vi.spyOn(performance, 'now');
    try {
      now.mockReturnValue(1_000);
      await expect(scanned(reader, 'arrival')).rejects.toMatchObject({ code: 'STORE_READ' });
      now.mockReturnValue(61_000);
      expect(await scanned(reader, 'arrival')).toEqual(['day 20']);
      expect(reader.problems()).toHaveLength(1);
    } finally {
      now.mockRestore();
    }
  });
});
