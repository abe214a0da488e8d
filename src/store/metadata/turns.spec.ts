import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sequelize } from 'sequelize';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteFile } from './driver.js';

describe('transactions of the metadata database', () => {
  let dir: string;
  let db: Sequelize;
  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'lanwarden-turns-'));
    db = await openSqliteFile(join(dir, 'metadata.sqlite'));
    await db.query('CREATE TABLE counted (n INTEGER NOT NULL)');
    await db.query('INSERT INTO counted (n) VALUES (0)');
  });
  afterEach(async () => {
    await db.close();
    rmSync(dir, { recursive: true, force: true });
  });

  const count = async (): Promise<number> => ((await db.query('SELECT n FROM counted'))[0] as { n: number }[])[0]!.n;

  it('do not stop each other: as many as there are threads and more, with writes beside them', async () => {
    const startedAt = performance.now();
    const add = (): Promise<unknown> =>
      db.transaction(async (transaction) => {
        const [[row]] = (await db.query('SELECT n FROM counted', { transaction })) as [{ n: number }[], unknown];
        await db.query('UPDATE counted SET n = $n', { bind: { n: row!.n + 1 }, transaction });
      });
    const beside = (): Promise<unknown> => db.query('UPDATE counted SET n = n + 1');
    await Promise.all(Array.from({ length: 24 }, (_, i) => (i % 3 === 2 ? beside() : add())));
    expect(await count()).toBe(24);
    // Without turns the first wait alone is a second, and each of the following one more.
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  it('go on after one that failed', async () => {
    const failing = db.transaction(async (transaction) => {
      await db.query('UPDATE counted SET n = 99', { transaction });
      throw new Error('no');
    });
    const next = db.transaction((transaction) => db.query('UPDATE counted SET n = n + 1', { transaction }));
    await expect(failing).rejects.toThrow('no');
    await next;
    expect(await count()).toBe(1);
  });

  it('take their turn also when they were begun by the end of another one', async () => {
    let after: Promise<unknown> | undefined;
    const add = (): Promise<unknown> =>
      db.transaction((transaction) => db.query('UPDATE counted SET n = n + 1', { transaction }));
    await db.transaction(async (transaction) => {
      transaction.afterCommit(() => void (after = add()));
      await db.query('UPDATE counted SET n = n + 1', { transaction });
    });
    await Promise.all([after, add(), add()]);
    expect(await count()).toBe(4);
  });

  it('within another one are part of it when they say so', async () => {
    await db.transaction(async (outer) => {
      await db.transaction({ transaction: outer }, (inner) =>
        db.query('UPDATE counted SET n = n + 1', { transaction: inner }),
      );
    });
    expect(await count()).toBe(1);
  });
});
