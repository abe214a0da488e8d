import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { replaceFile } from './replace-file.js';

let dir: string;
beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'lanwarden-replace-'))));
afterEach(() => rmSync(dir, { recursive: true }));

it('makes the file, or replaces it, for its owner alone, and leaves nothing beside it', async () => {
  const path = join(dir, 'place.json');
  await replaceFile(path, 'the first, which is longer');
  await replaceFile(path, 'the second');
  expect(readFileSync(path, 'utf8')).toBe('the second');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(dir)).toEqual(['place.json']);
});

it('what cannot be written leaves the old text', async () => {
  const path = join(dir, 'place.json');
  writeFileSync(path, 'the old one');
  mkdirSync(`${path}.tmp`);
  await expect(replaceFile(path, 'the new one')).rejects.toMatchObject({ code: 'EISDIR' });
  expect(readFileSync(path, 'utf8')).toBe('the old one');
});
