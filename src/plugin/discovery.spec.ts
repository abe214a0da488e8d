// Parsers of the operator's own folder, as they lie there: links, gaps, and what cannot be read.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { discoverParsers, pluginPlaces, type PluginProblem, privateCopies } from './discovery.js';
import { parsersSignature } from './folder-signature.js';
import { PrivateCopies } from './private-copy.js';

let dir: string;
beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'lanwarden-discovery-'))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(join(dir, path)), { recursive: true });
  writeFileSync(join(dir, path), text);
}

const parser = (id: string, more = ''): string =>
  `export default { id: '${id}', title: '${id}', contract: '^1.0.0', family: 'test', hint: {}, parse() {}, ${more} };`;

/** Of the folder: ids that were found, and what was said. */
async function found(): Promise<{ ids: string[]; problems: readonly PluginProblem[]; isWhole: boolean }> {
  const own = new Set(pluginPlaces('parsers').map(({ id }) => id));
  const { plugins, ...rest } = await discoverParsers({ dir }, privateCopies(join(dir, 'work')));
  expect(plugins.length).toBeGreaterThan(own.size - 1);
  return { ids: plugins.map(({ id }) => id).filter((id) => !own.has(id)), ...rest };
}

describe('plugins.dir', () => {
  it('that cannot be read is said, and everything else is there', async () => {
    put('parsers', 'a file');
    expect(await found()).toEqual({
      ids: [],
      problems: [{ id: 'plugins.dir', path: join(dir, 'parsers'), problem: expect.stringMatching(/cannot be read/) }],
      isWhole: false,
    });
    expect(pluginPlaces('parsers', { dir }).length).toBeGreaterThan(0);
  });

  it('without a folder of plugins is said; so is a folder without the file that makes it one', async () => {
    expect((await found()).problems).toEqual([
      { id: 'plugins.dir', path: dir, problem: expect.stringMatching(/no folder parsers/) },
    ]);
    put('parsers/acme/README.md', '');
    put('parsers/.git/HEAD', '');
    put('parsers/notes.txt', '');
    expect(await found()).toEqual({
      ids: [],
      problems: [{ id: 'acme', path: join(dir, 'parsers/acme'), problem: expect.stringMatching(/index\.js/) }],
      isWhole: true,
    });
  });

  it('may hold links, as Kubernetes and stow make them', async () => {
    put('stow/far/index.mjs', parser('far'));
    put('stow/far/more/..data/own.js', 'export default 1;');
    put('parsers/map/..2026/index.js', parser('map'));
    symlinkSync('..2026', join(dir, 'parsers/map/..data'));
    symlinkSync('..data/index.js', join(dir, 'parsers/map/index.js'));
    symlinkSync('../stow/far', join(dir, 'parsers/far'));
    symlinkSync('../stow/gone', join(dir, 'parsers/gone'));
    symlinkSync('../stow/far/index.mjs', join(dir, 'parsers/a-file'));
    put('parsers/circle/index.js', parser('circle'));
    symlinkSync('.', join(dir, 'parsers/circle/again'));
    const { ids, problems } = await found();
    expect(ids.toSorted()).toEqual(['far', 'map']);
    expect(problems.map(({ id }) => id).toSorted()).toEqual(['circle', 'gone']);

    const before = await parsersSignature(dir);
    put('stow/far/index.mjs', parser('far', 'priority: 1'));
    expect(await parsersSignature(dir)).not.toBe(before);
  });

  it.each([
    ['key: 1, carry: [], ttlMs: 1', 'join.key'],
    ["key() {}, carry: 'user.name', ttlMs: 1", 'join.carry'],
    ["key() {}, carry: ['user.name']", 'join.ttlMs'],
  ])('a parser whose join is { %s } is left out', async (join, what) => {
    put('parsers/torn/index.mjs', parser('torn', `join: { ${join} }`));
    const { ids, problems } = await found();
    expect([ids, problems]).toEqual([[], [expect.objectContaining({ id: 'torn', problem: expect.stringContaining(what) })]]); // prettier-ignore
  });
});

describe('a private copy', () => {
  it('knows #src beside what the parser says of itself', () => {
    put('host/src/value.js', "export const value = 'of the host';");
    put('host/package.json', '{"type":"module"}');
    put('parsers/mine/package.json', '{"name":"mine","imports":{"#own":"./own.js"}}');
    put('parsers/mine/own.js', "export const own = 'its own';");
    put('parsers/mine/index.js', "import { value } from '#src/value.js';\nimport { own } from '#own';\nexport default [value, own];"); // prettier-ignore
    const copy = new PrivateCopies(join(dir, 'host'), join(dir, 'work')).copyOf('mine', join(dir, 'parsers/mine/index.js')); // prettier-ignore
    // Node's own resolution: the test runner has another one.
    const program = `import(${JSON.stringify(pathToFileURL(copy).href)}).then((it) => console.log(it.default.join()))`;
    expect(execFileSync(process.execPath, ['-e', program], { encoding: 'utf8' }).trim()).toBe('of the host,its own');
    expect(JSON.parse(readFileSync(join(dirname(copy), 'package.json'), 'utf8'))).toMatchObject({ name: 'mine' });
  });

  it('of a folder with a broken package.json names the file', () => {
    put('parsers/mine/package.json', '{');
    put('parsers/mine/index.js', '');
    const copies = new PrivateCopies(join(dir, 'host'), join(dir, 'work'));
    expect(() => copies.copyOf('mine', join(dir, 'parsers/mine/index.js'))).toThrow('package.json is no JSON');
  });
});
