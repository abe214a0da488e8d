// Two transactions at once on one file: stored in their order, or neither.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeEvent, NOON } from '../../../test/contract/samples.js';
import { dayOf } from '../segments.js';
import { BatchEncoder, type EncodedBatch } from './batch-encoder.js';
import { openDatabase, type Database } from './driver.js';
import type { SegmentState } from '../engine/segment.js';
import { Transactions } from './transaction.js';
import { SegmentWriter } from './writer.js';

const KEY = { day: dayOf(NOON), retention: 'default', kind: 'live', part: 0 } as const;
const HASH = '0'.repeat(32);

let dir: string;
let writer: SegmentWriter;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'lanwarden-transaction-'));
  writer = (await SegmentWriter.open(join(dir, 'x.sqlite'), KEY, 1, { rows: 1_000 }))!;
});

afterEach(async () => {
  await writer.close();
  await rm(dir, { recursive: true });
});

const events = (...messages: string[]): { event: ReturnType<typeof makeEvent> }[] =>
  messages.map((message) => ({ event: makeEvent({ '@timestamp': NOON, 'event.original': message, message }) }));

async function stored(): Promise<string[]> {
  const db: Database = await openDatabase(join(dir, 'x.sqlite'), 'read');
  const rows = await db.all<{ raw: string }>('select raw from event order by id & 32767');
  await db.close();
  return rows.map(({ raw }) => raw);
}

async function idsOfFacets(): Promise<number[]> {
  const db = await openDatabase(join(dir, 'x.sqlite'), 'read');
  const facets = await db.all<{ id: number }>('select id from facet order by id');
  await db.close();
  return facets.map(({ id }) => id);
}

/** The first statement that is run reaches it late. */
function slowAtFirst(db: Database): Database {
  let delayMs = 50;
  const prepare: Database['prepare'] = async (sql) => {
    const prepared = await db.prepare(sql);
    return {
      run: async (bind) => {
        const wait = delayMs;
        delayMs = 0;
        if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
        return prepared.run(bind);
      },
    };
  };
  return { ...db, prepare };
}

describe('transactions', () => {
  it('are stored behind each other without being waited for', async () => {
    const both = await Promise.all([writer.append(events('a', 'b'), [], []), writer.append(events('c'), [], [])]);
    expect(both.map(({ state }) => state.nextOrdinal)).toEqual([2, 3]);
    expect(await stored()).toEqual(['a', 'b', 'c']);
    expect(writer.state.rows).toBe(3);
  });

  it('are stored in their order where SQLite takes up the second one first', async () => {
    await writer.append(events('a'), [], []);
    const blocked = await openDatabase(join(dir, 'x.sqlite'), 'write');
    const transactions = await Transactions.on(slowAtFirst(blocked));
    const encode = (text: string, state: SegmentState): EncodedBatch =>
      new BatchEncoder(writer, state).finish(events(text));
    const b = encode('b', writer.state);
    const c = encode('c', b.state);
    await Promise.all([transactions.store(b, [], []), transactions.store(c, [], [])]);
    expect(await stored()).toEqual(['a', 'b', 'c']);
    await expect(transactions.store(c, [], [])).rejects.toThrow('do not follow on');
    await blocked.close();
  });

  it('without rows leave what other rows need to those, and may fail alone', async () => {
    await writer.append(events('a'), [HASH], []);
    const b = [{ event: makeEvent({ 'host.name': 'web2', message: 'b' }) }];
    writer.prepare(b);
    const both = await Promise.allSettled([writer.append([], [HASH], []), writer.append(b, [], [])]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect(await idsOfFacets()).toEqual([1, 2]);
  });

  it('are not stored behind one that failed', async () => {
    await writer.append(events('a'), [HASH], []);
    const both = await Promise.allSettled([writer.append(events('b'), [HASH], []), writer.append(events('c'), [], [])]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await stored()).toEqual(['a']);
  });
});
