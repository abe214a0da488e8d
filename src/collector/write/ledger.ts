// The ledger: what became of every message, per source, through restarts.
//
//   received = stored + duplicate + filtered + limited + refused + failed + queued + lost
//
// `dropped` stands beside it: the kernel took those before we saw a message, or they were none.
// Counters live in one flat array that is written to a file in place, so a killed process leaves the counts of its last turn behind.
// A message is first counted under the nameless source, on disk, before anything looks at it; then it moves to its own source. So
// whatever a crash takes is found at the next start as received minus all the rest, and counted as lost; but for what came in the 2 ms
// before it, and datagrams that waited in the memory of their thread: nobody had counted these.
//
// What waits in the spool is `queued` under the nameless source until it is settled; the spool's own records say at a start how many that
// are. Whatever is not in them and has no outcome was in memory, and is lost.
//
// Of what is lost, senders over HTTP and RELP have their part still: how many messages somebody waits for an answer to is counted beside
// the sources, in a record that is none.
//
// How it lies on disk: ledger-files.ts.
//
// Collectors that share a store each have marks of their own there, under a name that no other has. A folder whose marks went under the
// name of its files before takes them along, once.

import { AWAITED, UNIDENTIFIED } from '../../event/source-name.js';
import { messageOf } from '../../faults.js';
import type { Mark } from '../../store/event-store.js';
import { LedgerCounts } from './ledger-counts.js';
import { LedgerFiles } from './ledger-files.js';
import { markOf, type Outcomes, type ReadMark, readMark, spooledBehind } from './ledger-mark.js';
import { type LedgerRow, rowOf } from './ledger-row.js';

export type { LedgerRow } from './ledger-row.js';

/** Who sent nothing for so long takes nobody's place: mostly an address that somebody made up. */
const SILENT_MS = 30 * 86_400_000;

/** What was found at a start. */
export interface Opened {
  /** Messages that were in memory when the last process ended. */
  readonly lost: number;
  /** Of these, at least so many had no answer yet: their senders send them again. */
  readonly unanswered: number;
  /** Sources whose counters were damaged. */
  readonly repaired: readonly string[];
}

export class Ledger {
  readonly #names: string[] = [];
  readonly #slots = new Map<string, number>();
  readonly #counts = new LedgerCounts();
  readonly #queued: number[] = [];
  readonly #files: LedgerFiles;
  #trouble: string | undefined;
  /** The first of this name; a source that is called so has a record of its own. -1: not there yet. */
  #awaited = -1;
  /** See `current`. */
  #silent = 0;
  /** Messages that the store has and the counters did not: the last process ended between the two. Not those out of the spool. */
  #restored = 0;

  /**
   * @param dir an existing folder
   * @param collector names the files
   * @param marksName names the marks; collectors that share a store have one each
   */
  constructor(
    dir: string,
    private readonly collector: string,
    private readonly marksName = collector,
  ) {
    this.#files = new LedgerFiles(dir, collector);
  }

  /**
   * Opens the files, takes what the store committed beyond them from its marks, and counts as lost what was in memory when the
   * last process ended. A source whose counters are damaged begins with what the store says of it.
   * @param inSpool messages that wait in the spool: they are not lost, whoever they are from
   * @param now ms since 1970
   */
  open(marks: readonly Mark[], inSpool = 0, now = Date.now()): Opened {
    const hadMarksOfBefore = this.marksName !== this.collector && this.#files.marksName === this.collector;
    const repaired = this.#load();
    this.slot(UNIDENTIFIED);
    // Beside the nameless one, because both change with each delivery.
    if (this.#awaited < 0) this.slot(AWAITED);
    for (const mark of marks) this.#restore(readMark(this.marksName, mark));
    if (hadMarksOfBefore) for (const mark of marks) this.#takeAlong(readMark(this.collector, mark), inSpool);
    const unanswered = this.#forgetAwaited();
    let lost = 0;
    for (let slot = 0; slot < this.#names.length; slot += 1) {
      const missing = this.#counts.at(slot, 'received') - this.#counts.settled(slot) - (slot === 0 ? inSpool : 0);
      // Less than nothing: settled before the end and still in the spool (it will be seen to be a duplicate), or not yet counted there.
      if (missing < 0) this.#counts.add(slot, 'received', -missing);
      if (missing <= 0) continue;
      lost += missing;
      this.#counts.add(slot, 'lost', missing);
    }
    this.#queued[0] = inSpool;
    this.#silent = this.#names.filter((_, slot) => this.#counts.at(slot, 'lastReceived') < now - SILENT_MS).length;
    this.persist();
    this.#keepMarksName();
    // What is in the spool may not be answered either, and is not lost.
    return { lost, unanswered: Math.min(lost, Math.max(0, unanswered - inSpool)), repaired };
  }

  close(): void {
    if (!this.#files.isOpen) return;
    this.persist();
    this.#files.close();
  }

  /** The slot of a source; made on first sight. Callers keep it: looking up by name is not for the hot path. */
  slot(source: string): number {
    const known = this.#slots.get(source);
    if (known !== undefined) return known;
    const slot = this.#names.length;
    this.#admit(source);
    this.#files.admit(source);
    this.#counts.touch(slot);
    return slot;
  }

  get size(): number {
    return this.#names.length;
  }

  /** Sources that sent something in the 30 days before `open`, and those that are new since. */
  get current(): number {
    return this.#names.length - this.#silent;
  }

  has(source: string): boolean {
    return this.#slots.has(source);
  }

  /** `n` messages were read from a socket; on disk before anybody looks at them. */
  arrive(n: number): void {
    this.#counts.add(0, 'received', n);
    this.persist();
  }

  /** `n` messages are about to arrive whose sender waits for an answer. */
  awaitAnswers(n: number): void {
    this.#counts.add(this.#awaited, 'received', n);
  }

  /** One of them has it, or will have it within this turn of the loop. */
  answered(): void {
    this.#counts.add(this.#awaited, 'stored', 1);
  }

  /** One of them was found to be from this source. */
  assign(slot: number, at: number): void {
    this.#counts.assign(slot, at);
  }

  queue(slot: number): void {
    this.#queued[slot]! += 1;
  }

  /** Messages of the queue came to their end. */
  settle(slot: number, outcome: 'stored' | 'duplicate' | 'refused' | 'failed', n: number): void {
    this.#queued[slot]! -= n;
    this.#counts.add(slot, outcome, n);
  }

  /** `n` more messages that arrived are in the spool. */
  spool(n: number): void {
    this.#queued[0]! += n;
  }

  /** Messages of the spool came to their end, each counted by `finish` under its own source. */
  unspool(n: number): void {
    this.#queued[0]! -= n;
    this.#counts.add(0, 'received', -n);
  }

  /** Messages of the spool will never be read. */
  loseSpooled(n: number): void {
    this.#queued[0]! -= n;
    this.#counts.add(0, 'lost', n);
  }

  /** What became of messages out of the spool. Until then they are nobody's. */
  finish(
    slot: number,
    outcome: 'stored' | 'duplicate' | 'filtered' | 'limited' | 'refused' | 'failed',
    n: number,
  ): void {
    this.#counts.add(slot, 'received', n);
    this.#counts.add(slot, outcome, n);
  }

  /** A message out of the spool was found to be from this source. */
  see(slot: number, at: number): void {
    this.#counts.set(slot, 'lastReceived', at);
  }

  /** Messages of the queue, so many of each source, that no store took went to the spool. To be called behind it. */
  moveToSpool(counts: ReadonlyMap<number, number>): void {
    let moved = 0;
    for (const [slot, n] of counts) {
      this.#queued[slot]! -= n;
      this.#counts.add(slot, 'received', -n);
      moved += n;
    }
    this.spool(moved);
    this.arrive(moved);
  }

  /** A message that never reached the queue. */
  count(slot: number, outcome: 'filtered' | 'limited' | 'refused' | 'failed' | 'dropped', n = 1): void {
    this.#counts.add(slot, outcome, n);
  }

  /**
   * What a transaction must also store: the counters as they will be after it.
   * @param appends that are not counted yet, up to the one it belongs to
   */
  mark(slot: number, appends: readonly Outcomes[]): Mark {
    const counted = { stored: this.#counts.at(slot, 'stored'), duplicate: this.#counts.at(slot, 'duplicate') };
    return markOf(this.marksName, this.#names[slot]!, counted, appends);
  }

  /**
   * Writes what changed. A few small writes in place; they survive the end of the process, not of the machine. On a full disk the counts
   * stay in memory and are written when there is room again; `trouble` says so.
   */
  persist(): void {
    if (!this.#files.isOpen || !this.#counts.isChanged) return;
    try {
      this.#files.write(this.#counts);
      this.#trouble = undefined;
    } catch (error) {
      this.#trouble = messageOf(error);
    }
  }

  /** Why the counts on disk are behind those in memory. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  rows(): LedgerRow[] {
    return this.#names
      .map((source, slot) => rowOf(source, this.#counts, slot, this.#queued[slot]!))
      .filter((row, slot) => slot !== this.#awaited && (slot > 0 || row.received + row.dropped > 0));
  }

  /**
   * A mark of the name before: another folder may have written it, that had the same name. Only what is missing here may be restored from
   * it.
   */
  #takeAlong(read: ReadMark | undefined, inSpool: number): void {
    const slot = read && this.#slots.get(read.source);
    if (read === undefined || slot === undefined) return;
    const { direct, spooled } = this.#unseen(slot, read);
    const outstanding = this.#counts.at(slot, 'received') - this.#counts.settled(slot);
    if (direct <= outstanding && spooled <= inSpool) this.#restore(read);
  }

  #restore(read: ReadMark | undefined): void {
    if (read === undefined) return;
    const slot = this.slot(read.source);
    const { direct, spooled } = this.#unseen(slot, read);
    if (direct + spooled <= 0) return;
    this.#restored += direct;
    this.#counts.set(slot, 'stored', read.stored);
    this.#counts.set(slot, 'duplicate', read.duplicate);
    // The spool gives them again, as duplicates of their own: what was not counted as received then never will be. (One with a client's id is
    // an ordinary duplicate then, and received twice.)
    this.#counts.add(slot, 'received', spooled);
    // The counters file may be older than the store (restored from a backup): what is stored was received.
    const short = this.#counts.settled(slot) - this.#counts.at(slot, 'received');
    if (short > 0) this.#counts.add(slot, 'received', short);
  }

  /** What the store has of a source and the counters do not, and how it had come to the queue. An append that failed half way is counted in part. */
  #unseen(slot: number, read: ReadMark): { readonly direct: number; readonly spooled: number } {
    const counted = this.#counts.at(slot, 'stored') + this.#counts.at(slot, 'duplicate');
    const unseen = Math.max(0, read.stored + read.duplicate - counted);
    const spooled = Math.min(unseen, spooledBehind(read, counted));
    return { direct: unseen - spooled, spooled };
  }

  /** How many waited when the last process ended. What it stored last may be among them: these are not counted. */
  #forgetAwaited(): number {
    const waiting = this.#counts.at(this.#awaited, 'received') - this.#counts.settled(this.#awaited);
    this.#counts.add(this.#awaited, 'stored', waiting);
    return Math.max(0, waiting - this.#restored);
  }

  /** Returns the sources whose counters were damaged. */
  #load(): string[] {
    // The first is always the same, whatever became of its line.
    for (const [at, name] of this.#files.names().entries()) this.#admit(at === 0 ? UNIDENTIFIED : name);
    return this.#files.open(this.#names, this.#counts);
  }

  /** Where that fails the marks of the name before are looked at once more, which changes nothing. */
  #keepMarksName(): void {
    try {
      this.#files.keepMarksName(this.marksName);
    } catch (error) {
      this.#trouble = messageOf(error);
    }
  }

  #admit(source: string): void {
    if (source === AWAITED && this.#awaited < 0) this.#awaited = this.#names.length;
    else this.#slots.set(source, this.#names.length);
    this.#names.push(source);
    this.#queued.push(0);
    this.#counts.admit(source);
  }
}
