// The ledger: what became of every message, per source, through restarts.
//
//   received = stored + duplicate + filtered + limited + refused + failed + queued + lost
//
// `dropped` stands beside it: the kernel (or a connection cap) took those before we saw a message.
// Counters live in one flat array that is written to a file in place, so a killed process leaves the counts of its last turn behind.
// A message is first counted under the nameless source, on disk, before anything looks at it; then it moves to its own source. So
// whatever a crash takes is found at the next start as received minus all the rest, and counted as lost.
//
//   file: one record a source, in order of appearance, of 10 little-endian doubles (COUNTERS below); names: one JSON string a line

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
const WIDTH = COUNTERS.length;
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

export class Ledger {
  readonly #names: string[] = [];
  readonly #slots = new Map<string, number>();
  #counts = new Float64Array(64 * WIDTH);
  #queued: number[] = [];
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
   * last process ended. Returns how many that were.
   */
  open(marks: readonly Mark[]): number {
    this.#load();
    this.slot(UNIDENTIFIED);
    for (const mark of marks) this.#restore(mark);
    let lost = 0;
    for (let slot = 0; slot < this.#names.length; slot += 1) {
      const missing = this.#at(slot, 'received') - this.#settled(slot);
      if (missing > 0) {
        lost += missing;
        this.#add(slot, 'lost', missing);
      }
    }
    this.persist();
    return lost;
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
    const slot = this.slot(mark.key.slice(prefix.length));
    const [stored, duplicate] = JSON.parse(mark.value) as [number, number];
    if (stored + duplicate <= this.#at(slot, 'stored') + this.#at(slot, 'duplicate')) return;
    this.#set(slot, 'stored', stored);
    this.#set(slot, 'duplicate', duplicate);
    // The counters file may be older than the store (restored from a backup): what is stored was received.
    const short = this.#settled(slot) - this.#at(slot, 'received');
    if (short > 0) this.#add(slot, 'received', short);
  }

  #load(): void {
    if (existsSync(this.#namesFile)) {
      const bytes = readFileSync(this.#namesFile);
      // A name without its end was cut by a crash or a full disk, before its counts were written. What comes must not stick to it.
      const end = bytes.lastIndexOf(LINE_FEED) + 1;
      if (end < bytes.length) truncateSync(this.#namesFile, end);
      for (const line of bytes.toString('utf8', 0, end).split('\n')) if (line !== '') this.#admit(nameIn(line));
    }
    const file = join(this.dir, `ledger-${this.collector}.bin`);
    this.#fd = openSync(file, existsSync(file) ? 'r+' : 'w+', 0o600);
    const bytes = Math.min(fstatSync(this.#fd).size, this.#names.length * RECORD_BYTES);
    if (bytes > 0) readSync(this.#fd, new Uint8Array(this.#counts.buffer, 0, bytes), 0, bytes, 0);
  }

  #writeNames(): void {
    if (this.#newNames.length === 0) return;
    const text = this.#newNames.map((name) => `${JSON.stringify(name)}\n`).join('');
    const size = existsSync(this.#namesFile) ? statSync(this.#namesFile).size : 0;
    try {
      appendFileSync(this.#namesFile, text, { mode: 0o600 });
    } catch (error) {
      truncateSync(this.#namesFile, size); // half a name is none
      throw error;
    }
    this.#newNames = [];
  }

  #admit(source: string): void {
    const slot = this.#names.length;
    this.#names.push(source);
    this.#slots.set(source, slot);
    this.#queued.push(0);
    if ((slot + 1) * WIDTH <= this.#counts.length) return;
    const larger = new Float64Array(this.#counts.length * 2);
    larger.set(this.#counts);
    this.#counts = larger;
  }

  get #namesFile(): string {
    return join(this.dir, `ledger-${this.collector}.names`);
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

function writeAll(fd: number, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done, bytes.length - done, at + done);
}
