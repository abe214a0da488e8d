// Whether anything in the operator's folder of parsers has changed: names, sizes and times of its files as one text. Contents are not read.

import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** More is no folder of parsers; what lies beyond is not looked at. */
const MAX_FILES = 5_000;

/** Of `<dir>/parsers`; an empty text without one. */
export async function parsersSignature(dir: string | undefined): Promise<string> {
  if (dir === undefined) return '';
  const folder = join(resolve(dir), 'parsers');
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const wanted = names.filter((name) => !/(?:^|[\\/])(?:node_modules|\.)/.test(name)).toSorted();
  const lines = await Promise.all(
    wanted.slice(0, MAX_FILES).map(async (name) => {
      const found = await stat(join(folder, name)).catch(() => undefined);
      return found?.isFile() === true ? `${name} ${found.size} ${found.mtimeMs}` : '';
    }),
  );
  return lines.filter((line) => line !== '').join('\n');
}
