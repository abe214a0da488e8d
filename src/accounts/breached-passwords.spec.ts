// The list of stolen passwords: found where they are, wherever in the file; a file that is no such list is said to be none.

import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BreachedPasswords } from './breached-passwords.js';

const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex').toUpperCase();
/** What the file is made of; what is not in it has another prefix. */
const stolen = Array.from({ length: 5_000 }, (_, n) => `stolen password ${n}`);
const sorted = stolen.map(sha1).toSorted();

let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-breached-'));
  path = join(dir, 'list.txt');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function write(lines: readonly string[], ending = '\n'): BreachedPasswords {
  writeFileSync(path, lines.join(ending));
  return new BreachedPasswords(path);
}

describe('the list of hashes', () => {
  it.each([
    ['with counts of every length', sorted.map((hash, n) => `${hash}:${10 ** (n % 9)}`), '\n'],
    ['with Windows line ends', [...sorted.map((hash) => `${hash}:3`), ''], '\r\n'],
    ['without counts, in small letters', sorted.map((hash) => hash.toLowerCase()), '\n'],
  ])('%s: finds each password, and no other', async (_what, lines, ending) => {
    const list = write(lines, ending);
    const found = await Promise.all(stolen.filter((_, n) => n % 25 === 0).map((password) => list.has(password)));
    expect(found).not.toContain(false);
    const ends = [sorted[0]!, sorted.at(-1)!].map((hash) => stolen.find((password) => sha1(password) === hash)!);
    expect(await Promise.all(ends.map((password) => list.has(password)))).toEqual([true, true]);
    const others = await Promise.all(Array.from({ length: 200 }, (_, n) => list.has(`a fresh password ${n}`)));
    expect(others).not.toContain(true);
  });

  it('with one line only', async () => {
    const list = write([`${sha1('the only one')}:1`]);
    expect([await list.has('the only one'), await list.has('another one')]).toEqual([true, false]);
  });

  it('that is not sorted is refused, with what to take instead', async () => {
    const list = write(sorted.toReversed().map((hash) => `${hash}:1`));
    await expect(list.has('x')).rejects.toThrow('is not sorted by hash');
  });

  it('of another kind of hash is refused', async () => {
    await expect(write([`${'0'.repeat(32)}:1`]).has('x')).rejects.toThrow('NTLM');
  });

  it('with a line that is none is refused', async () => {
    const lines = sorted.map((hash, n) => (n % 2 === 1 ? '# a comment' : `${hash}:1`));
    await expect(write(lines).has('x')).rejects.toThrow('which is no hash');
  });
});

it('reads passwords one a line, those that are long enough to be taken at all', async () => {
  const list = write(['123456', 'monkey monkey monkey', 'Correct Horse Battery', ''], '\r\n');
  expect([await list.has('monkey monkey monkey'), await list.has('correct horse battery')]).toEqual([true, false]);
});

it('says which file cannot be read', async () => {
  await expect(new BreachedPasswords(join(dir, 'none')).has('x')).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining('accounts.breachedPasswords'),
  });
});
