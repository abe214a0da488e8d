import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { nodeIdOf } from './node-id.js';

let dir: string;
beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'lanwarden-node-'))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it('is made once, for its owner alone, and differs from folder to folder', () => {
  const id = nodeIdOf(dir);
  expect(id).toMatch(/^[0-9a-f]{16}$/);
  expect(nodeIdOf(dir)).toBe(id);
  expect(nodeIdOf(join(dir, 'other'))).not.toBe(id);
  expect(readdirSync(join(dir, 'run'))).toEqual(['node-id']);
  expect(statSync(join(dir, 'run', 'node-id')).mode & 0o777).toBe(0o600);
});

it('that was spoilt is not taken for another', () => {
  nodeIdOf(dir);
  writeFileSync(join(dir, 'run', 'node-id'), 'web1');
  expect(() => nodeIdOf(dir)).toThrow(`node-id holds "web1", not 16 hex digits. Put it back, or delete it`);
});
