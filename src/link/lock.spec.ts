import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Lock } from './lock.js';

const lockFile = (): string => join(mkdtempSync(join(tmpdir(), 'lanwarden-lock-')), 'x.lock');

describe('a lock', () => {
  it('is held by one at a time and names its holder', () => {
    const path = lockFile();
    const first = new Lock(path);
    first.take('Testing');
    expect(() => new Lock(path).take('Testing')).toThrow(
      new RegExp(`^Testing: process ${process.pid} does that already`),
    );
    first.release();
    expect(existsSync(path)).toBe(false);
    new Lock(path).take('Testing');
  });

  it('is free when its holder is dead, cut, or another program by now', async () => {
    const path = lockFile();
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    for (const content of [
      JSON.stringify({ pid: child.pid, started: '1' }),
      '{"pid":',
      JSON.stringify({ pid: process.pid, started: '1' }),
    ]) {
      writeFileSync(path, content);
      const lock = new Lock(path);
      expect(lock.holder()).toBeUndefined();
      lock.take('Testing');
      lock.release();
    }
  });
});
