// The documents name files and folders: each must be there.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DOCUMENTS = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'parsers/README.md', 'modules/README.md'];
const LINK = /\]\((?!https?:|#)([^)#\s]+)/g;
/** `src/...` and the like, in backticks, without placeholders. */
const PATH = /`((?:src|modules|parsers|views|config|test|bin|docs|\.ci)\/[\w./-]+)`/g;

describe.each(DOCUMENTS)('%s', (document) => {
  const text = readFileSync(join(ROOT, document), 'utf8');

  it('links only to what is there', () => {
    const missing = [...text.matchAll(LINK)]
      .map((match) => match[1]!)
      .filter((path) => !existsSync(join(ROOT, dirname(document), path)));
    expect(missing).toEqual([]);
  });

  it('names only paths that are there', () => {
    const written = [...text.matchAll(PATH)].map((match) => match[1]!.replace(/\/$/, ''));
    expect(written.filter((path) => !isThere(path))).toEqual([]);
  });
});

/** A file or folder of the tree, also as the start of a name (`src/store/sqlite/writer`), but not what a guide tells to make. */
function isThere(path: string): boolean {
  if (/^(modules\/notes|parsers\/cisco-asa)/.test(path)) return true;
  const folder = join(ROOT, dirname(path));
  return (
    existsSync(folder) && readdirSync(folder).some((name) => name.startsWith(path.slice(path.lastIndexOf('/') + 1)))
  );
}
