// Imports of other nodes on the page: whose they are, and removing those of a node that is gone. The table of nodes is on a real server.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Sequelize } from 'sequelize';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../../test/helpers/eventually.js';
import { configSchema } from '#config/schema.js';
import type { NodeWatch } from '#src/cluster/node-watch.js';
import { watchNodes } from '#src/cluster/watch-nodes.js';
import { nodeIdOf } from '#src/node-id.js';
import { migrateMetadata } from '#src/store/metadata/migrate.js';
import { coreMigrations } from '#src/store/metadata/migrations/index.js';
import { openMetadata } from '#src/store/metadata/open.js';
import { openPostgres } from '#src/store/metadata/postgres/open.js';
import { startPortal, type TestPortal } from '../../test/helpers/portal.js';
import { freshDatabase } from '../../test/helpers/fresh-database.js';
import type { TestBrowser } from '../../test/helpers/test-browser.js';
import audit from '../audit/index.js';
import { ImportFiles, type ImportState } from './import-files.js';
import module from './index.js';
import { ThisNode } from './this-node.js';

const dir = mkdtempSync(join(tmpdir(), 'lanwarden-elsewhere-'));
let url: string;
let own: NodeWatch;
let other: NodeWatch;
let portal: TestPortal;
let browser: TestBrowser;
let db: Sequelize;

beforeAll(async () => {
  url = await freshDatabase();
  const nodes = await openPostgres({ url, pool: { max: 2 }, statementTimeoutMs: 5_000 });
  await migrateMetadata(nodes, [coreMigrations]).finally(() => nodes.close());
  other = await watch('attic');
  own = await watch('own');
  portal = await startPortal({ modules: [module, audit], dir: join(dir, 'own'), nodes: own });
  browser = await portal.setUp();
  db = await openMetadata(portal.config);
}, 60_000);
afterAll(async () => {
  await db.close();
  await portal.close();
  await Promise.all([own.stop(), other.stop()]);
  rmSync(dir, { recursive: true, force: true });
});

const configOf = (name: string, database?: string) =>
  configSchema.parse({ data: { dir: join(dir, name) }, database: { url: database }, node: { name } });

function watch(name: string): Promise<NodeWatch> {
  mkdirSync(join(dir, name), { recursive: true });
  const log = pino({ level: 'silent' });
  return watchNodes({
    config: configOf(name, url),
    kind: 'portal',
    log,
    hasDuties: () => false,
    health: () => undefined,
  });
}

/** As the portal of that name keeps it. */
async function uploadedTo(name: string, file: string, state: ImportState = 'uploaded'): Promise<string> {
  const files = new ImportFiles(db, new ThisNode(configOf(name)), own);
  const storedAs = `${'x'.repeat(20)}.upload`;
  const id = await files.add({ name: file, storedAs, bytes: 7, uploadedBy: 'ann', uploadedAt: 0, source: null });
  await files.change(id, ['uploaded'], { state });
  return `/import/${id}`;
}

it('an import of a portal that is there cannot be removed elsewhere; of one that is gone it can, with an entry in the audit log', async () => {
  const address = await uploadedTo('attic', 'old <b>.log', 'running');
  const holder = `another portal (attic, node ${nodeIdOf(join(dir, 'attic'))})`;
  await eventually(() => expect(own.others()).toMatchObject([{ isAway: false }]));
  const there = (await browser.get(address)).text;
  expect(there).toContain(`given to ${holder}; it is imported there.`);
  expect(there).not.toContain(`${address}/remove`);
  expect((await browser.submit(`${address}/remove`, {})).status).toBe(409);

  await other.stop();
  const nodes = await openPostgres({ url, pool: { max: 1 }, statementTimeoutMs: 5_000 });
  await nodes.query(`UPDATE nodes SET seen_at = seen_at - 60000 WHERE name = 'attic'`).finally(() => nodes.close());
  await eventually(() => expect(own.others()).toMatchObject([{ isAway: true }]));
  expect((await browser.get('/import')).text).toContain(`to ${holder}, which is away`);
  const gone = (await browser.get(address)).text;
  expect(gone).toContain(`given to ${holder}, which is away`);
  expect(gone).toMatch(/<strong>cut off<[^]*Remove the entry/);
  const start = await browser.submit(`${address}/start`, { format: 'lines' });
  expect([start.status, start.text]).toEqual([
    409,
    expect.stringContaining('It is away: if it is gone for good, remove the entry'),
  ]);
  expect((await browser.send('POST', `${address}/remove`, { body: '_csrf=wrong' })).status).toBe(403);

  expect((await browser.submit(`${address}/remove`, {})).location).toBe('/import');
  expect((await browser.get(address)).status).toBe(404);
  const { text } = await browser.get('/audit?action=import.removed');
  expect(text).toContain('old &lt;b&gt;.log');
}, 30_000);

it('is not removed by who may not import', async () => {
  const address = await uploadedTo('attic', 'kept.log');
  await browser.submit('/users', { name: 'ana', password: 'correct horse battery', role: 'analyst' });
  const analyst = portal.browser();
  await analyst.logIn('ana', 'correct horse battery');
  expect((await analyst.submit(`${address}/remove`, {})).status).toBe(403);
  expect((await browser.get(address)).text).toContain('kept.log');
});
