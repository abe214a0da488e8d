// Which part of a (day, class, kind) takes the next rows: opens, keeps, closes and replaces writers. A part that is full,
// sealed, being sealed or damaged is followed by the next number.

import { existsSync } from 'node:fs';
import { Fault } from '../../faults.js';
import { parseSegmentId, segmentId, type SegmentKey } from '../segments.js';
import { listSegments, segmentPath } from './catalog.js';
import { isUnreadable } from './driver.js';
import { WRITER_BUSY_MS } from './schema.js';
import type { Series } from '../engine/batches.js';
import { SegmentWriter, type WriterLimits } from './writer.js';

/** An import may bring many days at once; each open file has its page cache. */
const MAX_OPEN = 16;

export class Parts {
  /** Least recently used first; the key is the series. */
  readonly #open = new Map<string, SegmentWriter>();
  /** Not to be written (any more), by id. */
  readonly #closed = new Set<string>();
  readonly #lastPart = new Map<string, number>();

  constructor(
    private readonly dir: string,
    private readonly limits: WriterLimits,
    /** A number greater than every one before. */
    private readonly nextCreated: () => number,
  ) {}

  /** A writer with room for at least one row. @throws Fault DATABASE_NEWER, DISK_FULL, STORE_WRITE */
  async writerFor(series: Series): Promise<SegmentWriter> {
    const name = nameOf(series);
    const current = this.#open.get(name);
    if (current !== undefined && current.room > 0) {
      this.#open.delete(name);
      this.#open.set(name, current);
      return current;
    }
    if (current !== undefined) await this.closeWriter(current);
    const writer = await this.openNext(series);
    this.#open.set(name, writer);
    const [oldest] = this.#open.values();
    if (this.#open.size > MAX_OPEN && oldest !== undefined) await this.closeWriter(oldest);
    return writer;
  }

  /** The one that takes the next rows, where it is open and has room. */
  openWriter(series: Series): SegmentWriter | undefined {
    const writer = this.#open.get(nameOf(series));
    return writer !== undefined && writer.room > 0 ? writer : undefined;
  }

  /** Nobody may come back for what was prepared, and it would be kept in vain. */
  forgetPrepared(): void {
    for (const writer of this.#open.values()) writer.forgetPrepared();
  }

  /** After it failed. What is damaged would be opened again only to fail again: the next part takes what is tried again. */
  async closeFailed(writer: SegmentWriter, error: unknown): Promise<void> {
    if (error instanceof Fault && error.code === 'DATABASE_CORRUPT') this.#closed.add(writer.state.id);
    await this.closeWriter(writer).catch(() => undefined); // the failure that matters is the caller's
  }

  /** Because nothing more comes. The next `writerFor` looks at the file again. */
  async closeWriter(writer: SegmentWriter): Promise<void> {
    const name = nameOf(writer.state.key);
    if (this.#open.get(name) !== writer) return;
    this.#open.delete(name);
    await writer.close();
  }

  /** No row goes into this part any more. */
  async retire(id: string): Promise<void> {
    this.#closed.add(id);
    for (const writer of [...this.#open.values()]) if (writer.state.id === id) await this.closeWriter(writer);
  }

  /** Takes the logs into the files and empties them, so that a quiet store is not twice its size on disk. */
  async checkpoint(): Promise<void> {
    for (const { database } of this.#open.values()) {
      // A reader in the middle of a query keeps the log; the next turn will do, appends must not wait for it.
      await database.run('pragma busy_timeout = 0');
      await database.all('pragma wal_checkpoint(truncate)').catch(() => undefined);
      await database.run(`pragma busy_timeout = ${WRITER_BUSY_MS}`);
    }
  }

  isOpen(id: string): boolean {
    return [...this.#open.values()].some((writer) => writer.state.id === id);
  }

  async close(): Promise<void> {
    for (const writer of [...this.#open.values()]) await this.closeWriter(writer);
  }

  private async openNext(series: Series): Promise<SegmentWriter> {
    for (let part = await this.newestPart(series); ; part++) {
      const writer = await this.tryOpen({ ...series, part });
      if (writer === undefined) continue;
      this.#lastPart.set(nameOf(series), part);
      return writer;
    }
  }

  private async newestPart(series: Series): Promise<number> {
    const name = nameOf(series);
    const parts = (await listSegments(this.dir))
      .map((id) => parseSegmentId(id))
      .filter((key): key is SegmentKey => key !== undefined && nameOf(key) === name)
      .map((key) => key.part);
    return Math.max(0, this.#lastPart.get(name) ?? 0, ...parts);
  }

  private async tryOpen(key: SegmentKey): Promise<SegmentWriter | undefined> {
    const id = segmentId(key);
    if (this.#closed.has(id)) return undefined;
    try {
      const writer = await SegmentWriter.open(segmentPath(this.dir, id), key, this.nextCreated(), this.limits);
      if (writer !== undefined && writer.room > 0) return writer;
      await writer?.close();
    } catch (error) {
      // The catalogue shows such a file; what comes now must not wait for somebody to look at it. One that cannot be made is no such file.
      if (!isUnreadable(error) || !existsSync(segmentPath(this.dir, id))) throw error;
    }
    this.#closed.add(id);
    return undefined;
  }
}

function nameOf({ day, retention, kind }: Series): string {
  return `${day}-${retention}-${kind}`;
}
