// A new parser works before its author has changed anything, and its samples say so.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { decodeFrame } from '#src/collector/decode/decode.js';
import type { ParserPlugin } from '#src/plugin/parser.js';
import { newParserFiles } from './new-parser-files.mjs';

const dir = mkdtempSync(join(tmpdir(), 'lanwarden-new-parser-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

it.each([
  ['in the repository', false, 'index.ts'],
  ['of an operator', true, 'index.js'],
])('a new parser %s makes of its samples what is said', async (_where, isOutside, entry) => {
  const id = isOutside ? 'my-outside' : 'my-inside';
  const folder = join(dir, id);
  const files = newParserFiles(id, isOutside);
  for (const [name, text] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const parser = ((await import(/* @vite-ignore */ join(folder, entry))) as { default: ParserPlugin }).default;
  expect(parser.id).toBe(id);
  const lines = files.get('samples/first.log')!.split('\n').filter((line) => line !== '' && !line.startsWith('# ')); // prettier-ignore
  const expected = JSON.parse(newParserFiles(id).get('samples/first.json')!) as unknown[];
  expect(lines.map((line) => parser.parse(decodeFrame(Buffer.from(line))) ?? null)).toEqual(expected);
});
