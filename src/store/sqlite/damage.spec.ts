// What can be wrong with the disk and the files on it: each is said, and nothing else suffers from it.

import { mkdir, mkdtemp, open, readdir, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { damageWords } from '../../../test/helpers/damaged-segment.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';
import { DAY, EVER, makeEvent, NOON, put } from '../../../test/contract/samples.js';
import type { Fault } from '../../faults.js';
import { ALL } from '../../query/ast.js';
import type { StoreNews } from '../event-store.js';
import { openDatabase } from './driver.js';
import { openSqliteReader, openSqliteStore } from './open.js';
import type { SqliteEventStore } from './store.js';

describe('the store on a bad day', () => {
  let dataDir: string;
  let clock: FakeClock;
  let free: number;
  let stores: SqliteEventStore[];

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'lanwarden-damage-'));
    clock = new FakeClock(NOON);
    free = 1e12;
    stores = [];
  });
  afterEach(async () => {
    for (const store of stores) await store.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  const file = (id: string): string => join(dataDir, 'events', `${id}.sqlite`);
  const openStore = async (news: StoreNews = {}): Promise<SqliteEventStore> => {
    const events = { segment: { rows: 1_000_000 }, minFreeBytes: 1_000_000 };
    const store = await openSqliteStore({ dataDir, clock, events, news, freeBytes: async () => free });
    stores.push(store);
    return store;
  };
  const on = (day: number, message = 'x'): ReturnType<typeof makeEvent> =>
    makeEvent({ '@timestamp': NOON + day * DAY, 'event.ingested': NOON + day * DAY, message });

  it('lists a damaged segment, answers from the others, and stores on in a new part', async () => {
    const first = await openStore();
    await put(first, [on(0), on(0), on(-1)]);
    await first.close();
    await writeFile(
      file('20261120-default-live-0'),
      'this is no database, and it is long enough to be looked at as one'.repeat(50),
    );
    for (const end of ['-wal', '-shm']) await rm(file('20261120-default-live-0') + end, { force: true });
    const store = await openStore();
    expect(await store.count({ query: ALL, range: EVER })).toBe(1);
    expect(store.problems()).toEqual([
      { segment: '20261120-default-live-0', message: expect.stringContaining('damaged') },
    ]);
    expect((await put(store, [on(0)]))[0]).toMatch(/^20261120-default-live-1-/);
    expect((await store.search({ query: ALL, range: EVER, limit: 9 })).events).toHaveLength(2);
    expect(await store.get('20261120-default-live-0-1')).toBeUndefined();
  });

  it('starts, stores and reads on beside a segment that the disk does not give, and tells of it once', async () => {
    const first = await openStore();
    await put(first, [on(-1), on(-3)]);
    await first.close();
    await mkdir(file('20261120-default-live-0'));
    const told: unknown[] = [];
    const store = await openStore({ onProblem: (problem) => told.push(problem) });
    expect((await put(store, [on(0)]))[0]).toMatch(/^20261120-default-live-1-/);
    expect(await store.count({ query: ALL, range: EVER })).toBe(3);
    expect(await store.count({ query: ALL, range: EVER })).toBe(3);
    const problem = { segment: '20261120-default-live-0', message: expect.stringContaining('cannot be opened') };
    expect(told).toEqual([problem]);
    expect((await store.stats()).problems).toEqual([problem]);
    expect(store.problems({ from: NOON - 60 * DAY, to: NOON - 50 * DAY })).toEqual([]);
    await rm(file('20261120-default-live-0'), { recursive: true });
    expect((await store.stats()).problems).toBeUndefined();
  });

  it('takes back what it said of a segment that can be opened again', async () => {
    const first = await openStore();
    await put(first, [on(0)]);
    await first.close();
    await rename(file('20261120-default-live-0'), file('aside'));
    await mkdir(file('20261120-default-live-0'));
    const reader = openSqliteReader({ dataDir });
    expect(await reader.count({ query: ALL, range: EVER })).toBe(0);
    expect(reader.problems()).toHaveLength(1);
    await rm(file('20261120-default-live-0'), { recursive: true });
    await rename(file('aside'), file('20261120-default-live-0'));
    expect(await reader.count({ query: ALL, range: EVER })).toBe(1);
    expect(reader.problems()).toEqual([]);
    await reader.close();
  });

  it('lists a segment whose pages are damaged behind the first', async () => {
    const first = await openStore();
    await put(
      first,
      Array.from({ length: 2_000 }, (_, n) => on(0, `event ${n}`)),
    );
    await put(first, [on(-1, 'safe')]);
    await first.close();
    const handle = await open(file('20261120-default-live-0'), 'r+');
    const { size } = await handle.stat();
    for (let at = 8_192 * 4; at < size; at += 8_192) await handle.write(Buffer.alloc(8_000, 0x41), 0, 8_000, at);
    await handle.close();
    const reader = openSqliteReader({ dataDir });
    const { events } = await reader.search({ query: ALL, range: EVER, limit: 100 });
    expect(events.map((event) => event.message)).toEqual(['safe']);
    expect(reader.problems()).toHaveLength(1);
    await reader.close();
  });

  it('stores on in a new part when the damage shows while it writes', async () => {
    const first = await openStore();
    await put(first, [on(0, 'before')]);
    await first.close();
    await damageWords(file('20261120-default-live-0'));
    const store = await openStore();
    await expect(put(store, [on(0, 'after')])).rejects.toMatchObject({ code: 'DATABASE_CORRUPT' });
    expect((await put(store, [on(0, 'after')]))[0]).toMatch(/^20261120-default-live-1-/);
  });

  it('goes on after a file that was cut to nothing', async () => {
    const first = await openStore();
    await put(first, [on(0)]);
    await first.close();
    await truncate(file('20261120-default-live-0'), 0);
    const store = await openStore();
    await put(store, [on(0)]);
    expect(await store.count({ query: ALL, range: EVER })).toBe(1);
  });

  it('refuses a segment of a newer version, says what to do, and reads the others', async () => {
    const first = await openStore();
    await put(first, [on(0), on(-1)]);
    await first.close();
    const db = await openDatabase(file('20261120-default-live-0'), 'write');
    await db.run('pragma user_version = 99');
    await db.close();
    await expect(openStore()).rejects.toMatchObject({
      code: 'DATABASE_NEWER',
      message: expect.stringMatching(/schema 99.*Start the newer version/),
    });
    const reader = openSqliteReader({ dataDir });
    expect(await reader.count({ query: ALL, range: EVER })).toBe(1);
    expect(reader.problems()[0]?.message).toContain('newer');
    await reader.close();
  });

  it('makes room by the oldest segments, and refuses to store when that is not enough', async () => {
    const dropped: string[] = [];
    const store = await openStore({ onDropped: (segments) => dropped.push(...segments) });
    await put(store, [on(-3), on(-2), on(0)]);
    clock.advance(2_000);
    free = 999_999;
    await expect(put(store, [on(0)])).rejects.toMatchObject({
      code: 'DISK_FULL',
      message: expect.stringContaining('events.minFreeBytes'),
    });
    expect(await store.count({ query: ALL, range: EVER })).toBe(3); // all three are being written
    await store.sealClosed();
    clock.advance(2_000);
    const left = async (): Promise<string[]> =>
      (await readdir(join(dataDir, 'events'))).filter((name) => name.endsWith('.sqlite'));
    await expect(put(store, [on(0)])).rejects.toMatchObject({ code: 'DISK_FULL' }); // the disk did not get any emptier by it
    expect(await left()).toEqual(['20261118-default-live-0.sqlite', '20261120-default-live-0.sqlite']);
    await expect(put(store, [on(0)])).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(await left()).toEqual(['20261120-default-live-0.sqlite']);
    expect(dropped).toEqual(['20261117-default-live-0', '20261118-default-live-0']);
    free = 2_000_000;
    expect(await put(store, [on(0)])).toHaveLength(1);
  });

  it('says what earlier transactions of a batch have stored when a later one fails', async () => {
    const store = await openStore();
    const marks = (): never[] => {
      // Each transaction asks for its marks: the second one finds the disk full.
      free = 0;
      clock.advance(2_000);
      return [];
    };
    const events = [on(0, 'first day'), on(1, 'second day')].map((event) => ({ event }));
    const failure = await store.append({ kind: 'live', events, marks }).catch((error: unknown) => error as Fault);
    expect(failure).toMatchObject({ code: 'DISK_FULL', details: { ids: [expect.any(String), undefined] } });
    const page = await store.search({ query: ALL, range: EVER, limit: 10 });
    expect(page.events.map(({ message }) => message)).toEqual(['first day']);
  });

  it('says so too when the next file cannot be opened', async () => {
    const store = await openStore();
    const db = await openDatabase(file('20261121-default-live-0'), 'write');
    await db.run('pragma user_version = 999');
    await db.close();
    const events = [on(0, 'first day'), on(1, 'second day')].map((event) => ({ event }));
    const failure = await store.append({ kind: 'live', events }).catch((error: unknown) => error as Fault);
    expect(failure).toMatchObject({
      details: { ids: [expect.any(String), undefined], position: await store.position() },
    });
  });

  it('stores nothing of a transaction that failed, and goes on afterwards', async () => {
    const store = await openStore();
    await put(store, [on(0, 'before')]);
    const broken = {
      kind: 'live',
      events: [{ event: on(0), dedupeKey: 'k' }],
      marks: () => [{ key: 'k', version: 1, value: null as unknown as string }],
    } as const;
    await expect(store.append(broken)).rejects.toMatchObject({ code: 'STORE_WRITE' });
    expect(await store.count({ query: ALL, range: EVER })).toBe(1);
    expect(await store.marks()).toEqual([]);
    const again = await store.append({ kind: 'live', events: broken.events });
    expect(again.ids[0]).toBeDefined();
    expect(await store.count({ query: { kind: 'phrase', words: ['x'], prefix: false }, range: EVER })).toBe(1);
  });

  it('reads nothing, without complaint, where nothing was stored yet', async () => {
    const reader = openSqliteReader({ dataDir: join(dataDir, 'later') });
    expect(await reader.count({ query: ALL, range: EVER })).toBe(0);
    expect(await reader.segments()).toEqual([]);
    expect((await reader.stats()).freeDiskBytes).toBeGreaterThan(0);
    await reader.close();
  });
});
