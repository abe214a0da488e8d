// Writes the journal (journal-file.ts) beside the work of the stage: a few ms at a time, so that no message waits. One picture at a time;
// when the model changed, or the journal has grown, all is written anew beside it and renamed.

import { closeSync, fsync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { messageOf } from '#src/faults.js';
import type { ModelRecord } from '../engine/record.js';
import { lineOf } from '../model/line.js';
import { JOURNAL_VERSION, type JournalHeader, type Kept } from './journal-file.js';

export interface JournalWriterOptions {
  readonly path: string;
  /** What changed, or all that the model file does not hold, as it is at the moment of the call. */
  readonly changes: (all?: 'all') => Iterable<ModelRecord>;
  /** Written to the end, or failed. */
  readonly onDone?: () => void;
}

const SLICE_MS = 3;
/** Between slices: half of the time at most goes into this. */
const REST_MS = 4;
const FLUSH_CHARS = 131_072;
/** Grown to so much, or to three times of what it was when new, it is written anew. */
const MIN_REWRITE_BYTES = 16 * 1_048_576;
const REWRITE_GROWTH = 3;

interface Work {
  readonly fd: number;
  readonly isNew: boolean;
  readonly header: JournalHeader;
  readonly records: Iterator<ModelRecord>;
  readonly kept: Kept;
  isDrawn: boolean;
  bytes: number;
  spentMs: number;
}

export class JournalWriter {
  #file:
    { readonly fd: number; readonly model: string | undefined; readonly newBytes: number; bytes: number } | undefined;
  #work: Work | undefined;
  #timer: NodeJS.Timeout | undefined;
  #trouble: string | undefined;
  #spentMs = 0;

  constructor(private readonly options: JournalWriterOptions) {}

  get isBusy(): boolean {
    return this.#work !== undefined;
  }

  /** Why the last one was not kept, for the health page. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** ms of this thread that the last one took. */
  get spentMs(): number {
    return this.#spentMs;
  }

  /** Takes the picture now, and writes it bit by bit. Not while it is busy. */
  keep(kept: Kept, model: string | undefined): void {
    try {
      const started = performance.now();
      this.#work = this.#begin(kept, model);
      // What all entities share comes first and changes with each event: it is written whole, before the next one comes.
      const isDrawn = this.#draw(this.#work, 'shared');
      this.#work.spentMs = performance.now() - started;
      if (isDrawn) this.#drawn(this.#work);
      else this.#timer = setTimeout(() => this.#turn(), REST_MS);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Writes what is left of the picture, at once. */
  finish(): void {
    clearTimeout(this.#timer);
    if (this.#work === undefined) return;
    try {
      if (!this.#work.isDrawn) this.#draw(this.#work, Infinity);
      if (this.#work.isNew) fsyncSync(this.#work.fd);
      this.#done(this.#work);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Call `finish` before, or the picture is lost. */
  close(): void {
    clearTimeout(this.#timer);
    if (this.#work?.isNew === true) closeSync(this.#work.fd);
    this.#work = undefined;
    if (this.#file !== undefined) closeSync(this.#file.fd);
    this.#file = undefined;
  }

  #begin(kept: Kept, model: string | undefined): Work {
    const file = this.#file;
    const isFull = file !== undefined && file.bytes > Math.max(MIN_REWRITE_BYTES, REWRITE_GROWTH * file.newBytes);
    const header: JournalHeader = { version: JOURNAL_VERSION, model };
    if (file !== undefined && file.model === model && !isFull && this.#trouble === undefined) {
      const records = this.options.changes()[Symbol.iterator]();
      return { fd: file.fd, isNew: false, header, records, kept, bytes: file.bytes, isDrawn: false, spentMs: 0 };
    }
    mkdirSync(dirname(this.options.path), { recursive: true, mode: 0o700 });
    const fd = openSync(this.#temporary, 'w', 0o600);
    const work = { fd, isNew: true, header, kept, isDrawn: false, spentMs: 0 };
    try {
      const bytes = write(fd, lineOf(header));
      return { ...work, bytes, records: this.options.changes('all')[Symbol.iterator]() };
    } catch (error) {
      closeSync(fd); // nobody knows of it yet, and a full disk stays full for long
      throw error;
    }
  }

  #turn(): void {
    const work = this.#work;
    if (work === undefined) return;
    const started = performance.now();
    try {
      const isDrawn = this.#draw(work, started + SLICE_MS);
      work.spentMs += performance.now() - started;
      if (isDrawn) this.#drawn(work);
      else this.#timer = setTimeout(() => this.#turn(), REST_MS);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** A new one takes the place of the old one when it is on the disk; an appended one may lose its end to a power cut, and says so. */
  #drawn(work: Work): void {
    if (!work.isNew) return this.#done(work);
    fsync(work.fd, (error) => {
      if (this.#work !== work) return;
      try {
        if (error !== null) throw error;
        this.#done(work);
      } catch (thrown) {
        this.#failed(thrown);
      }
    });
  }

  /** @returns whether everything was drawn and the line that makes it count is written */
  #draw(work: Work, until: number | 'shared'): boolean {
    let text = '';
    for (;;) {
      const { done, value } = work.records.next();
      text += done === true ? lineOf(work.kept) : lineOf([value.kind, value.name, value.data]);
      const isOver = done === true || (until === 'shared' ? value.kind !== 'engine' : performance.now() >= until);
      if (isOver || text.length >= FLUSH_CHARS) {
        work.bytes += write(work.fd, text);
        text = '';
      }
      if (!isOver) continue;
      work.isDrawn = done === true;
      return work.isDrawn;
    }
  }

  #done(work: Work): void {
    this.#work = undefined;
    this.#spentMs = work.spentMs;
    if (work.isNew) {
      renameSync(this.#temporary, this.options.path);
      if (this.#file !== undefined) closeSync(this.#file.fd);
      this.#file = { fd: work.fd, model: work.header.model, newBytes: work.bytes, bytes: work.bytes };
    } else if (this.#file !== undefined) this.#file.bytes = work.bytes;
    this.#trouble = undefined;
    this.options.onDone?.();
  }

  /** What was drawn is not in the journal and will not be drawn again: the next one writes everything, elsewhere. */
  #failed(error: unknown): void {
    clearTimeout(this.#timer);
    if (this.#work?.isNew === true) closeSync(this.#work.fd);
    this.#work = undefined;
    this.#trouble = messageOf(error);
    this.options.onDone?.();
  }

  get #temporary(): string {
    return `${this.options.path}.tmp`;
  }
}

/** All of it, also where the system takes less at a time. */
function write(fd: number, text: string): number {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
  return bytes.length;
}
