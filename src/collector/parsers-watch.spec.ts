import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { parsersSignature } from '../plugin/folder-signature.js';
import { eventually } from '../../test/helpers/eventually.js';
import { ParsersWatch } from './parsers-watch.js';

let dir: string;
let watch: ParsersWatch;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-watch-'));
  mkdirSync(join(dir, 'parsers', 'mine'), { recursive: true });
});
afterEach(() => {
  watch.stop();
  rmSync(dir, { recursive: true, force: true });
});

it('tells what changed after the parsers were loaded and before it began to look, and what changes then', async () => {
  const known = await parsersSignature(dir);
  writeFileSync(join(dir, 'parsers', 'mine', 'index.js'), 'export default {};');
  const onChange = vi.fn<() => Promise<void>>(() => Promise.resolve());
  watch = new ParsersWatch(dir, known, onChange);
  watch.start();
  await eventually(() => expect(onChange).toHaveBeenCalledTimes(1));
  writeFileSync(join(dir, 'parsers', 'mine', 'index.js'), 'export default { more: 1 };');
  await eventually(() => expect(onChange).toHaveBeenCalledTimes(2));
});
