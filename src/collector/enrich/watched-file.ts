// A file (or a folder of files) whose content is in memory: looked at again and again, read anew when it changed, swapped whole. What
// cannot be read leaves what was read before in force, and is said.

import type { Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../faults.js';

const MAX_FILES = 1_000;
/** GeoIP databases are read whole, and the largest has 600 MB. */
const MAX_BYTES = 1_024 * 1_048_576;

export class WatchedFile<T> {
  /** Undefined until it was read for the first time. */
  value: T | undefined;
  /** Why it is not what the file holds now. */
  problem: string | undefined;
  /** ms since 1970 */
  loadedAt: number | undefined;
  loadMs = 0;
  #seen: string | undefined;

  constructor(
    readonly path: string,
    private readonly read: (files: readonly string[]) => Promise<T>,
  ) {}

  /** True when there is a new value. One call at a time. */
  async check(): Promise<boolean> {
    try {
      const { files, signature } = await this.#lookAt();
      if (signature === this.#seen) return false;
      // Before it is read: a change in between is found next time. And what failed is not tried again as it is.
      this.#seen = signature;
      const startedAt = Date.now();
      this.value = await this.read(files);
      this.loadedAt = Date.now();
      this.loadMs = this.loadedAt - startedAt;
      this.problem = undefined;
      return true;
    } catch (error) {
      this.problem = messageOf(error);
      return false;
    }
  }

  /** What cannot be looked at (gone, a mount that is away) is read again when it can, changed or not: the problem is over then. */
  async #lookAt(): ReturnType<typeof lookAt> {
    try {
      return await lookAt(this.path);
    } catch (error) {
      this.#seen = undefined;
      throw error;
    }
  }
}

/** In a folder the files that lie directly in it, without hidden ones, by name. */
async function lookAt(path: string): Promise<{ files: readonly string[]; signature: string }> {
  const found = await stat(path);
  if (found.isFile()) checkSize(path, found.size);
  if (found.isFile()) return { files: [path], signature: signatureOf(path, found) };
  // A pipe would be waited for for ever, a device read without end.
  if (!found.isDirectory()) throw new Error(`${path} is neither a file nor a folder`);
  const names = (await readdir(path)).filter((name) => !name.startsWith('.')).toSorted();
  if (names.length > MAX_FILES) throw new Error(`${path} holds more than ${MAX_FILES} files`);
  const files: string[] = [];
  let signature = 'folder';
  for (const name of names) {
    const file = join(path, name);
    const inside = await stat(file);
    if (!inside.isFile()) continue;
    checkSize(file, inside.size);
    files.push(file);
    signature += `\n${signatureOf(file, inside)}`;
  }
  return { files, signature };
}

function checkSize(path: string, bytes: number): void {
  if (bytes > MAX_BYTES) throw new Error(`${path} has more than ${MAX_BYTES / 1_048_576} MB`);
}

/** With the time of its rights: a file that may be read now is tried again. */
function signatureOf(path: string, { ino, size, mtimeMs, ctimeMs }: Stats): string {
  return `${path} ${ino} ${size} ${mtimeMs} ${ctimeMs}`;
}
