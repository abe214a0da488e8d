// A server whose host is gone without a word: nothing comes back, and nothing says so.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { cuttingProxy } from '../../../../test/helpers/cutting-proxy.js';
import { type PostgresServer, startPostgres } from '../../../../test/helpers/postgres.js';
import { isPassing } from '../passing.js';
import { openPostgres } from './open.js';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.stop());

it('is not waited for longer than a statement may take, and its connection is not used again', async () => {
  const proxy = await cuttingProxy(await server.freshDatabase());
  const db = await openPostgres({ url: proxy.url, pool: { max: 1 }, statementTimeoutMs: 100 });
  await db.query('SELECT 1');
  proxy.swallow();
  const silent: unknown = await db.query('SELECT 1').catch((error: unknown) => error);
  expect(silent).toMatchObject({ message: 'Query read timeout' });
  expect(isPassing(silent)).toBe(true);
  proxy.refuses = true;
  await expect(db.query('SELECT 1')).rejects.toMatchObject({ name: expect.stringMatching(/^SequelizeConnection/) });
  await db.close();
  proxy.close();
}, 30_000);
