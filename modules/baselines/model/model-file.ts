// Models on disk, in `<data.dir>/baselines`: one record a line with its checksum, an index by entity, written beside and renamed, so
// that a reader sees a whole one or none. Immutable once published. A damaged line costs the entity it holds, and is named.
//
//   header | record | record | ... | index: 1,000 entities a line | ... | footer, FOOTER_BYTES long
//
// Only the footer makes a file whole: one that was cut is not read at all.

import { mkdir, open, readdir, readFile, rename, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault, messageOf } from '#src/faults.js';
import { replaceFile, syncFolder } from '#src/replace-file.js';
import type { ModelRecord } from '../engine/record.js';
import { type Index, readIndex } from './index-lines.js';
import { keyIn, recordOf, valueOf } from './line.js';
import { FOOTER_BYTES, type Footer, ModelWriter, readFooter, readHeader } from './model-writer.js';
import { readLines } from './read-lines.js';

export interface ModelHeader {
  /** Of the format and the engine; another one is not read: learned anew. */
  readonly version: number;
  /** Day (since 1970, installation’s zone) through which it goes. */
  readonly through: number;
  /** ms since 1970 */
  readonly writtenAt: number;
  /** Whatever its writer wants to know again. Plain JSON. */
  readonly about: Readonly<Record<string, unknown>>;
}

export interface ReadModel {
  readonly header: ModelHeader;
  /** Names (`user:alice`, `engine:calibration`) of records that were damaged. */
  readonly damaged: readonly string[];
}

/** To be raised when what records say, or how they are kept, changes. */
export const MODEL_VERSION = 1;

/** So many are kept, beside what is in use. */
const KEPT = 3;
const ENDING = '.model';
/** The name of what is published, for a collector that starts without a portal. */
const CURRENT = 'current';

export class ModelFiles {
  #index: { readonly file: string; readonly index: Index } | undefined;

  /** @param dir `<data.dir>/baselines`; made when missing */
  constructor(
    readonly dir: string,
    private readonly now: () => number = Date.now,
  ) {}

  /**
   * Writes, syncs, renames; answers with the file name. Pauses now and then, so that its thread can do other work.
   * @param name letters, digits and hyphens; a file of that name stays, and this one gets another
   */
  async write(
    name: string,
    header: Omit<ModelHeader, 'version' | 'writtenAt'>,
    records: Iterable<ModelRecord>,
  ): Promise<string> {
    if (!/^[a-z0-9-]{1,80}$/.test(name)) throw new Fault('BUG', `BUG: ${JSON.stringify(name)} is no name of a model`);
    await mkdir(this.dir, { recursive: true, mode: 0o700 });
    const file = await this.#freeName(name);
    const temporary = join(this.dir, `${file}.tmp`);
    const handle = await open(temporary, 'w', 0o600);
    try {
      const writer = new ModelWriter(handle, {
        version: MODEL_VERSION,
        through: header.through,
        writtenAt: this.now(),
        about: header.about,
      });
      await writer.write(records);
      await handle.sync();
      await handle.close();
      await rename(temporary, join(this.dir, file));
      await syncFolder(this.dir);
      return file;
    } catch (error) {
      await handle.close().catch(() => undefined); // the failure that matters is thrown
      await rm(temporary, { force: true });
      throw error;
    }
  }

  /** One that was written elsewhere, as it is; what `chunks` throws leaves nothing behind. */
  async put(file: string, chunks: AsyncIterable<Buffer>): Promise<void> {
    if (!isFileName(file)) throw notFound(file);
    await mkdir(this.dir, { recursive: true, mode: 0o700 });
    const temporary = join(this.dir, `${file}.tmp`);
    const handle = await open(temporary, 'w', 0o600);
    try {
      for await (const chunk of chunks) await handle.writeFile(chunk);
      await handle.sync();
      await handle.close();
      await rename(temporary, join(this.dir, file));
      await syncFolder(this.dir);
    } catch (error) {
      await handle.close().catch(() => undefined); // the failure that matters is thrown
      await rm(temporary, { force: true });
      throw error;
    }
  }

  /**
   * Record by record, in slices of a few ms. What `take` throws on counts as damaged.
   * @throws Fault NOT_FOUND, or MODEL_UNREADABLE (cut off, header or a shared record damaged, other version)
   */
  async read(file: string, take: (record: ModelRecord) => void): Promise<ReadModel> {
    return this.#withFile(file, async (handle, header, footer) => {
      const lines: { readonly from: number; readonly to: number; readonly key: string | undefined }[] = [];
      let shared = 0;
      await readLines(handle, { from: footer.records, to: footer.index }, (line, offset) => {
        const record = recordOf(valueOf(line));
        if (record !== undefined && isTaken(record, take)) {
          if (record.kind === 'engine') shared += 1;
        } else lines.push({ from: offset, to: offset + line.length, key: keyIn(line) });
      });
      const damaged = lines.length === 0 ? [] : await this.#namesOf(lines, handle, file, footer);
      if (shared < footer.shared) throw unreadable(file, 'what all entities share is damaged');
      return { header, damaged };
    });
  }

  /** One entity, by the index: a page needs no whole model. Undefined: not in it, or damaged. @throws as `read` */
  async entity(file: string, kind: ModelRecord['kind'], name: string): Promise<ModelRecord | undefined> {
    return this.#withFile(file, async (handle, _header, footer) => {
      const at = (await this.#indexOf(handle, file, footer)).get(`${kind}:${name}`);
      if (at === undefined) return undefined;
      const line = Buffer.alloc(at.bytes);
      await handle.read(line, 0, at.bytes, at.offset);
      const record = recordOf(valueOf(line));
      return record?.kind === kind && record.name === name ? record : undefined;
    });
  }

  /** Newest first, those that can be read at all. */
  async list(): Promise<readonly { readonly file: string; readonly header: ModelHeader }[]> {
    const found: { readonly file: string; readonly header: ModelHeader }[] = [];
    for (const file of await this.#names()) {
      if (!file.endsWith(ENDING)) continue;
      try {
        found.push({ file, header: await this.header(file) });
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
      }
    }
    return found.sort((a, b) => b.header.writtenAt - a.header.writtenAt || b.header.through - a.header.through);
  }

  /** @throws Fault NOT_FOUND, MODEL_UNREADABLE */
  header(file: string): Promise<ModelHeader> {
    return this.#withFile(file, (_handle, header) => Promise.resolve(header));
  }

  /** What a collector takes that starts without a portal. */
  async publish(file: string): Promise<void> {
    await replaceFile(join(this.dir, CURRENT), `${file}\n`);
  }

  /** The file that was published last; undefined: none was. It may be gone. */
  async current(): Promise<string | undefined> {
    const text = await readFile(join(this.dir, CURRENT), 'utf8').catch(() => '');
    return isFileName(text.trim()) ? text.trim() : undefined;
  }

  /**
   * Removes all but the newest three, what is published and `inUse`, and what a writer that was killed left. Not while another writes.
   * @returns what it removed
   */
  async prune(inUse: readonly (string | undefined)[] = []): Promise<readonly string[]> {
    const keep = new Set([...inUse, await this.current()]);
    for (const { file } of (await this.list()).slice(0, KEPT)) keep.add(file);
    const names = await this.#names();
    const old = names.filter((name) => (name.endsWith(ENDING) && !keep.has(name)) || name.endsWith(`${ENDING}.tmp`));
    // What cannot be removed (somebody’s folder of such a name) costs room, and must not cost a training.
    for (const name of old) await rm(join(this.dir, name), { force: true }).catch(() => undefined);
    return old;
  }

  async #names(): Promise<readonly string[]> {
    return readdir(this.dir).catch(() => []);
  }

  async #freeName(name: string): Promise<string> {
    const taken = new Set(await this.#names());
    for (let n = 1; ; n += 1) {
      const file = `${name}${n === 1 ? '' : `-${n}`}${ENDING}`;
      if (!taken.has(file)) return file;
    }
  }

  async #withFile<T>(
    file: string,
    act: (handle: FileHandle, header: ModelHeader, footer: Footer) => Promise<T>,
  ): Promise<T> {
    const handle = await this.#open(file);
    try {
      const { size } = await handle.stat();
      const footer = await readFooter(handle, size);
      if (footer === undefined) throw unreadable(file, 'it was cut off or its end is damaged');
      const header = await readHeader(handle, footer);
      if (header === undefined) throw unreadable(file, 'its beginning is damaged');
      if (header.version !== MODEL_VERSION)
        throw unreadable(file, `it has version ${header.version}, this program reads ${MODEL_VERSION}`);
      return await act(handle, header, footer);
    } catch (error) {
      throw error instanceof Fault ? error : unreadable(file, messageOf(error), error);
    } finally {
      await handle.close();
    }
  }

  async #open(file: string): Promise<FileHandle> {
    if (!isFileName(file)) throw notFound(file);
    try {
      return await open(join(this.dir, file), 'r');
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') throw notFound(file, cause);
      throw unreadable(file, messageOf(cause), cause);
    }
  }

  async #indexOf(handle: FileHandle, file: string, footer: Footer): Promise<Index> {
    if (this.#index?.file !== file) {
      const { size } = await handle.stat();
      this.#index = { file, index: await readIndex(handle, { from: footer.index, to: size - FOOTER_BYTES }) };
    }
    return this.#index.index;
  }

  /** By the index, which also knows who shares a line because its line feed was damaged; else by what the line seems to say. */
  async #namesOf(
    damaged: readonly { readonly from: number; readonly to: number; readonly key: string | undefined }[],
    handle: FileHandle,
    file: string,
    footer: Footer,
  ): Promise<readonly string[]> {
    const names = new Set<string>();
    for (const { key } of damaged) if (key !== undefined) names.add(key);
    for (const [key, { offset }] of await this.#indexOf(handle, file, footer))
      if (damaged.some(({ from, to }) => from <= offset && offset <= to)) names.add(key);
    return [...names];
  }
}

function isTaken(record: ModelRecord, take: (record: ModelRecord) => void): boolean {
  try {
    take(record);
    return true;
  } catch {
    return false;
  }
}

const isFileName = (file: string): boolean => /^[a-z0-9-]{1,100}\.model$/.test(file);

function notFound(file: string, cause?: unknown): Fault {
  return new Fault('NOT_FOUND', `There is no model ${JSON.stringify(file)}.`, { cause });
}

function unreadable(file: string, why: string, cause?: unknown): Fault {
  return new Fault('MODEL_UNREADABLE', `The model ${file} cannot be read: ${why}. Train again.`, { cause });
}
