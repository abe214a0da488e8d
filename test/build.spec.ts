// `bin/lanwarden.mjs` builds when it must and only then: tried on a small program in a folder of its own.

import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';

let root: string;

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((done) => {
    execFile(process.execPath, [join(root, 'bin/lanwarden.mjs'), ...args], (error, out, err) =>
      done({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });
}

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'lanwarden-build-'));
  cpSync('bin', join(root, 'bin'), { recursive: true });
  cpSync('package.json', join(root, 'package.json'));
  cpSync('tsconfig.json', join(root, 'tsconfig.json'));
  symlinkSync(resolve('node_modules'), join(root, 'node_modules'));
  write('src/main.ts', "import { words } from '#src/words.js';\nconsole.log(words, process.argv.slice(2).join());\n");
  write('src/words.ts', "export const words: string = 'one';\n");
  write('src/words.spec.ts', 'not even TypeScript');
  write('modules/events/views/index.ejs', '<p></p>');
  write('views/layout.ejs', '<html>');
});

describe('the first run', () => {
  it('builds, says so on standard error, and runs with the arguments', async () => {
    const { code, out, err } = await run('search', '-x');
    expect(err).toMatch(/^lanwarden: building \(first run\) \.\.\.\nlanwarden: built in [\d.]+ s\n$/);
    expect(out).toBe('one search,-x\n');
    expect(code).toBe(0);
  });

  it('takes what is not TypeScript along, and no tests', () => {
    expect(existsSync(join(root, 'dist/modules/events/views/index.ejs'))).toBe(true);
    expect(existsSync(join(root, 'dist/views/layout.ejs'))).toBe(true);
    expect(existsSync(join(root, 'dist/src/words.spec.js'))).toBe(false);
    expect(readdirSync(root).filter((name) => name.startsWith('.dist'))).toEqual([]);
  });
});

describe('later runs', () => {
  it('build nothing', async () => expect((await run()).err).toBe(''));

  it('build nothing when a file was only touched', async () => {
    utimesSync(join(root, 'src/words.ts'), new Date(), new Date(Date.now() + 5_000));
    expect(await run()).toEqual({ code: 0, out: 'one \n', err: '' });
  });

  it('build when a source or a template has changed or is gone', async () => {
    write('src/words.ts', "export const words: string = 'two';\n");
    expect((await run()).out).toBe('two \n');
    rmSync(join(root, 'views/layout.ejs'));
    expect((await run()).err).toContain('building (the sources have changed)');
    expect(existsSync(join(root, 'dist/views/layout.ejs'))).toBe(false);
  });

  it('say what does not compile, and leave the old build alone', async () => {
    write('src/words.ts', 'export const words: string = 3;\n');
    const { code, out, err } = await run();
    expect(err).toMatch(/lanwarden: the sources do not compile:\nsrc\/words\.ts\(1,14\): error TS2322/);
    expect([code, out]).toEqual([1, '']);
    expect(existsSync(join(root, 'dist/src/main.js'))).toBe(true);
  });
});

it('runs without sources, as an installed package', async () => {
  renameSync(join(root, 'src'), join(root, 'gone'));
  expect(await run()).toEqual({ code: 0, out: 'two \n', err: '' });
});
