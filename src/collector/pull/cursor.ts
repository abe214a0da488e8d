// Where a pull source has come to: one small file a source in data.dir/pull, written beside and renamed, so that a crash leaves the old one
// or the new one. A cursor that is older than what was stored costs duplicates, which the store knows by their key.

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Cursor {
  /** Of the last row that was taken; rows with a larger one are new. */
  readonly id: number;
  /** Seconds since 1970 of that row: a file whose rows disagree is another file. */
  readonly timestamp: number;
}

export class CursorFile {
  readonly #file: string;

  /** @param path of the database: another one begins anew */
  constructor(
    private readonly dataDir: string,
    private readonly source: string,
    private readonly path: string,
  ) {
    const name = createHash('sha256').update(`${source}\0${path}`).digest('hex').slice(0, 24);
    this.#file = join(dataDir, 'pull', `${name}.json`);
  }

  /** Undefined: nothing was taken yet, or the file is damaged. */
  read(): Cursor | undefined {
    try {
      const kept = JSON.parse(readFileSync(this.#file, 'utf8')) as Partial<Cursor>;
      const { id, timestamp } = kept;
      return Number.isSafeInteger(id) && typeof timestamp === 'number' ? { id: id!, timestamp } : undefined;
    } catch {
      return undefined; // the first start; a damaged file is as good as none, rows are known by their keys
    }
  }

  write(cursor: Cursor): void {
    mkdirSync(join(this.dataDir, 'pull'), { recursive: true, mode: 0o700 });
    const { source, path } = this;
    writeFileSync(`${this.#file}.new`, JSON.stringify({ source, path, ...cursor }), { mode: 0o600 });
    renameSync(`${this.#file}.new`, this.#file);
  }
}
