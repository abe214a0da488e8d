// The queue in front of the store, and the one place that commits. One append runs at a time while the next batch gathers; a batch
// that the store cannot take stays and is tried again. Above its marks the queue holds senders back, then refuses; it never grows on.

import type { AppendBatch, AppendResult, EventStore, NewEvent } from '../../store/event-store.js';
import { Fault, messageOf } from '../../faults.js';
import type { LogEvent } from '../../event/event.js';
import type { Commit } from '../../plugin/module.js';
import type { Receipt } from '../frame.js';
import type { Source } from '../identify/sources.js';
import type { Ledger } from './ledger.js';
import { Pressure, type PressureHealth } from './pressure.js';

/** An event on its way to the store; also what the store is given, so that nothing is made anew for each. */
export interface Offer extends NewEvent {
  readonly source: Source;
  readonly bytes: number;
  readonly import: boolean;
  /** Called once, with what became of it. */
  readonly settle: ((receipt: Receipt) => void) | undefined;
  /** It waits in the spool until it is settled: it stays `queued` there, and it can wait here however long the store is away. */
  readonly isSpooled: boolean;
  /** Its key is the spool's own: as a duplicate it is the very message, stored before the last end and counted then. */
  readonly hasSpoolKey: boolean;
}

export interface WriterOptions {
  readonly batchEvents: number;
  readonly batchDelayMs: number;
  /** Memory of the queue above which messages are refused; senders that can be held back are so from three eighths of it. */
  readonly queueBytes: number;
  /** For live tail and rules. */
  readonly onCommitted: (commit: Commit) => void;
  /** Called once when the store stops taking batches and once when it takes them again. */
  readonly onTrouble: (error: string | undefined) => void;
}

/** Events of one transaction: same kind, retention class and day, so that a failure has no half. */
interface Batch {
  readonly kind: 'live' | 'import';
  readonly offers: Offer[];
}

/** What an event takes in memory beside its text. Measured: 320 to 630 bytes. */
const EVENT_OVERHEAD_BYTES = 1_024;
const sizeOf = (offer: Offer): number => offer.bytes + EVENT_OVERHEAD_BYTES;

const RETRY_MS = [50, 200, 1_000, 2_000];
/** A batch that fails so often for its own sake is halved until the event at fault stands alone. */
const TRIES_BEFORE_SPLIT = 3;
/**
 * Times `batchEvents`, under a flood, or what came within so long: a commit writes whole pages of each index, and with 200 users in 4,000
 * rows it writes the same pages as with 20,000. Measured: a third less of SQLite's time.
 */
const FLOOD_BATCHES = 5;
const FLOOD_DELAY_MS = 250;
/** For senders that wait for an answer: rsyslog over RELP sends 128 messages and then waits. */
const AWAITED_DELAY_MS = 10;
const DAY_MS = 86_400_000;

export class Writer {
  readonly #pressure = new Pressure();
  #open = new Map<string, Batch>();
  /** Where the last offer went: the next one mostly goes there too. */
  #last: { readonly batch: Batch; readonly retention: string; readonly day: number } | undefined;
  #openEvents = 0;
  /** Offers here, those of a running append included. */
  #events = 0;
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #isFlood = false;
  /** Somebody waits for what is open. */
  #isAwaited = false;
  #waiting: (() => void)[] = [];
  #trouble: string | undefined;
  #stopping = false;
  #left: Offer[] = [];

  constructor(
    private readonly store: EventStore,
    private readonly ledger: Ledger,
    private readonly options: WriterOptions,
  ) {}

  /** Senders that can be held back should be. */
  get pressed(): boolean {
    return this.#bytes > this.options.queueBytes * 0.375;
  }

  /** Senders are not held back by that, or cannot be. */
  get overfull(): boolean {
    return this.#bytes > this.options.queueBytes * 0.5;
  }

  /** Messages that cannot be held back are refused, or soon will be. */
  get crowded(): boolean {
    return this.#bytes > this.options.queueBytes * 0.75;
  }

  get isIdle(): boolean {
    return this.#events === 0;
  }

  /** Why offers are refused at this moment, for the sender. */
  get refusal(): string {
    return this.#trouble ?? 'the queue in front of the store is full';
  }

  get trouble(): string | undefined {
    return this.#trouble;
  }

  health(): PressureHealth {
    const { queueBytes: queueLimitBytes } = this.options;
    return this.#pressure.health({ queueBytes: this.#bytes, queueLimitBytes, queueEvents: this.#events });
  }

  /** False: refused, the queue is full. Never for what comes out of the spool. */
  offer(offer: Offer): boolean {
    if (!offer.isSpooled) {
      if (this.#bytes > this.options.queueBytes) return false;
      // Who waits for an answer gets it at once, instead of standing behind a batch that is being tried again.
      if (offer.settle !== undefined && this.#trouble !== undefined && this.#running !== undefined) return false;
      this.ledger.queue(offer.source.slot);
    }
    this.#bytes += sizeOf(offer);
    this.#batchFor(offer).offers.push(offer);
    this.#openEvents += 1;
    this.#events += 1;
    if (isAwaited(offer)) this.#hurry();
    if (this.#running === undefined) this.#schedule();
    return true;
  }

  whenDrained(): Promise<void> {
    if (!this.pressed) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Resolves when everything that was offered before has been committed or has failed. */
  async flush(): Promise<void> {
    while (this.#openEvents > 0 || this.#running !== undefined) {
      this.#start();
      await this.#running;
    }
  }

  /** Flushes, but gives a store that is away only one more try. Returns what is left then and nobody else has. */
  async stop(): Promise<readonly Offer[]> {
    this.#stopping = true;
    await this.flush();
    return this.#left.filter((offer) => !offer.isSpooled);
  }

  /** Events of one transaction: of one kind, class and day. */
  #batchFor({ import: isImport, event, source: { retention } }: Offer): Batch {
    const day = Math.floor(event[isImport ? '@timestamp' : 'event.ingested'] / DAY_MS);
    const kind = isImport ? 'import' : 'live';
    const last = this.#last;
    if (last !== undefined && last.day === day && last.retention === retention && last.batch.kind === kind)
      return last.batch;
    const key = `${kind}/${retention}/${day}`;
    let batch = this.#open.get(key);
    if (batch === undefined) this.#open.set(key, (batch = { kind, offers: [] }));
    this.#last = { batch, retention, day };
    return batch;
  }

  #hurry(): void {
    if (this.#isAwaited) return;
    this.#isAwaited = true;
    this.#isFlood = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #schedule(): void {
    if (this.#openEvents === 0) return;
    const { batchEvents } = this.options;
    // Senders that are held back send no more until this is committed.
    const isDue = this.#isFlood
      ? this.#openEvents >= FLOOD_BATCHES * batchEvents || this.pressed
      : this.#openEvents >= batchEvents;
    if (isDue) this.#start();
    else this.#timer ??= setTimeout(() => this.#start(), this.#delayMs);
  }

  get #delayMs(): number {
    const { batchDelayMs } = this.options;
    if (this.#isAwaited) return Math.min(AWAITED_DELAY_MS, batchDelayMs);
    return this.#isFlood ? FLOOD_DELAY_MS : batchDelayMs;
  }

  #start(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#running ??= this.#run();
  }

  // While one append runs the next batch gathers.
  async #run(): Promise<void> {
    const open = [...this.#open.values()];
    const { batchEvents } = this.options;
    this.#isFlood = this.#openEvents > batchEvents;
    this.#isAwaited = false;
    this.#open = new Map();
    this.#last = undefined;
    this.#openEvents = 0;
    const most = FLOOD_BATCHES * batchEvents;
    try {
      for (const { kind, offers } of open) {
        for (let at = 0; at < offers.length; at += most)
          await this.#commit(offers.length <= most ? { kind, offers } : { kind, offers: offers.slice(at, at + most) });
      }
    } finally {
      this.#running = undefined;
      this.#schedule();
    }
  }

  async #commit(batch: Batch): Promise<void> {
    for (let tries = 0; ; tries += 1) {
      const begun = performance.now();
      const result = await this.#append(batch).catch((error: unknown) => ({ error }));
      if (!('error' in result)) {
        this.#pressure.committed(batch.offers.length, performance.now() - begun);
        return this.#settled(batch, result);
      }
      const { error } = result;
      this.#settleStored(batch, error);
      this.#troubled(messageOf(error));
      this.#failAwaited(batch, messageOf(error));
      if (this.#stopping) for (const offer of batch.offers) this.#left.push(offer);
      if (batch.offers.length === 0 || this.#stopping) return;
      if (isBatchAtFault(error) && tries + 1 >= TRIES_BEFORE_SPLIT) return this.#split(batch);
      await delay(RETRY_MS[Math.min(tries, RETRY_MS.length - 1)]!);
    }
  }

  #append({ kind, offers }: Batch): Promise<AppendResult> {
    return this.store.append({ kind, events: offers, marks: this.#marksOf(offers) });
  }

  /** Counts on over the transactions of one append: each mark says what will be stored when its transaction is. */
  #marksOf(offers: readonly Offer[]): NonNullable<AppendBatch['marks']> {
    const stored = new Map<number, number>();
    const duplicate = new Map<number, number>();
    return (storedNow, duplicatesNow) => {
      for (const index of storedNow) addOne(stored, offers[index]!.source.slot);
      for (const index of duplicatesNow) if (!offers[index]!.hasSpoolKey) addOne(duplicate, offers[index]!.source.slot);
      const slots = new Set([...stored.keys(), ...duplicate.keys()]);
      return [...slots].map((slot) => this.ledger.mark(slot, stored.get(slot) ?? 0, duplicate.get(slot) ?? 0));
    };
  }

  #settled({ kind, offers }: Batch, { ids, position }: AppendResult): void {
    if (this.#trouble !== undefined) this.#troubled(undefined);
    const committed: LogEvent[] = [];
    for (let i = 0; i < offers.length; i += 1) {
      const offer = offers[i]!;
      const id = ids[i];
      if (id !== undefined) {
        offer.event['event.id'] = id;
        committed.push(offer.event);
      }
      this.#leave(offer, id === undefined ? 'duplicate' : 'stored');
      offer.settle?.(id === undefined ? DUPLICATE : STORED);
    }
    this.ledger.persist();
    this.#release();
    this.options.onCommitted({ events: committed, kind, position, isQuiet: this.#bytes === 0 });
  }

  /** An append of several transactions may have committed some: those are done, the rest is tried again. */
  #settleStored(batch: Batch, error: unknown): void {
    const stored = error instanceof Fault ? (error.details as Partial<AppendResult> | undefined) : undefined;
    if (stored?.ids === undefined || stored.position === undefined) return;
    const { ids, position } = stored;
    const isStored = (_: Offer, index: number): boolean => ids[index] !== undefined;
    this.#settled(
      { kind: batch.kind, offers: batch.offers.filter(isStored) },
      { ids: ids.filter((id) => id !== undefined), position },
    );
    replaceAll(
      batch.offers,
      batch.offers.filter((offer, index) => !isStored(offer, index)),
    );
  }

  /** Who waits for an answer is told at once and sends again; the others' messages stay in the queue. */
  #failAwaited(tried: Batch, reason: string): void {
    for (const batch of [tried, ...this.#open.values()]) {
      const staying: Offer[] = [];
      for (const offer of batch.offers) {
        if (isAwaited(offer)) this.#fail(offer, reason);
        else staying.push(offer);
      }
      if (batch !== tried) this.#openEvents -= batch.offers.length - staying.length;
      replaceAll(batch.offers, staying);
    }
    this.ledger.persist();
    this.#release();
  }

  async #split({ kind, offers }: Batch): Promise<void> {
    if (offers.length > 1) {
      const half = offers.length >> 1;
      await this.#commit({ kind, offers: offers.slice(0, half) });
      return this.#commit({ kind, offers: offers.slice(half) });
    }
    this.#fail(offers[0]!, 'the store does not take this event', true);
    this.ledger.persist();
    this.#release();
  }

  #fail(offer: Offer, reason: string, lasting = false): void {
    this.#leave(offer, 'failed');
    offer.settle?.({ outcome: 'failed', reason, ...(lasting && { lasting }) });
  }

  #leave(offer: Offer, outcome: 'stored' | 'duplicate' | 'failed'): void {
    this.#bytes -= sizeOf(offer);
    this.#events -= 1;
    if (!offer.isSpooled) this.ledger.settle(offer.source.slot, outcome, 1);
    else if (outcome !== 'duplicate' || !offer.hasSpoolKey) this.ledger.finish(offer.source.slot, outcome, 1);
  }

  #release(): void {
    if (this.#bytes > this.options.queueBytes * 0.25) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  #troubled(error: string | undefined): void {
    const changed = (error === undefined) !== (this.#trouble === undefined);
    this.#trouble = error;
    if (changed) this.options.onTrouble(error);
  }
}

const STORED: Receipt = { outcome: 'stored' };
const DUPLICATE: Receipt = { outcome: 'duplicate' };

const isAwaited = ({ settle, isSpooled }: Offer): boolean => settle !== undefined && !isSpooled;

function addOne(counts: Map<number, number>, slot: number): void {
  counts.set(slot, (counts.get(slot) ?? 0) + 1);
}

/** Not by spreading: a batch can be longer than a call may have arguments. */
function replaceAll(offers: Offer[], staying: readonly Offer[]): void {
  offers.length = 0;
  for (const offer of staying) offers.push(offer);
}

/** A locked, full or absent database is nobody's fault and passes; these are said of the data itself. */
const DATA_ERRORS = new Set(['SQLITE_ERROR', 'SQLITE_CONSTRAINT', 'SQLITE_TOOBIG', 'SQLITE_MISMATCH', 'SQLITE_RANGE']);

function isBatchAtFault(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause ?? (cause as { original?: unknown }).original) {
    if (cause instanceof TypeError || cause instanceof RangeError) return true;
    if (DATA_ERRORS.has(String((cause as { code?: unknown }).code))) return true;
  }
  return false;
}

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
