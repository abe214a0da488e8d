// What first-seen rules know: over a restart, within bounds, and written with the transaction it belongs to or not at all.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sequelize } from 'sequelize';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import { openMetadata } from '#src/store/metadata/open.js';
import { detectionTables } from '../migrations/0002-detection.js';
import { SeenBook } from './seen-book.js';

let dir: string;
let db: Sequelize;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-seen-'));
  db = await openMetadata(configSchema.parse({ data: { dir } }));
  await detectionTables.up(db);
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

describe('values that were seen', () => {
  it('are known at the next start, by rule and key', async () => {
    const book = await open();
    book.add('r', '[["host.name","web1"]]', 'alice', 1_000);
    expect(book.isChanged).toBe(true);
    await write(book);
    expect(book.isChanged).toBe(false);
    const next = await open();
    expect(next.has('r', '[["host.name","web1"]]', 'alice')).toBe(true);
    expect(next.has('r', '[["host.name","web2"]]', 'alice')).toBe(false);
    expect(next.has('other', '[["host.name","web1"]]', 'alice')).toBe(false);
  });

  it('are written with the next transaction when one is rolled back', async () => {
    const book = await open();
    book.add('r', '[]', 'alice', 1_000);
    const failing = db.transaction(async (t) => {
      await book.write(t, 'all');
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect((await open()).countOf('r')).toBe(0);
    await write(book);
    expect((await open()).countOf('r')).toBe(1);
  });

  it('are forgotten in the order of learning beyond the bound, in the table too', async () => {
    const book = await open(100);
    for (let n = 0; n < 60; n += 1) book.add('r', '[]', `v${n}`, n);
    await write(book);
    for (let n = 60; n < 150; n += 1) book.add('r', '[]', `v${n}`, n);
    await write(book);
    for (const each of [book, await open()]) {
      expect(each.countOf('r')).toBe(94);
      expect([each.has('r', '[]', 'v55'), each.has('r', '[]', 'v56'), each.has('r', '[]', 'v149')]).toEqual([
        ...[false, true, true],
      ]);
    }
  });

  it('begin anew for a rule that looks at something else', async () => {
    const book = await open();
    book.add('r', '[]', 'alice', 1_000);
    await write(book);
    book.add('r', '[]', 'bob', 1_000);
    await book.forget('r');
    await write(book);
    expect([book.countOf('r'), (await open()).countOf('r')]).toEqual([0, 0]);
  });
});
