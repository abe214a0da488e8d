import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sequelize } from 'sequelize';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../../test/helpers/eventually.js';
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
    const said: string[] = [];
    const { options } = db as unknown as { options: { logging: (sql: string) => void } };
    options.logging = (sql) => said.push(sql);
    const add = (): Promise<unknown> =>
      db.transaction(async (transaction) => {
        const [[row]] = (await db.query('SELECT n FROM counted', { transaction })) as [{ n: number }[], unknown];
        await db.query('UPDATE counted SET n = $n', { bind: { n: row!.n + 1 }, transaction });
      });
    const besides: number[] = [];
    const beside = (i: number): Promise<unknown> =>
      db.query('UPDATE counted SET n = n + 1').then(() => besides.push(i));
    await Promise.all(Array.from({ length: 24 }, (_, i) => (i % 3 === 2 ? beside(i) : add())));
    expect(await count()).toBe(24);
    // Neither a second transaction nor a second write beside it waits in a thread meanwhile.
    const turns = said.flatMap((sql) => /BEGIN|COMMIT/.exec(sql) ?? []);
    expect(turns).toEqual(Array.from({ length: 32 }, (_, i) => (i % 2 === 0 ? 'BEGIN' : 'COMMIT')));
    expect(besides).toEqual([2, 5, 8, 11, 14, 17, 20, 23]);
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

  it('of two databases within each other wait for turns of their own, and never for themselves', async () => {
    const other = await openSqliteFile(join(dir, 'other.sqlite'));
    try {
      const order: string[] = [];
      const { promise: freed, resolve: free } = withResolvers();
      const held = other.transaction(async () => {
        await freed;
        order.push('held');
      });
      const nested = db.transaction(async (outer) => {
        order.push('outer');
        await other.transaction(async () => {
          order.push('other');
          await db.transaction({ transaction: outer }, (inner) =>
            db.query('UPDATE counted SET n = n + 1', { transaction: inner }),
          );
        });
      });
      await eventually(() => expect(order).toEqual(['outer']));
      free();
      await Promise.all([held, nested]);
      expect(order).toEqual(['outer', 'held', 'other']);
      expect(await count()).toBe(1);
    } finally {
      await other.close();
    }
  });
});

function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve!: () => void;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
