// A segment that is dropped while others have its file open: its space is free, and they go on.

import { link, mkdtemp, open, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY, EVER, makeEvent, NOON, put } from '../../../test/contract/samples.js';
import type { LogEvent } from '../../event/event.js';
import { ALL } from '../../query/ast.js';
import { openSqliteReader, openSqliteStore } from './open.js';
import type { SqliteReader } from './reader.js';
import type { SqliteEventStore } from './store.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';

const OLD = '20261119-default-import-0';
const ROWS = 3_000;

describe('a dropped segment', () => {
  let dataDir: string;
  let store: SqliteEventStore;
  let portal: SqliteReader;
  const path = (): string => join(dataDir, 'events', `${OLD}.sqlite`);

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'lanwarden-removal-'));
    const events = { segment: { rows: 1_000_000 }, minFreeBytes: 0 };
    store = await openSqliteStore({ dataDir, events, clock: new FakeClock(NOON) });
    const old = (n: number): LogEvent =>
      makeEvent({ '@timestamp': NOON - DAY + n, message: `old ${n} ${'x'.repeat(300)}` });
    await put(store, Array.from({ length: ROWS }, (_, n) => old(n)), { kind: 'import' }); // prettier-ignore
    await store.sealImports();
    await put(store, [makeEvent({ message: 'new' })]);
    portal = openSqliteReader({ dataDir });
  });
  afterEach(async () => {
    await portal.close();
    await store.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('takes no space while somebody has it open', async () => {
    expect(await portal.count({ query: ALL, range: EVER })).toBe(ROWS + 1);
    const file = await open(path(), 'r');
    await store.dropSegment(OLD);
    expect(await file.stat()).toMatchObject({ size: 0, blocks: 0 });
    await file.close();
    expect(await portal.count({ query: ALL, range: EVER })).toBe(1);
  });

  it('ends a scan that has come into it, as if its other events had never been', async () => {
    const seen: (string | undefined)[] = [];
    for await (const { events } of portal.scan({ query: ALL, range: EVER, order: 'time', batchSize: 50 })) {
      if (seen.length === 0) await store.dropSegment(OLD);
      seen.push(...events.map(({ message }) => message?.split(' ')[0]));
    }
    expect(seen.slice(0, 50)).toEqual(new Array(50).fill('old'));
    expect(seen.length).toBeLessThan(ROWS);
    expect(seen.at(-1)).toBe('new');
  });

  it('fails no query that was reading it', async () => {
    const text = { kind: 'wildcard', field: 'event.original', pattern: '*new*' } as const;
    const counting = Array.from({ length: 4 }, () => portal.count({ query: text, range: EVER }));
    await store.dropSegment(OLD);
    expect(await Promise.all(counting)).toEqual([1, 1, 1, 1]);
  });

  it('stays whole under another name', async () => {
    const backup = join(dataDir, 'backup.sqlite');
    await link(path(), backup);
    const before = await readFile(backup);
    await store.dropSegment(OLD);
    expect((await readFile(backup)).equals(before)).toBe(true);
    await expect(stat(path())).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
