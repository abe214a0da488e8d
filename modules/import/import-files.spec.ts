// Two portals on one database: each sees all imports, and touches its own alone.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Sequelize } from 'sequelize';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import { NodeWatch } from '#src/cluster/node-watch.js';
import { openMetadata } from '#src/store/metadata/open.js';
import { ImportFiles, type ImportState } from './import-files.js';
import { ImportQueue } from './import-queue.js';
import { importTables } from './migrations/0001-imports.js';
import { importNodes } from './migrations/0002-nodes.js';
import { importMappings } from './migrations/0003-mappings.js';
import { ThisNode } from './this-node.js';
import { Uploads } from './uploads.js';
import { FakeClock } from '../../test/helpers/fake-clock.js';

const clock = new FakeClock(1_000);
let dir: string;
let db: Sequelize;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-nodes-'));
  db = await openMetadata(configSchema.parse({ data: { dir } }));
  await importTables.up(db);
  await importNodes.up(db);
});
afterEach(async () => {
  await db.close();
  rmSync(dir, { recursive: true, force: true });
});

/** A portal with a folder of its own. */
function portal(name: string) {
  const config = configSchema.parse({ data: { dir: join(dir, name) } });
  mkdirSync(join(dir, name, 'uploads'), { recursive: true });
  const node = new ThisNode(config);
  const files = new ImportFiles(db, node, new NodeWatch());
  const settings = { now: () => ({ keepUploadsHours: 1 }) } as never;
  const queue = new ImportQueue(files, new Uploads(config), settings, clock, pino({ level: 'silent' }));
  const upload = async (file: string): Promise<number> => {
    const storedAs = `${file.replace('.', '_').padEnd(20, '_')}.upload`;
    writeFileSync(join(dir, name, 'uploads', storedAs), 'a line\n');
    const uploaded = { uploadedBy: 'ann', uploadedAt: clock.now(), source: null };
    return files.add({ ...uploaded, name: file, storedAs, bytes: 7 });
  };
  const stateOf = async (id: number): Promise<ImportState | undefined> => (await files.byId(id))?.state;
  return { node, files, queue, upload, stateOf };
}

it('an import of one is neither ended, started, cancelled nor removed by the other', async () => {
  const [a, b] = [portal('a'), portal('b')];
  const [running, waiting] = [await a.upload('one.log'), await a.upload('two.log')];
  await a.files.change(running, ['uploaded'], { state: 'running' });
  await b.queue.onModuleInit();
  expect([await b.stateOf(running), await b.stateOf(waiting)]).toEqual(['running', 'uploaded']);
  expect(await b.queue.start(waiting, {})).toBe(false);
  expect(await b.queue.cancel(running)).toBe(false);
  expect(await b.queue.remove((await b.files.byId(waiting))!)).toBe(false);
  clock.advance(24 * 3_600_000);
  await b.queue.clean();
  expect(await b.files.byId(waiting)).toMatchObject({ state: 'uploaded', node: a.node.id });
  expect((await b.files.list()).map((file) => b.files.isHere(file))).toEqual([false, false]);
  await a.queue.onModuleInit();
  expect([await a.stateOf(running), await a.stateOf(waiting)]).toEqual(['failed', 'uploaded']);
});

it('what was uploaded before nodes had ids is whose file is in the folder', async () => {
  const [a, b] = [portal('a'), portal('b')];
  const [ofA, ofB] = [await a.upload('one.log'), await b.upload('two.log')];
  await db.query('UPDATE import_files SET node = NULL, node_name = NULL');
  await a.queue.onModuleInit();
  await b.queue.onModuleInit();
  expect([(await a.files.byId(ofA))?.node, (await a.files.byId(ofB))?.node]).toEqual([a.node.id, b.node.id]);
});

it('takes an empty mapping from before for one that nobody gave', async () => {
  const { files, upload } = portal('one');
  const [empty, given] = [await upload('a.csv'), await upload('b.csv')];
  await files.change(empty, ['uploaded'], { mapping: '' });
  await files.change(given, ['uploaded'], { mapping: 'time=#1' });
  await importMappings.up(db);
  expect([(await files.byId(empty))?.mapping, (await files.byId(given))?.mapping]).toEqual([null, 'time=#1']);
});
