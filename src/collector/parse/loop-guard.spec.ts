import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { readStuckParsers } from './loop-guard.js';

describe('the loop guard', () => {
  it('ends a process whose parser does not come back, and notes parser and line', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'lanwarden-guard-'));
    const note = join(dir, 'stuck.ndjson');
    const program = join(dir, 'loop.mjs');
    writeFileSync(program, compiled('./loop-guard.ts'));
    const use = `import { LoopGuard } from ${JSON.stringify(program)};
      const guard = new LoopGuard(${JSON.stringify(note)}, 200);
      guard.start(['good']);
      guard.learn(['good', 'bad']);
      setTimeout(() => { guard.see(Buffer.from('<13>evil line')); guard.enter(1); for (;;); }, 50);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', use], { stdio: 'inherit' });
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
    expect(signal).toBe('SIGKILL');
    expect(readStuckParsers(note)).toEqual([{ parser: 'bad', line: '<13>evil line' }]);
  });
});

/** The module as plain JavaScript, so that another process can load it. */
function compiled(file: string): string {
  const source = readFileSync(fileURLToPath(new URL(file, import.meta.url)), 'utf8');
  return ts.transpileModule(source, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  }).outputText;
}
