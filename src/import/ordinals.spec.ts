import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { Ordinals } from './ordinals.js';

const digestOf = (line: string): Buffer => createHash('sha1').update(line).digest();

/** What tells each line from all others. */
function keysOf(lines: readonly string[], ordinals: Ordinals): string[] {
  return lines.map((line) => `${line}:${ordinals.next(digestOf(line))}`);
}

it('equal lines are told apart, the same at each run', () => {
  const lines = Array.from({ length: 200_000 }, (_, i) => `line ${i % 90_000}`);
  const keys = keysOf(lines, new Ordinals());
  expect(new Set(keys).size).toBe(lines.length);
  expect([keys[0], keys[90_000], keys[180_000]]).toEqual(['line 0:0', 'line 0:1', 'line 0:2']);
  expect(keysOf(lines, new Ordinals())).toEqual(keys);
});

it('and so they are beyond what is remembered', () => {
  const lines = Array.from({ length: 1_000 }, (_, i) => `line ${i % 7}`);
  const keys = keysOf([...lines, 'x', 'y', 'z', ...lines], new Ordinals(8));
  expect(new Set(keys).size).toBe(2_003);
  expect(keys.at(-1)).toMatch(/\/\d+$/);
});
