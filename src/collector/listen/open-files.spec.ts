import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openFileLimit } from './open-files.js';

it.each([
  [
    'a number',
    'Max processes  100  100  processes\nMax open files            1024                 4096                 files\n',
    1024,
  ],
  ['no limit', 'Max open files            unlimited            unlimited            files\n', undefined],
])('reads how many files may be open where it is %s', (_, text, limit) => {
  const path = join(mkdtempSync(join(tmpdir(), 'lanwarden-limits-')), 'limits');
  writeFileSync(path, text);
  expect(openFileLimit(path)).toBe(limit);
});

it('does not know where the system does not tell', () => {
  expect(openFileLimit('/nowhere/limits')).toBeUndefined();
});
