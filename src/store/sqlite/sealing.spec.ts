// What happens to segments between the moment at which they are listed for sealing and the one at which it is their turn.

import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { damageWords } from '../../../test/helpers/damaged-segment.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';
import { DAY, EVER, makeEvent, NOON } from '../../../test/contract/samples.js';
import { ALL } from '../../query/ast.js';
import { openSqliteStore } from './open.js';
import type { SqliteEventStore } from './store.js';

describe('sealing', () => {
  let dataDir: string;
  let store: SqliteEventStore;

  const openStore = async (): Promise<void> => {
    const events = { segment: { rows: 1_000 }, minFreeBytes: 0 };
    store = await openSqliteStore({ dataDir, events, clock: new FakeClock(NOON) });
  };
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'lanwarden-sealing-'));
    await openStore();
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await store.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  const importLine = async (line: string, day = 0): Promise<void> => {
    const event = makeEvent({ '@timestamp': NOON + day * DAY, message: line });
    await store.append({ kind: 'import', events: [{ event, dedupeKey: line }], marks: () => [] });
  };
  const files = async (): Promise<string[]> => (await readdir(join(dataDir, 'events'))).sort();
  /** At the end of the next listing. */
  const afterListing = (work: () => Promise<void>): void => {
    const find = store.catalog.find.bind(store.catalog);
    vi.spyOn(store.catalog, 'find').mockImplementationOnce(async (budget) => {
      const states = await find(budget);
      await work();
      return states;
    });
  };

  it('keeps what another import stored in a part that had no rows when it was listed', async () => {
    await importLine('first');
    await store.sealImports();
    await importLine('first'); // a duplicate: the part that is opened for it stays without rows
    afterListing(() => importLine('second'));
    await store.sealImports();
    const { events } = await store.search({ query: ALL, range: EVER, limit: 9 });
    expect(events.map(({ message }) => message).sort()).toEqual(['first', 'second']);
    expect((await store.segments()).map(({ sealed }) => sealed)).toEqual([true, true]);
  });

  it('drops a part that is still without rows', async () => {
    await importLine('first');
    await store.sealImports();
    await importLine('first');
    await store.sealImports();
    expect((await store.segments()).map(({ id }) => id)).toEqual(['20261120-default-import-0']);
  });

  it('passes over a segment that was dropped meanwhile, and makes no file of it', async () => {
    await importLine('gone', -1);
    await importLine('stays');
    afterListing(() => store.dropSegment('20261119-default-import-0'));
    await store.sealImports();
    expect(await files()).toEqual(['20261120-default-import-0.sqlite']);
    expect((await store.segments())[0]?.sealed).toBe(true);
  });

  it('goes on behind a damaged segment, and says what is wrong with that one', async () => {
    for (const day of [-3, -2, -1]) await importLine(`day ${day}`, day);
    await store.close();
    await damageWords(join(dataDir, 'events', '20261117-default-import-0.sqlite'));
    await openStore();
    await expect(store.sealImports()).rejects.toMatchObject({
      code: 'DATABASE_CORRUPT',
      message: expect.stringContaining('20261117-default-import-0'),
    });
    expect((await store.segments()).map(({ sealed }) => sealed)).toEqual([false, true, true]);
  });
});
