// What waits on disk for the store: appended at one end, read at the other, deleted by whole files when it is settled.
//
//   oldest file            file that is read                     file that is written
//   [settled, in flight]   [in flight | unread ..........]  ...  [unread ...... ]
//                                     ^ read                                     ^ append
//
// It never holds more than its bytes, never takes the disk's last, and says why when it takes nothing. Who reads settles chunks in the
// order in which they came.

import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../../faults.js';
import { CursorFile } from './cursor-file.js';
import { EntryReader, EntryWriter, type Waiting } from './head.js';
import { entryAt, recordBytes, sequenceAt, writeRecord, type Entry } from './record.js';
import { Room, type RoomOptions } from './room.js';
import { SegmentFile } from './segment-file.js';
import { type Place, SegmentList } from './segment-list.js';
import { walk } from './walk.js';

/** Some 130 messages: a few ms of work, then the listeners have their turn. */
const CHUNK_BYTES = 32_768;
/** From here on senders that can be held back are. */
const TIGHT = 0.9;

export interface SpoolOptions extends RoomOptions {
  readonly dir: string;
  /** Files and all. */
  readonly bytes: number;
  readonly whenFull: 'refuse' | 'dropOldest';
}

export interface Keyed {
  readonly what: Waiting;
  /** By which the store knows the message when it is read a second time. */
  readonly key: string;
}

export interface Chunk {
  readonly waiting: readonly Keyed[];
  readonly file: SegmentFile;
  /** Of its last record. */
  readonly last: number;
}

export class Spool {
  /** Told of messages that were taken and will never be read: the oldest had to go, or their records are damaged. */
  onLost: (n: number) => void = () => undefined;
  readonly #files: SegmentList;
  readonly #cursor: CursorFile;
  readonly #room: Room;
  readonly #entries = new EntryWriter();
  readonly #reader = new EntryReader();
  #next: number;
  #oldestAt: number | undefined;
  #runningSync: Promise<void> | undefined;
  #nextSync: Promise<void> | undefined;
  #damagedBytes = 0;

  /** Opens what an earlier process left. @throws what the system says where the folder cannot be used */
  constructor(private readonly options: SpoolOptions) {
    mkdirSync(options.dir, { recursive: true, mode: 0o700 });
    this.#room = new Room(options);
    this.#files = new SegmentList(options.dir, options.bytes, (n) => this.onLost(n));
    this.#cursor = new CursorFile(join(options.dir, 'cursor'));
    this.#next = this.#cursor.settled + 1;
    for (const name of readdirSync(options.dir).sort()) this.#admit(SegmentFile.open(options.dir, name));
  }

  /** Records that nobody has read. */
  get unread(): number {
    return this.#files.unread;
  }

  get bytes(): number {
    return this.#files.bytes;
  }

  get limitBytes(): number {
    return this.options.bytes;
  }

  get whenFull(): 'refuse' | 'dropOldest' {
    return this.options.whenFull;
  }

  /** Bytes that are no record, since the start: torn ends, and what was passed over. */
  get damagedBytes(): number {
    return this.#damagedBytes;
  }

  /** Senders that can be held back should be: little is left, or nothing. */
  get isTight(): boolean {
    const { whenFull, bytes } = this.options;
    return this.#room.refusing !== undefined || (whenFull === 'refuse' && this.bytes > bytes * TIGHT);
  }

  /** Why it takes nothing at this moment. */
  get refusing(): string | undefined {
    return this.#room.refusing;
  }

  /** When about the oldest that is here was received: ms since 1970. */
  get oldestAt(): number | undefined {
    return this.#files.isEmpty ? undefined : this.#oldestAt;
  }

  /** Takes as many as there is room for, from the first on, and says how many. They outlive this process; the machine after `sync`. */
  append(waiting: readonly Waiting[]): number {
    const entries: Entry[] = [];
    let bytes = 0;
    for (const each of waiting) {
      const entry = this.#entries.of(each);
      if (!this.#hasRoom(bytes + recordBytes(entry))) break;
      bytes += recordBytes(entry);
      entries.push(entry);
    }
    return entries.length > 0 && this.#write(entries, bytes) ? entries.length : 0;
  }

  /** Resolves when everything that was appended is on the medium. Who waits at the same time shares one flush. */
  sync(): Promise<void> {
    return (this.#nextSync ??= this.#syncAfter(this.#runningSync));
  }

  /** The next records, some hundred; undefined where there are none at this moment. One call at a time. */
  async read(): Promise<Chunk | undefined> {
    for (let length = CHUNK_BYTES; ;) {
      const place = this.#files.place;
      if (place === undefined) return undefined;
      const { file, offset } = place;
      if (offset >= file.bytes) {
        if (this.#files.pass(file)) continue;
        return undefined;
      }
      const bytes = await this.#read(place, length);
      if (bytes === undefined) continue;
      const { chunk, needs } = this.#take(place, bytes);
      if (chunk.waiting.length > 0) return chunk;
      length = Math.max(CHUNK_BYTES, needs);
    }
  }

  /** A chunk, and with it all before it, came to its end. */
  settle({ file, last }: Chunk): void {
    file.inFlight -= 1;
    this.#cursor.write(last);
    this.#files.deletePassed();
  }

  /** The file that is read cannot be: what is left in it is lost. */
  giveUp(): void {
    this.#files.skip();
  }

  close(): void {
    this.#files.close();
    this.#cursor.close();
  }

  #admit(file: SegmentFile | undefined): void {
    if (file === undefined) return;
    const { last, damaged } = file.scan(this.#cursor.settled);
    this.#damagedBytes += damaged;
    this.#next = Math.max(this.#next, last + 1, file.firstSequence);
    if (file.unread === 0) return file.delete();
    this.#files.admit(file);
    this.#oldestAt ??= file.firstAt;
  }

  #hasRoom(bytes: number): boolean {
    if (!this.#room.isThere()) return false;
    const { bytes: limit, whenFull } = this.options;
    while (this.bytes + bytes > limit) {
      if (whenFull === 'dropOldest' && this.#files.dropOldest()) continue;
      this.#room.refuse(`the spool is full: ${this.bytes} of ${limit} bytes (collector.spool.bytes)`);
      return false;
    }
    return true;
  }

  #write(entries: readonly Entry[], size: number): boolean {
    const isFirst = this.unread === 0;
    try {
      const file = this.#files.fileFor(size, this.#next);
      const bytes = Buffer.allocUnsafeSlow(size);
      let at = 0;
      for (const [i, entry] of entries.entries()) at = writeRecord(bytes, at, this.#next + i, file.secret, entry);
      file.append(bytes);
      this.#files.appended(file, entries.length, size);
    } catch (error) {
      this.#room.refuse(`the spool cannot be written: ${messageOf(error)}`, true);
      return false;
    }
    this.#room.taken();
    if (isFirst) this.#oldestAt = entries[0]!.receivedAt;
    this.#next += entries.length;
    return true;
  }

  /** Undefined: it had to go meanwhile, to make room. */
  async #read({ file, offset }: Place, length: number): Promise<Buffer | undefined> {
    const isHere = (): boolean => this.#files.place?.file === file && this.#files.place.offset === offset;
    file.inFlight += 1; // keeps it open
    try {
      const bytes = await file.read(offset, length);
      return isHere() ? bytes : undefined;
    } catch (error) {
      if (isHere()) throw error;
      return undefined;
    } finally {
      file.inFlight -= 1;
      if (!isHere()) this.#files.deletePassed();
    }
  }

  #take({ file, offset }: Place, bytes: Buffer): { readonly chunk: Chunk; readonly needs: number } {
    const waiting: Keyed[] = [];
    const { settled } = this.#cursor;
    let last = 0;
    let strange = 0;
    const walked = walk(bytes, file.secret, file.bytes - offset - bytes.length, (at, end) => {
      const sequence = sequenceAt(bytes, at);
      if (sequence <= settled) return;
      last = sequence;
      const entry = entryAt(bytes, at, end);
      const what = this.#reader.read(entry);
      this.#oldestAt = entry.receivedAt;
      if (what === undefined) strange += 1;
      else waiting.push({ what, key: `spool/${file.identity}/${sequence}` });
    });
    this.#files.advance(walked.consumed);
    this.#damagedBytes += walked.damaged;
    this.#files.leave(file, waiting.length);
    if (strange > 0) this.#files.lose(file, strange);
    if (waiting.length > 0) file.inFlight += 1;
    return { chunk: { waiting, file, last }, needs: walked.needs };
  }

  async #syncAfter(before: Promise<void> | undefined): Promise<void> {
    await before?.catch(() => undefined); // whoever asked for that one is told
    this.#runningSync = this.#nextSync;
    this.#nextSync = undefined;
    await Promise.all(this.#files.dirty.map((file) => file.sync()));
  }
}
