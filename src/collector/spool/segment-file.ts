// One file of the spool: written once from its start to its end, read in order, deleted whole. Its name says the first sequence in it,
// and 16 random hexadecimal digits that no other file has: they are the identity of its records, and the secret of their checksums.

import {
  closeSync,
  fdatasync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  read,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { entryAt, sequenceAt } from './record.js';
import { walk } from './walk.js';

const NAME = /^(\d{15})-([0-9a-f]{16})\.spool$/;
const SCAN_BYTES = 4_194_304;
const readAt = promisify(read);
const syncData = promisify(fdatasync);

export class SegmentFile {
  /** Good bytes; what is behind them is no longer there, or of no use. */
  bytes = 0;
  /** Records that nobody has read. */
  unread = 0;
  /** Chunks that were read and are not settled. */
  inFlight = 0;
  /** When its first record behind `settled` was received; known after `scan`. */
  firstAt: number | undefined;
  /** Written since the last fdatasync. */
  isDirty = false;
  #syncing: Promise<void> | undefined;

  private constructor(
    readonly path: string,
    readonly firstSequence: number,
    readonly identity: string,
    private readonly fd: number,
  ) {}

  static create(dir: string, firstSequence: number): SegmentFile {
    const identity = randomBytes(8).toString('hex');
    const path = join(dir, `${String(firstSequence).padStart(15, '0')}-${identity}.spool`);
    const file = new SegmentFile(path, firstSequence, identity, openSync(path, 'wx+', 0o600));
    syncFolder(dir);
    return file;
  }

  /** Undefined for a file that is none of the spool's. */
  static open(dir: string, name: string): SegmentFile | undefined {
    const [, first, identity] = NAME.exec(name) ?? [];
    if (first === undefined || identity === undefined) return undefined;
    const path = join(dir, name);
    return new SegmentFile(path, Number(first), identity, openSync(path, 'r+'));
  }

  get secret(): number {
    return Number.parseInt(this.identity.slice(0, 8), 16);
  }

  /**
   * Looks through a file of an earlier process: counts the records behind `settled` and cuts what follows the last whole one.
   * Returns the last sequence, and how many bytes were no record.
   */
  scan(settled: number): { readonly last: number; readonly damaged: number } {
    let [last, damaged, at, length] = [this.firstSequence - 1, 0, 0, SCAN_BYTES];
    const { size } = fstatSync(this.fd);
    this.bytes = 0;
    while (at < size) {
      const bytes = Buffer.allocUnsafeSlow(Math.min(length, size - at));
      readSync(this.fd, bytes, 0, bytes.length, at);
      const walked = walk(bytes, this.secret, size - at - bytes.length, (from, end) => {
        last = sequenceAt(bytes, from);
        if (last <= settled) return;
        this.unread += 1;
        this.firstAt ??= entryAt(bytes, from, end).receivedAt;
      });
      if (walked.goodEnd > 0) this.bytes = at + walked.goodEnd;
      damaged += walked.damaged;
      at += walked.consumed;
      length = Math.max(SCAN_BYTES, walked.needs);
    }
    if (this.bytes < size) ftruncateSync(this.fd, this.bytes);
    return { last, damaged };
  }

  /** Appends, or leaves the file as it was. @throws what the system says (ENOSPC, EIO) */
  append(bytes: Buffer): void {
    try {
      for (let done = 0; done < bytes.length;)
        done += writeSync(this.fd, bytes, done, bytes.length - done, this.bytes + done);
    } catch (error) {
      ftruncateSync(this.fd, this.bytes);
      throw error;
    }
    this.bytes += bytes.length;
    this.isDirty = true;
  }

  /** @throws what the system says, and for a file that somebody cut */
  async read(offset: number, length: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafeSlow(Math.min(length, this.bytes - offset));
    const { bytesRead } = await readAt(this.fd, bytes, 0, bytes.length, offset);
    if (bytesRead < bytes.length) throw new Error(`${this.path} is shorter than what was written to it`);
    return bytes;
  }

  /** Leaves the first `bytes`. What cannot be cut is found once more at the next start. */
  cut(bytes: number): void {
    try {
      ftruncateSync(this.fd, bytes);
    } catch {
      // see above
    }
    this.bytes = bytes;
    this.isDirty = true;
  }

  sync(): Promise<void> {
    this.isDirty = false;
    const work = syncData(this.fd).catch((error: unknown) => {
      this.isDirty = true;
      throw error;
    });
    this.#syncing = work.catch(() => undefined);
    return work;
  }

  /** Not while somebody syncs it: its number may be another file's by then. */
  close(): void {
    if (this.#syncing === undefined) closeSync(this.fd);
    else void this.#syncing.then(() => closeSync(this.fd));
  }

  /** One that cannot be deleted is found at the next start, and nothing in it that is not settled. */
  delete(): void {
    this.close();
    try {
      rmSync(this.path, { force: true });
    } catch {
      // see above
    }
  }
}

/** The name of a new file must outlive the machine, as what is in it. */
function syncFolder(dir: string): void {
  const fd = openSync(dir, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
