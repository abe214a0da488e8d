// The ledger: what became of every message, per source, through restarts.
//
//   received = stored + duplicate + filtered + limited + refused + failed + queued + lost
//
// `dropped` stands beside it: the kernel (or a connection cap) took those before we saw a message.
// Counters live in one flat array that is written to a file in place, so a killed process leaves the counts of its last turn behind.
// A message is first counted under the nameless source, on disk, before anything looks at it; then it moves to its own source. So
// whatever a crash takes is found at the next start as received minus all the rest, and counted as lost.
//
// What waits in the spool is `queued` under the nameless source until it is settled; the spool's own records say at a start how many that
// are. Whatever is not in them and has no outcome was in memory, and is lost.
//
//   .counts: one record a source, in order of appearance, of 11 little-endian doubles (COUNTERS below, then a check over them and the
//            name); .names: one JSON string a line

import {
  appendFileSync,
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { messageOf } from '../../faults.js';
import type { Mark } from '../../store/event-store.js';

const COUNTERS = [
  'received',
  'stored',
  'duplicate',
  'filtered',
  'limited',
  'refused',
  'failed',
  'lost',
  'dropped',
  'lastReceived',
] as const;
type Counter = (typeof COUNTERS)[number];
const INDEX = Object.fromEntries(COUNTERS.map((name, i) => [name, i])) as Record<Counter, number>;
/** Behind the counters. */
const CHECK = COUNTERS.length;
const WIDTH = CHECK + 1;
const RECORD_BYTES = WIDTH * 8;
const SETTLED: readonly Counter[] = ['stored', 'duplicate', 'filtered', 'limited', 'refused', 'failed', 'lost'];

/** Messages that were taken from a socket and not yet given to a source. */
export const UNIDENTIFIED = '(unidentified)';

/** One source's line of the ledger. `queued` is counted at the queue itself, so that the equation can fail. */
export interface LedgerRow {
  readonly source: string;
  readonly received: number;
  readonly stored: number;
  readonly duplicate: number;
  readonly filtered: number;
  readonly limited: number;
  readonly refused: number;
  readonly failed: number;
  readonly queued: number;
  readonly lost: number;
  readonly dropped: number;
  /** ms since 1970; undefined when nothing came yet. */
  readonly lastReceived?: number;
  readonly balanced: boolean;
}

/** What was found at a start. */
export interface Opened {
  /** Messages that were in memory when the last process ended. */
  readonly lost: number;
  /** Sources whose counters were damaged. */
  readonly repaired: readonly string[];
}

export class Ledger {
  readonly #names: string[] = [];
  readonly #slots = new Map<string, number>();
  #counts = new Float64Array(64 * WIDTH);
  #queued: number[] = [];
  /** Of the names. */
  readonly #hashes: number[] = [];
  #fd: number | undefined;
  #dirtyFrom = Infinity;
  #dirtyTo = -1;
  /** Not in the file yet; written before the counts that need them. */
  #newNames: string[] = [];
  #trouble: string | undefined;

  /** @param dir an existing folder; the files are `ledger-<collector>.bin` and `.names` in it. */
  constructor(
    private readonly dir: string,
    readonly collector: string,
  ) {}

  /**
   * Opens the files, takes what the store committed beyond them from its marks, and counts as lost what was in memory when the
   * last process ended. A source whose counters are damaged begins with what the store says of it.
   * @param inSpool messages that wait in the spool: they are not lost, whoever they are from
   */
  open(marks: readonly Mark[], inSpool = 0): Opened {
    const repaired = this.#load();
    this.slot(UNIDENTIFIED);
    for (const mark of marks) this.#restore(mark);
    let lost = 0;
    for (let slot = 0; slot < this.#names.length; slot += 1) {
      const missing = this.#at(slot, 'received') - this.#settled(slot) - (slot === 0 ? inSpool : 0);
      // Less than nothing: settled before the end and still in the spool (it will be seen to be a duplicate), or not yet counted there.
      if (missing < 0) this.#add(slot, 'received', -missing);
      if (missing <= 0) continue;
      lost += missing;
      this.#add(slot, 'lost', missing);
    }
    this.#queued[0] = inSpool;
    this.persist();
    return { lost, repaired };
  }

  close(): void {
    if (this.#fd === undefined) return;
    this.persist();
    fsyncSync(this.#fd);
    closeSync(this.#fd);
    this.#fd = undefined;
  }

  /** The slot of a source; made on first sight. Callers keep it: looking up by name is not for the hot path. */
  slot(source: string): number {
    const known = this.#slots.get(source);
    if (known !== undefined) return known;
    const slot = this.#names.length;
    this.#admit(source);
    this.#newNames.push(source);
    this.#touch(slot);
    return slot;
  }

  get size(): number {
    return this.#names.length;
  }

  has(source: string): boolean {
    return this.#slots.has(source);
  }

  /** `n` messages were read from a socket; on disk before anybody looks at them. */
  arrive(n: number): void {
    this.#add(0, 'received', n);
    this.persist();
  }

  /** One of them was found to be from this source. */
  assign(slot: number, at: number): void {
    this.#counts[INDEX.received] = this.#counts[INDEX.received]! - 1;
    const base = slot * WIDTH;
    this.#counts[base]! += 1;
    this.#counts[base + INDEX.lastReceived] = at;
    this.#touch(0);
    this.#touch(slot);
  }

  queue(slot: number): void {
    this.#queued[slot]! += 1;
  }

  /** Messages of the queue came to their end. */
  settle(slot: number, outcome: 'stored' | 'duplicate' | 'failed', n: number): void {
    this.#queued[slot]! -= n;
    this.#add(slot, outcome, n);
  }

  /** `n` more messages are in the spool. To be called behind it: one that is there and not counted is found at the next start. */
  spool(n: number): void {
    this.#queued[0]! += n;
    this.arrive(n);
  }

  /** Messages of the spool came to their end, each counted by `finish` under its own source. */
  unspool(n: number): void {
    this.#queued[0]! -= n;
    this.#add(0, 'received', -n);
  }

  /** Messages of the spool will never be read. */
  loseSpooled(n: number): void {
    this.#queued[0]! -= n;
    this.#add(0, 'lost', n);
  }

  /** What became of messages out of the spool. Until then they are nobody's. */
  finish(
    slot: number,
    outcome: 'stored' | 'duplicate' | 'filtered' | 'limited' | 'refused' | 'failed',
    n: number,
  ): void {
    this.#add(slot, 'received', n);
    this.#add(slot, outcome, n);
  }

  /** A message out of the spool was found to be from this source. */
  see(slot: number, at: number): void {
    this.#set(slot, 'lastReceived', at);
  }

  /** Messages of the queue that no store took went to the spool. */
  moveToSpool(slot: number, n: number): void {
    this.#queued[slot]! -= n;
    this.#add(slot, 'received', -n);
    this.spool(n);
  }

  /** A message that never reached the queue. */
  count(slot: number, outcome: 'filtered' | 'limited' | 'refused' | 'failed' | 'dropped', n = 1): void {
    this.#add(slot, outcome, n);
  }

  /** What the transaction that stores these must also store: the counters as they will be after it. */
  mark(slot: number, stored: number, duplicate: number): Mark {
    const after = [this.#at(slot, 'stored') + stored, this.#at(slot, 'duplicate') + duplicate] as const;
    return {
      key: `ledger/${this.collector}/${this.#names[slot]!}`,
      version: after[0] + after[1],
      value: JSON.stringify(after),
    };
  }

  /**
   * Writes what changed. One small write in place; survives the end of the process, not of the machine. On a full disk the counts
   * stay in memory and are written when there is room again; `trouble` says so.
   */
  persist(): void {
    if (this.#fd === undefined || this.#dirtyTo < 0) return;
    try {
      this.#writeNames();
      for (let slot = this.#dirtyFrom; slot <= this.#dirtyTo; slot += 1)
        this.#counts[slot * WIDTH + CHECK] = checkOf(this.#counts, slot, this.#hashes[slot]!);
      const from = this.#dirtyFrom * RECORD_BYTES;
      writeAll(this.#fd, new Uint8Array(this.#counts.buffer, from, (this.#dirtyTo + 1) * RECORD_BYTES - from), from);
    } catch (error) {
      this.#trouble = messageOf(error);
      return;
    }
    this.#trouble = undefined;
    this.#dirtyFrom = Infinity;
    this.#dirtyTo = -1;
  }

  /** Why the counts on disk are behind those in memory. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  rows(): LedgerRow[] {
    return this.#names
      .map((source, slot) => this.#row(source, slot))
      .filter((row) => row.source !== UNIDENTIFIED || row.received + row.dropped > 0);
  }

  #row(source: string, slot: number): LedgerRow {
    const value = (counter: Counter): number => this.#at(slot, counter);
    const queued = this.#queued[slot]!;
    const lastReceived = value('lastReceived');
    return {
      source,
      received: value('received'),
      stored: value('stored'),
      duplicate: value('duplicate'),
      filtered: value('filtered'),
      limited: value('limited'),
      refused: value('refused'),
      failed: value('failed'),
      queued,
      lost: value('lost'),
      dropped: value('dropped'),
      ...(lastReceived > 0 ? { lastReceived } : {}),
      balanced: queued >= 0 && value('received') === this.#settled(slot) + queued,
    };
  }

  #settled(slot: number): number {
    let sum = 0;
    for (const counter of SETTLED) sum += this.#at(slot, counter);
    return sum;
  }

  #restore(mark: Mark): void {
    const prefix = `ledger/${this.collector}/`;
    if (!mark.key.startsWith(prefix)) return;
    const [stored, duplicate] = countsIn(mark.value);
    const slot = this.slot(mark.key.slice(prefix.length));
    if (stored + duplicate <= this.#at(slot, 'stored') + this.#at(slot, 'duplicate')) return;
    this.#set(slot, 'stored', stored);
    this.#set(slot, 'duplicate', duplicate);
    // The counters file may be older than the store (restored from a backup): what is stored was received.
    const short = this.#settled(slot) - this.#at(slot, 'received');
    if (short > 0) this.#add(slot, 'received', short);
  }

  /** Returns the sources whose counters were damaged: they begin with nothing. */
  #load(): string[] {
    this.#loadNames();
    const file = this.#file('counts');
    const isNew = !existsSync(file);
    this.#fd = openSync(file, isNew ? 'w+' : 'r+', 0o600);
    if (isNew) return this.#loadOld();
    const size = this.#names.length * RECORD_BYTES;
    readSync(this.#fd, new Uint8Array(this.#counts.buffer, 0, size), 0, size, 0);
    const damaged = this.#names.filter((_, slot) => {
      const base = slot * WIDTH;
      const record = this.#counts.subarray(base, base + WIDTH);
      if (record.every((value) => value === 0)) return false; // its name was written, and no count yet
      const isWhole = record.subarray(0, CHECK).every(isCount);
      if (isWhole && record[CHECK] === checkOf(this.#counts, slot, this.#hashes[slot]!)) return false;
      record.fill(0);
      this.#touch(slot);
      return true;
    });
    // Names are written first, so there are never more counts than names.
    return fstatSync(this.#fd).size > size ? [...damaged, '(a source whose name is damaged)'] : damaged;
  }

  #loadNames(): void {
    const file = this.#file('names');
    if (!existsSync(file)) return;
    const bytes = readFileSync(file);
    // A name without its end was cut by a crash or a full disk, before its counts were written. What comes must not stick to it.
    const end = bytes.lastIndexOf(LINE_FEED) + 1;
    if (end < bytes.length) truncateSync(file, end);
    const lines = bytes.toString('utf8', 0, end).split('\n').filter((line) => line !== ''); // prettier-ignore
    // The first is always the same, whatever became of its line.
    for (const [at, line] of lines.entries()) this.#admit(at === 0 ? UNIDENTIFIED : nameIn(line));
  }

  /** The file of the first versions, without checks. */
  #loadOld(): string[] {
    const file = this.#file('bin');
    if (!existsSync(file)) return [];
    const bytes = readFileSync(file);
    const counters = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.length & ~7)));
    for (let slot = 0; slot < this.#names.length; slot += 1) {
      this.#counts.set(counters.subarray(slot * CHECK, (slot + 1) * CHECK), slot * WIDTH);
      this.#touch(slot);
    }
    return [];
  }

  #writeNames(): void {
    if (this.#newNames.length === 0) return;
    const file = this.#file('names');
    const text = this.#newNames.map((name) => `${JSON.stringify(name)}\n`).join('');
    const size = existsSync(file) ? statSync(file).size : 0;
    try {
      appendFileSync(file, text, { mode: 0o600 });
    } catch (error) {
      truncateSync(file, size); // half a name is none
      throw error;
    }
    this.#newNames = [];
  }

  #admit(source: string): void {
    const slot = this.#names.length;
    this.#names.push(source);
    this.#slots.set(source, slot);
    this.#queued.push(0);
    this.#hashes.push(crc32(source));
    if ((slot + 1) * WIDTH <= this.#counts.length) return;
    const larger = new Float64Array(this.#counts.length * 2);
    larger.set(this.#counts);
    this.#counts = larger;
  }

  #file(kind: 'counts' | 'names' | 'bin'): string {
    return join(this.dir, `ledger-${this.collector}.${kind}`);
  }

  #at(slot: number, counter: Counter): number {
    return this.#counts[slot * WIDTH + INDEX[counter]]!;
  }

  #set(slot: number, counter: Counter, value: number): void {
    this.#counts[slot * WIDTH + INDEX[counter]] = value;
    this.#touch(slot);
  }

  #add(slot: number, counter: Counter, n: number): void {
    this.#set(slot, counter, this.#at(slot, counter) + n);
  }

  #touch(slot: number): void {
    if (slot < this.#dirtyFrom) this.#dirtyFrom = slot;
    if (slot > this.#dirtyTo) this.#dirtyTo = slot;
  }
}

const LINE_FEED = 10;

/** A line that is no JSON keeps its place, so that the counts of the others stay theirs. */
function nameIn(line: string): string {
  try {
    return String(JSON.parse(line));
  } catch {
    return line;
  }
}

/** Nothing where the value is none of ours. */
function countsIn(value: string): readonly [number, number] {
  try {
    const [stored, duplicate] = JSON.parse(value) as [unknown, unknown];
    if (isCount(stored) && isCount(duplicate)) return [stored, duplicate];
  } catch {
    // an expected outcome: the store's file was damaged
  }
  return [0, 0];
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Weighted, so that no two counters can be exchanged; exact for any counts that a machine can reach. */
function checkOf(counts: Float64Array, slot: number, nameHash: number): number {
  let sum = nameHash;
  for (let i = 0; i < CHECK; i += 1) sum += counts[slot * WIDTH + i]! * (i + 1);
  return sum;
}

function writeAll(fd: number, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done, bytes.length - done, at + done);
}
