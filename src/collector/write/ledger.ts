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
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  writeSync,
  fstatSync,
} from 'node:fs';
import { join } from 'node:path';
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
    appendFileSync(this.#namesFile, `${JSON.stringify(source)}\n`, { mode: 0o600 });
    this.#admit(source);
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
  identify(slot: number, at: number): void {
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

  /** Writes what changed. One small write in place; survives the end of the process, not of the machine. */
  persist(): void {
    if (this.#fd === undefined || this.#dirtyTo < 0) return;
    const from = this.#dirtyFrom * RECORD_BYTES;
    const bytes = new Uint8Array(this.#counts.buffer, from, (this.#dirtyTo + 1) * RECORD_BYTES - from);
    writeSync(this.#fd, bytes, 0, bytes.length, from);
    this.#dirtyFrom = Infinity;
    this.#dirtyTo = -1;
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
      balanced: value('received') === this.#settled(slot) + queued,
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
      const text = readFileSync(this.#namesFile, 'utf8');
      // A line without its end was cut by a crash before its record existed.
      for (const line of text.slice(0, text.lastIndexOf('\n') + 1).split('\n'))
        if (line !== '') this.#admit(JSON.parse(line) as string);
    }
    this.#fd = openSync(
      join(this.dir, `ledger-${this.collector}.bin`),
      existsSync(join(this.dir, `ledger-${this.collector}.bin`)) ? 'r+' : 'w+',
      0o600,
    );
    const bytes = Math.min(fstatSync(this.#fd).size, this.#names.length * RECORD_BYTES);
    if (bytes > 0) readSync(this.#fd, new Uint8Array(this.#counts.buffer, 0, bytes), 0, bytes, 0);
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
