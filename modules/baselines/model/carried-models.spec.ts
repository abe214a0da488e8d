// Models on their way from one data folder to another, over a real server.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sequelize } from 'sequelize';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '#src/clock.js';
import { openPostgres } from '#src/store/metadata/postgres/open.js';
import { freshDatabase } from '../../../test/helpers/fresh-database.js';
import type { ModelRecord } from '../engine/record.js';
import { Kept } from '../kept.js';
import { baselinesTables } from '../migrations/0001-baselines.js';
import { modelParts } from '../migrations/0002-model-parts.js';
import { Published } from '../training/published.js';
import { CarriedModels } from './carried-models.js';
import { ModelFiles } from './model-file.js';

const ROOT = mkdtempSync(join(tmpdir(), 'baselines-carried-'));
let db: Sequelize;
let here: ModelFiles;
let there: ModelFiles;

afterAll(async () => {
  rmSync(ROOT, { recursive: true, force: true });
});
beforeEach(async () => {
  db = await openPostgres({ url: await freshDatabase(), pool: { max: 2 }, statementTimeoutMs: 5_000 });
  await modelParts.up(db);
  [here, there] = [0, 1].map(() => new ModelFiles(mkdtempSync(join(ROOT, 'files-')))) as [ModelFiles, ModelFiles];
});
afterEach(() => db.close());

/** Random enough that some MB of it stay some MB. */
function* records(count: number): Iterable<ModelRecord> {
  let state = 7;
  for (let n = 0; n < count; n += 1) {
    const words = Array.from({ length: 100 }, () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0));
    yield { kind: 'user', name: `user${n}`, data: words };
  }
}

const write = (name: string, count: number): Promise<string> =>
  here.write(name, { through: 1, about: {} }, records(count));

it('a model of many parts is the same on the other side', async () => {
  const file = await write('large', 5_000);
  await new CarriedModels(db, here).carry(file, undefined);
  const [parts] = await db.query('SELECT part, length(data) AS n FROM baselines_model_parts ORDER BY part');
  expect(parts.length).toBeGreaterThan(2);
  for (const { n } of parts as { n: number }[]) expect(n).toBeLessThan(1_100_000);
  expect(await new CarriedModels(db, there).fetch(file)).toBe(true);
  expect(readFileSync(join(there.dir, file)).equals(readFileSync(join(here.dir, file)))).toBe(true);
  expect((await there.header(file)).through).toBe(1);
});

it('the last two stay', async () => {
  const carried = new CarriedModels(db, here);
  const files = [await write('a', 1), await write('b', 1), await write('c', 1)];
  await carried.carry(files[0]!, undefined);
  await carried.carry(files[1]!, files[0]);
  await carried.carry(files[2]!, files[1]);
  const elsewhere = new CarriedModels(db, there);
  expect(await Promise.all(files.map((file) => elsewhere.fetch(file)))).toEqual([false, true, true]);
});

it('one that came with its folder, and was cut off on its way, is there for another portal once it is shared', async () => {
  await baselinesTables.up(db);
  const kept = new Kept(db, systemClock);
  const published = (files: ModelFiles): Published =>
    new Published({ files, carried: new CarriedModels(db, files), kept, clock: systemClock });
  const file = await write('moved', 50);
  await kept.set('model', JSON.stringify({ file, through: 1, looked: 1, publishedAt: 1 }));
  await new CarriedModels(db, here).carry(file, undefined);
  await db.query('DELETE FROM baselines_model_parts WHERE digest IS NOT NULL');
  const [first, other] = [published(here), published(there)];
  await first.load();
  await first.share();
  await other.refresh();
  expect(other.model).toMatchObject({ file });
  const stamps = (): Promise<unknown> => db.query('SELECT xmin FROM baselines_model_parts ORDER BY part');
  const before = await stamps();
  await first.share();
  expect(await stamps()).toEqual(before);
});

it.each([
  ['a part that is gone', 'DELETE FROM baselines_model_parts WHERE part = 0'],
  ['a part that is damaged', `UPDATE baselines_model_parts SET data = '\\x00112233' WHERE part = 0`],
  ['another file', `UPDATE baselines_model_parts SET digest = 'beef' WHERE digest IS NOT NULL`],
])('%s is no model, and leaves no file behind', async (_what, damage) => {
  const file = await write('m', 50);
  await new CarriedModels(db, here).carry(file, undefined);
  await db.query(damage);
  await expect(new CarriedModels(db, there).fetch(file)).rejects.toMatchObject({ code: 'MODEL_UNREADABLE' });
  expect(await there.list()).toEqual([]);
});

it('one that was cut off on its way is not there', async () => {
  const file = await write('m', 50);
  await new CarriedModels(db, here).carry(file, undefined);
  await db.query('DELETE FROM baselines_model_parts WHERE digest IS NOT NULL');
  expect(await new CarriedModels(db, there).fetch(file)).toBe(false);
});
