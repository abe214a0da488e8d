// Published models travel through the metadata database, so that the next portal that has the duties finds them. Where that is SQLite there
// is one portal, and nothing to carry.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createGunzip, createGzip } from 'node:zlib';
import { QueryTypes, type Sequelize } from 'sequelize';
import { Fault } from '#src/faults.js';
import { isPostgres } from '#src/store/metadata/dialect.js';
import type { ModelFiles } from './model-file.js';

/** Of a part, compressed. */
const PART_BYTES = 1_000_000;

export class CarriedModels {
  constructor(
    private readonly db: Sequelize,
    private readonly files: ModelFiles,
  ) {}

  /** @param before the one that somebody may be reading still: all older ones go */
  async carry(file: string, before: string | undefined): Promise<void> {
    if (!isPostgres(this.db)) return;
    await this.#remove('file = $file', { file });
    const hash = createHash('sha256');
    const whole = createReadStream(join(this.files.dir, file));
    const packed = createGzip();
    whole.on('data', (chunk) => hash.update(chunk));
    whole.on('error', (error) => packed.destroy(error));
    let part = 0;
    for await (const data of inParts(whole.pipe(packed))) await this.#put(file, part++, data, null);
    await this.#put(file, part, Buffer.alloc(0), hash.digest('hex'));
    await this.#remove('file <> $file AND file <> $before', { file, before: before ?? file });
  }

  /** One that came with its folder (a move from SQLite) has never been carried. */
  async carryMissing(file: string): Promise<void> {
    if (isPostgres(this.db) && !(await this.#has(file))) await this.carry(file, undefined);
  }

  /** Into the folder. @returns false: it is not there. @throws Fault MODEL_UNREADABLE when it is damaged */
  async fetch(file: string): Promise<boolean> {
    if (!isPostgres(this.db) || !(await this.#has(file))) return false;
    await this.files.put(file, this.#whole(file));
    return true;
  }

  /** Whole: the digest is written last. */
  async #has(file: string): Promise<boolean> {
    const found = await this.db.query(
      'SELECT part FROM baselines_model_parts WHERE file = $file AND digest IS NOT NULL',
      { bind: { file }, type: QueryTypes.SELECT },
    );
    return found.length > 0;
  }

  async *#whole(file: string): AsyncGenerator<Buffer> {
    const hash = createHash('sha256');
    let wanted: string | null = null;
    const parts = Readable.from(this.#parts(file, (digest) => (wanted = digest)));
    const unpacked = createGunzip();
    parts.on('error', (error) => unpacked.destroy(error));
    try {
      for await (const chunk of parts.pipe(unpacked) as AsyncIterable<Buffer>) {
        hash.update(chunk);
        yield chunk;
      }
    } catch (cause) {
      if (cause instanceof Fault) throw cause;
      throw damaged(file, cause);
    }
    if (hash.digest('hex') !== wanted) throw damaged(file);
  }

  async *#parts(file: string, end: (digest: string) => void): AsyncGenerator<Buffer> {
    for (let part = 0; ; part += 1) {
      const [row] = await this.db.query<{ data: Buffer; digest: string | null }>(
        'SELECT data, digest FROM baselines_model_parts WHERE file = $file AND part = $part',
        { bind: { file, part }, type: QueryTypes.SELECT },
      );
      if (row === undefined) throw damaged(file);
      if (row.digest !== null) return end(row.digest);
      yield row.data;
    }
  }

  async #put(file: string, part: number, data: Buffer, digest: string | null): Promise<void> {
    await this.db.query(
      'INSERT INTO baselines_model_parts (file, part, data, digest) VALUES ($file, $part, $data, $digest)',
      { bind: { file, part, data, digest } },
    );
  }

  async #remove(where: string, bind: Record<string, string>): Promise<void> {
    await this.db.query(`DELETE FROM baselines_model_parts WHERE ${where}`, { bind });
  }
}

async function* inParts(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    waiting.push(chunk);
    bytes += chunk.length;
    if (bytes < PART_BYTES) continue;
    yield Buffer.concat(waiting);
    [waiting, bytes] = [[], 0];
  }
  if (bytes > 0) yield Buffer.concat(waiting);
}

function damaged(file: string, cause?: unknown): Fault {
  return new Fault(
    'MODEL_UNREADABLE',
    `The model ${file} in the metadata database is damaged. Train again: until then an older one is used.`,
    { cause },
  );
}
