// How much of a segment a page reads where SQL alone cannot say what matches: one odd row makes all of them such.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeEvent, NOON, put } from '../../../test/contract/samples.js';
import { parseQuery } from '../../query/parse.js';
import { FacetTable } from '../engine/facet-table.js';
import { ReadBudget } from '../engine/read-budget.js';
import type { Direction, RowPage } from '../engine/segment.js';
import { openDatabase, type Database } from './driver.js';
import { openSqliteStore } from './open.js';
import { readState } from './state.js';
import { SegmentView } from './view.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';

const COUNT = 3_000;

describe('a page of rows that are looked at one by one', () => {
  let dataDir: string;
  let db: Database;
  let read: number;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'lanwarden-view-'));
    const events = { segment: { rows: 1_000_000 }, minFreeBytes: 1 };
    const clock = new FakeClock(NOON);
    const store = await openSqliteStore({ dataDir, clock, events, freeBytes: () => Promise.resolve(1e12) });
    const rows = Array.from({ length: COUNT }, (_, at) =>
      makeEvent({
        '@timestamp': NOON + at,
        'event.ingested': NOON,
        message: at % 5 === 0 ? 'a fifth' : 'another',
        'user.name': at === 0 ? 'odd\u0000' : 'root',
      }),
    );
    await put(store, rows);
    await store.close();
    const opened = await openDatabase(join(dataDir, 'events', '20261120-default-live-0.sqlite'), 'read');
    const all = async <T>(...[sql, bind]: Parameters<Database['all']>): Promise<T[]> => {
      const found = await opened.all<T>(sql, bind);
      if (sql.includes('event.raw')) read += found.length;
      return found;
    };
    db = { ...opened, all };
  });
  afterAll(async () => {
    await db.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  async function page(query: string, limit: number, direction: Direction): Promise<RowPage> {
    const state = await readState(db);
    const parsed = parseQuery(query);
    if (parsed.kind !== 'query') throw new Error(query);
    const view = await SegmentView.open(db, state, new FacetTable(), parsed.query, new ReadBudget());
    expect(view.plan.exact).toBe(false);
    read = 0;
    return view.page(db, { from: state.minId!, to: state.maxId! + 1 }, direction, limit);
  }

  it.each(['ascending', 'descending'] as const)('reads its own length where most match (%s)', async (direction) => {
    const { rows } = await page('user:root', 100, direction);
    expect(rows.length).toBeGreaterThan(98);
    expect(read).toBe(100);
  });

  it.each(['ascending', 'descending'] as const)('reads on, each row once, where few match (%s)', async (direction) => {
    const { rows, last } = await page('user:root message:/fi.th/', 100, direction);
    const ids = rows.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(ids.toSorted((a, b) => (direction === 'ascending' ? a - b : b - a)));
    expect(last).toBeDefined();
    expect(ids.length).toBeGreaterThan(100);
  });
});
