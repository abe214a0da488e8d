// Whether anything in the operator's folder of parsers has changed: names, sizes and times of its files as one text. Contents are not read.

import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** More is no folder of parsers; what lies beyond is not looked at. */
const MAX_FILES = 5_000;

/** Of `<dir>/parsers`; an empty text without one. Links are followed. */
export async function parsersSignature(dir: string | undefined): Promise<string> {
  if (dir === undefined) return '';
  const root = join(resolve(dir), 'parsers');
  const lines: string[] = [];
  const folders = [''];
  for (let seen = 0, inside = folders.pop(); inside !== undefined && seen < MAX_FILES; inside = folders.pop()) {
    const names = await readdir(join(root, inside)).catch(() => []);
    const wanted = names.filter((name) => !name.startsWith('.') && name !== 'node_modules').slice(0, MAX_FILES - seen);
    seen += wanted.length;
    const paths = wanted.map((name) => join(inside!, name));
    const found = await Promise.all(paths.map((path) => stat(join(root, path)).catch(() => undefined)));
    for (const [i, path] of paths.entries()) {
      const entry = found[i];
      if (entry?.isDirectory() === true) folders.push(path);
      else if (entry?.isFile() === true) lines.push(`${path} ${entry.size} ${entry.mtimeMs}`);
    }
  }
  return lines.toSorted().join('\n');
}
