// What the import of a parser leaves in a process: nothing that is open, runs or listens. In a process of its own, where each is imported for
// the first time.

import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';

const PARSERS = new URL('../../dist/parsers/', import.meta.url);

/** What is there after each import and was not before, by what was imported. */
const PROBE = `
  const state = () => {
    const counts = new Map();
    const kinds = process.getActiveResourcesInfo().filter((kind) => /TCP|UDP|Server|FSEvent|ChildProcess|Timeout|Immediate|Worker|MessagePort/.test(kind));
    const listeners = process.eventNames().flatMap((name) => process.listeners(name).map(() => 'listener ' + String(name)));
    const globals = Object.getOwnPropertyNames(globalThis).map((name) => 'global ' + name);
    for (const thing of [...kinds, ...listeners, ...globals]) counts.set(thing, (counts.get(thing) ?? 0) + 1);
    return counts;
  };
  const left = {};
  for (const url of JSON.parse(process.argv[1])) {
    const before = state();
    await import(url);
    await new Promise(setImmediate);
    const more = [...state()].flatMap(([thing, count]) => (count > (before.get(thing) ?? 0) ? [thing] : []));
    if (more.length > 0) left[url] = more;
  }
  console.log(JSON.stringify(left));
  process.exit();
`;

function leftBy(urls: readonly string[]): Record<string, string[]> {
  const args = ['--input-type=module', '-e', PROBE, JSON.stringify(urls)];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Record<string, string[]>;
}

it('open, start and register nothing when they are imported', () => {
  const ids = readdirSync(PARSERS, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [entry.name] : [],
  );
  expect(ids.length).toBeGreaterThan(50);
  expect(leftBy(ids.map((id) => new URL(`${id}/index.js`, PARSERS).href))).toEqual({});
});

it('and would be seen otherwise', () => {
  const code = [
    'setInterval(() => {}, 1e6)',
    "process.on('exit', () => {})",
    'globalThis.mine = 1',
    "(await import('node:net')).createServer().listen(0, '127.0.0.1')",
  ];
  const urls = code.map((each) => `data:text/javascript,${encodeURIComponent(each)}`);
  expect(Object.values(leftBy(urls))).toEqual([['Timeout'], ['listener exit'], ['global mine'], ['TCPServerWrap']]);
});
