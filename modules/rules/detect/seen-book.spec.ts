// What first-seen rules know: over a restart, within bounds, and written with the transaction it belongs to or not at all.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QueryTypes, type Sequelize } from 'sequelize';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import { openMetadata } from '#src/store/metadata/open.js';
import { detectionTables } from '../migrations/0002-detection.js';
import { seenAgain } from '../migrations/0004-seen-again.js';
import { SeenBook } from './seen-book.js';

const DAY_MS = 86_400_000;

let dir: string;
let db: Sequelize;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-seen-'));
  db = await openMetadata(configSchema.parse({ data: { dir } }));
  await detectionTables.up(db);
  await seenAgain.up(db);
});
afterEach(async () => {
  await db.close();
  rmSync(dir, { recursive: true, force: true });
});

const open = async (maxValues?: number): Promise<SeenBook> => {
  const book = new SeenBook(db, () => false, maxValues);
  await book.load(['r']);
  return book;
};
const write = (book: SeenBook): Promise<void> =>
  db.transaction((t) => book.write(t, 'all')).then((written) => written());

/** What is kept. */
const rows = (): Promise<{ again_at: number | null }[]> =>
  db.query("SELECT again_at FROM rule_seen WHERE rule = 'r'", { type: QueryTypes.SELECT });
const countOf = async (): Promise<number> => (await rows()).length;

describe('values that were seen', () => {
  it('are known at the next start, by rule and key', async () => {
    const book = await open();
    book.see('r', '[["host.name","web1"]]', 'alice', 1_000);
    await write(book);
    const next = await open();
    expect(next.see('r', '[["host.name","web1"]]', 'alice', 2_000)).toBe(false);
    expect(next.see('r', '[["host.name","web2"]]', 'alice', 2_000)).toBe(true);
    expect(next.see('other', '[["host.name","web1"]]', 'alice', 2_000)).toBe(true);
  });

  it('are written with the next transaction when one is rolled back', async () => {
    const book = await open();
    book.see('r', '[]', 'alice', 1_000);
    const failing = db.transaction(async (t) => {
      await book.write(t, 'all');
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await countOf()).toBe(0);
    await write(book);
    expect(await countOf()).toBe(1);
  });

  it('are forgotten in the order of learning beyond the bound, in the table too', async () => {
    const book = await open(100);
    for (let n = 0; n < 60; n += 1) book.see('r', '[]', `v${n}`, n);
    await write(book);
    for (let n = 60; n < 150; n += 1) book.see('r', '[]', `v${n}`, n);
    await write(book);
    expect([book.forgottenOf('r'), await countOf()]).toEqual([56, 94]);
    for (const each of [book, await open()]) {
      expect(['v55', 'v56', 'v149'].map((value) => each.see('r', '[]', value, 150))).toEqual([true, false, false]);
    }
  });

  it('are not pushed out by a flood of others when they came again a day later, also after a restart', async () => {
    const book = await open(100);
    for (const day of [0, 1]) for (let n = 0; n < 50; n += 1) book.see('r', '[]', `usual ${n}`, day * DAY_MS + n);
    for (let n = 0; n < 1_000; n += 1) book.see('r', '[]', `flood ${n}`, DAY_MS + 1_000);
    await write(book);
    for (const each of [book, await open(100)]) {
      for (let n = 1_000; n < 2_000; n += 1) each.see('r', '[]', `flood ${n}`, DAY_MS + 1_000);
      for (let n = 0; n < 50; n += 1) expect(each.see('r', '[]', `usual ${n}`, DAY_MS + 2_000)).toBe(false);
    }
    expect(await countOf()).toBeLessThanOrEqual(100);
  });

  it('are written again once a day at the most', async () => {
    const book = await open();
    book.see('r', '[]', 'alice', 0);
    await write(book);
    const again = async (at: number): Promise<number | null> => {
      book.see('r', '[]', 'alice', at);
      await write(book);
      return (await rows())[0]!.again_at;
    };
    expect([await again(DAY_MS - 1), await again(DAY_MS), await again(DAY_MS + 1)]).toEqual([null, DAY_MS, DAY_MS]);
    expect((await open()).see('r', '[]', 'alice', DAY_MS + 2)).toBe(false);
  });

  it('begin anew for a rule that looks at something else', async () => {
    const book = await open();
    book.see('r', '[]', 'alice', 1_000);
    await write(book);
    book.see('r', '[]', 'bob', 1_000);
    await book.forget('r');
    await write(book);
    expect(await countOf()).toBe(0);
    expect(book.see('r', '[]', 'alice', 1_000)).toBe(true);
  });
});
