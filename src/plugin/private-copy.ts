// Parsers of the operator's own folder (`plugins.dir`) are loaded from a copy of ours. So a changed one can be loaded again, with all
// its files (a module that was imported once stays as it was), and `#src/...` means this program wherever the folder lies.
//
//   <work>/node_modules/lanwarden-host -> the program;  <work>/<id>-<hash of the contents>/index.js, ..., package.json

import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { messageOf } from '../faults.js';

/** A parser is a few small files; what is larger is something else. */
const MAX_FILES = 500;
const MAX_BYTES = 8 * 1_048_576;
const HOST = 'lanwarden-host';
const PASSED_OVER = new Set(['node_modules', 'samples']);
const IS_MODULE = /^\s*(?:import|export)\b/m;

export class PrivateCopies {
  #work: string | undefined;

  /**
   * @param host the program's root, in which `src/` lies
   * @param work a folder of our own, emptied here; left out: one that ends with the process
   */
  constructor(
    private readonly host: string,
    private readonly work?: string,
  ) {}

  /**
   * The copy of the folder of `entry`, and in it the same file. The same contents have the same copy.
   * @throws Error for a folder that is too large or cannot be read
   */
  copyOf(id: string, entry: string): string {
    const folder = dirname(entry);
    const files = readFiles(folder);
    const hash = createHash('sha256');
    for (const [name, bytes] of files) hash.update(`${name}\0${bytes.length}\0`).update(bytes);
    const copy = join(this.#prepared(), `${id}-${hash.digest('hex').slice(0, 16)}`);
    if (!existsSync(copy)) this.#write(copy, files);
    return join(copy, entry.slice(folder.length + 1));
  }

  #prepared(): string {
    if (this.#work !== undefined) return this.#work;
    const work = this.work ?? mkdtempSync(join(tmpdir(), 'lanwarden-parsers-'));
    if (this.work === undefined) process.once('exit', () => rmSync(work, { recursive: true, force: true }));
    else rmSync(work, { recursive: true, force: true });
    mkdirSync(join(work, 'node_modules'), { recursive: true, mode: 0o700 });
    // A junction: on Windows no privilege is needed for it.
    symlinkSync(this.host, join(work, 'node_modules', HOST), 'junction');
    return (this.#work = work);
  }

  /** Whole or not at all: half a copy would be taken for the whole one next time. */
  #write(copy: string, files: ReadonlyMap<string, Buffer>): void {
    try {
      writeCopy(copy, files);
    } catch (error) {
      rmSync(copy, { recursive: true, force: true });
      throw error;
    }
  }
}

function writeCopy(copy: string, files: ReadonlyMap<string, Buffer>): void {
  for (const [name, bytes] of files) {
    const path = join(copy, name);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, bytes, { mode: 0o600 });
  }
  const isModule = IS_MODULE.test(String(files.get('index.js') ?? ''));
  const theirs = readDescription(files.get('package.json'));
  const imports = { ...(theirs['imports'] as object | undefined), '#src/*': `${HOST}/src/*` };
  const described = { ...(isModule && { type: 'module' }), ...theirs, imports };
  writeFileSync(join(copy, 'package.json'), JSON.stringify(described), { mode: 0o600 });
}

/** @throws Error that names the file */
function readDescription(bytes: Buffer | undefined): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(String(bytes ?? '{}')) as Record<string, unknown>;
  } catch (cause) {
    throw new Error(`its package.json is no JSON: ${messageOf(cause)}`, { cause });
  }
}

/** By name relative to `folder`, in order. Links are followed; one that leads in a circle ends as too many. */
function readFiles(folder: string): ReadonlyMap<string, Buffer> {
  const files = new Map<string, Buffer>();
  let bytes = 0;
  let seen = 0;
  const visit = (inside: string): void => {
    for (const each of readdirSync(join(folder, inside)).toSorted()) {
      if (each.startsWith('.') || PASSED_OVER.has(each)) continue;
      const name = join(inside, each);
      const entry = statSync(join(folder, name), { throwIfNoEntry: false });
      bytes += entry?.isFile() === true ? entry.size : 0;
      seen += 1;
      if (seen > MAX_FILES || bytes > MAX_BYTES)
        throw new Error(`${folder} has more than ${MAX_FILES} files or ${MAX_BYTES} bytes: that is no parser`);
      if (entry?.isDirectory() === true) visit(name);
      else if (entry?.isFile() === true) files.set(name, readFileSync(join(folder, name)));
    }
  };
  visit('');
  return files;
}
