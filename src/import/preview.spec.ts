// A look at a file leaves nothing behind: the portal looks at uploads as often as somebody opens the page.

import { existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, it } from 'vitest';
import { eventually } from '../../test/helpers/eventually.js';
import { previewFile } from './preview.js';

const FDS = '/proc/self/fd';
const dir = mkdtempSync(join(tmpdir(), 'lanwarden-preview-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function openOf(file: string): number {
  return readdirSync(FDS).filter((fd) => {
    try {
      return readlinkSync(join(FDS, fd)) === file;
    } catch {
      return false; // closed meanwhile: the one of this listing
    }
  }).length;
}

const MANY = 'a,b\n'.repeat(500_000);

it.runIf(existsSync(FDS)).each<[string, string | Buffer]>([
  ['table.csv', MANY],
  ['lines.log', MANY],
  ['packed.csv', gzipSync(MANY)],
  ['none.evtx', 'short'],
])('%s is closed again', async (name, content) => {
  const file = join(dir, name);
  writeFileSync(file, content);
  await previewFile(file, name, { dayOrder: 'mdy' }).catch(() => undefined);
  await eventually(() => expect(openOf(file)).toBe(0));
});

it('says that a packed file is cut off, and shows what is there', async () => {
  const file = join(dir, 'upload');
  writeFileSync(file, gzipSync('a,b\n1,2\n').subarray(0, -9));
  const preview = await previewFile(file, 'cut.csv.gz', { dayOrder: 'mdy' });
  expect(preview).toMatchObject({ problem: 'the file ends within its gzip data', table: { rows: [['1', '2']] } });
});
