// Where a pull source has come to: one small file a source in data.dir/pull. A cursor that is older than what was stored costs duplicates,
// which the store knows by their key; none at all would cost the rows since.

import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../faults.js';
import { replaceFile } from '../../replace-file.js';

export interface Cursor {
  /** Of the last row that was taken; rows with a larger one are new. */
  readonly id: number;
  /** Seconds since 1970 of that row: a file whose rows disagree is another file. */
  readonly timestamp: number;
}

export class CursorFile {
  readonly #dir: string;
  readonly #file: string;

  /** @param path of the database: another one begins anew */
  constructor(
    dataDir: string,
    private readonly source: string,
    private readonly path: string,
  ) {
    const name = createHash('sha256').update(`${source}\0${path}`).digest('hex').slice(0, 24);
    this.#dir = join(dataDir, 'pull');
    this.#file = join(this.#dir, `${name}.json`);
  }

  /** Undefined: nothing was taken yet. @throws Fault STORE_READ for a damaged file: where to go on, only people can say */
  async read(): Promise<Cursor | undefined> {
    const text = await readFile(this.#file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    const cursor = text === undefined ? undefined : cursorIn(text);
    if (text === undefined || cursor !== undefined) return cursor;
    throw new Fault(
      'STORE_READ',
      `${this.#file} does not say any more how far ${this.path} was read. Delete the file: reading begins at sources.pull.since, or without it behind the newest row.`,
    );
  }

  async write(cursor: Cursor): Promise<void> {
    await mkdir(this.#dir, { recursive: true, mode: 0o700 });
    const { source, path } = this;
    await replaceFile(this.#file, JSON.stringify({ source, path, ...cursor }));
  }
}

function cursorIn(text: string): Cursor | undefined {
  try {
    const { id, timestamp } = JSON.parse(text) as Partial<Cursor>;
    return Number.isSafeInteger(id) && typeof timestamp === 'number' ? { id: id!, timestamp } : undefined;
  } catch {
    return undefined;
  }
}
