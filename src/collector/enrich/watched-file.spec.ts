import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { WatchedFile } from './watched-file.js';

const dir = mkdtempSync(join(tmpdir(), 'lanwarden-watched-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

it('a file that could not be looked at for a while is no problem any more when it is there again as it was', async () => {
  const folder = join(dir, 'mount');
  mkdirSync(folder);
  writeFileSync(join(folder, 'list.txt'), 'x');
  const file = new WatchedFile(join(folder, 'list.txt'), () => Promise.resolve('read'));
  await file.check();
  renameSync(folder, `${folder}.away`);
  writeFileSync(folder, 'no folder');
  await file.check();
  expect([file.value, file.problem]).toEqual(['read', expect.stringContaining('ENOTDIR')]);
  rmSync(folder);
  renameSync(`${folder}.away`, folder);
  await file.check();
  expect(file.problem).toBeUndefined();
});

it('what failed is not read again as it is', async () => {
  const path = join(dir, 'broken.txt');
  writeFileSync(path, 'x');
  let reads = 0;
  const file = new WatchedFile(path, () => Promise.reject(new Error(`broken ${++reads}`)));
  await file.check();
  await file.check();
  expect([reads, file.problem]).toEqual([1, 'broken 1']);
});
