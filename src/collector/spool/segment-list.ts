// The files of the spool in their order, and how far they are read. A file goes when it is read to its end and nothing of it is on the way;
// what of it was never read is counted lost.

import { SegmentFile } from './segment-file.js';

const SEGMENT_BYTES = 16_777_216;

export interface Place {
  readonly file: SegmentFile;
  readonly offset: number;
}

export class SegmentList {
  readonly #files: SegmentFile[] = [];
  /** In `#files`. */
  #reading = 0;
  #offset = 0;
  #written: SegmentFile | undefined;
  #bytes = 0;
  #unread = 0;

  /** @param limitBytes of all files: one is at most an eighth of it */
  constructor(
    private readonly dir: string,
    private readonly limitBytes: number,
    private readonly onLost: (n: number) => void,
  ) {}

  get bytes(): number {
    return this.#bytes;
  }

  /** Records that nobody has read. */
  get unread(): number {
    return this.#unread;
  }

  get isEmpty(): boolean {
    return this.#files.length === 0;
  }

  /** Where to read on. */
  get place(): Place | undefined {
    const file = this.#files[this.#reading];
    return file && { file, offset: this.#offset };
  }

  get dirty(): readonly SegmentFile[] {
    return this.#files.filter((file) => file.isDirty);
  }

  /** Of an earlier process, in order. */
  admit(file: SegmentFile): void {
    this.#files.push(file);
    this.#bytes += file.bytes;
    this.#unread += file.unread;
  }

  /** The file that takes the next `size` bytes, of which `sequence` is the first record. @throws what the system says */
  fileFor(size: number, sequence: number): SegmentFile {
    const most = Math.min(SEGMENT_BYTES, Math.ceil(this.limitBytes / 8));
    if (this.#written !== undefined && (this.#written.bytes === 0 || this.#written.bytes + size <= most))
      return this.#written;
    this.#written = SegmentFile.create(this.dir, sequence);
    this.#files.push(this.#written);
    return this.#written;
  }

  /** So much was appended to it. */
  appended(file: SegmentFile, records: number, size: number): void {
    file.unread += records;
    this.#unread += records;
    this.#bytes += size;
  }

  /** So much of the file that is read is done with. */
  advance(bytes: number): void {
    this.#offset += bytes;
  }

  /** Behind the last byte of a file; what was not found in it by now is not there. False: there is no next one. */
  pass(file: SegmentFile): boolean {
    if (file.unread > 0) this.lose(file, file.unread);
    const isLast = this.#reading === this.#files.length - 1;
    if (!isLast) {
      this.#reading += 1;
      this.#offset = 0;
    }
    this.deletePassed();
    return !isLast;
  }

  /** The oldest file of which something was never read goes. False: there is none. */
  dropOldest(): boolean {
    const at = this.#files.findIndex((file) => file.unread > 0);
    if (at < 0) return false;
    if (at !== this.#reading) this.#offset = 0;
    this.#reading = at;
    this.skip();
    return true;
  }

  /** What was not read of the file that is read is given up, and cut off where what was read of it is on its way. */
  skip(): void {
    const file = this.#files[this.#reading];
    if (file === undefined) return;
    if (this.#written === file) this.#written = undefined;
    this.lose(file, file.unread);
    if (file.inFlight > 0) {
      this.#bytes -= file.bytes - this.#offset;
      file.cut(this.#offset);
    }
    this.#reading += 1;
    this.#offset = 0;
    this.deletePassed();
  }

  /** Records of it that were read. */
  leave(file: SegmentFile, n: number): void {
    file.unread -= n;
    this.#unread -= n;
  }

  /** Records of it that never will be. */
  lose(file: SegmentFile, n: number): void {
    this.leave(file, n);
    if (n > 0) this.onLost(n);
  }

  /** Read to their end, and nothing of theirs on the way. */
  deletePassed(): void {
    for (let at = 0; at < this.#files.length && at <= this.#reading;) {
      const file = this.#files[at]!;
      const isPassed = at < this.#reading || this.#offset >= file.bytes;
      if (isPassed && file.inFlight === 0 && file.unread === 0) this.#delete(at);
      else at += 1;
    }
  }

  #delete(at: number): void {
    const [file] = this.#files.splice(at, 1) as [SegmentFile];
    if (at < this.#reading) this.#reading -= 1;
    else this.#offset = 0;
    if (this.#written === file) this.#written = undefined;
    this.#bytes -= file.bytes;
    file.delete();
  }

  close(): void {
    for (const file of this.#files) file.close();
  }
}
