// The queue in front of the store, and the one place that commits. One append runs at a time while the next batch gathers; a batch
// that the store cannot take stays and is tried again. Above its marks the queue holds senders back, then refuses; it never grows on.

import type { AppendBatch, AppendResult, EventStore, NewEvent } from '../../store/event-store.js';
import { Fault, messageOf } from '../../faults.js';
import type { LogEvent } from '../../event/event.js';
import type { Commit } from '../../plugin/module.js';
import type { Receipt } from '../frame.js';
import type { Source } from '../identify/sources.js';
import type { Ledger } from './ledger.js';

export interface Offer {
  readonly event: LogEvent;
  readonly source: Source;
  readonly dedupeKey: string | undefined;
  readonly bytes: number;
  readonly import: boolean;
  readonly settle: ((receipt: Receipt) => void) | undefined;
}

export interface WriterOptions {
  readonly batchEvents: number;
  readonly batchDelayMs: number;
  /** Memory of the queue above which messages are refused; senders that can be held back are so from an eighth of it. */
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
/** Times `batchEvents`, under a flood. */
const MAX_BATCHES_IN_ONE = 5;
const DAY_MS = 86_400_000;

export class Writer {
  #open = new Map<string, Batch>();
  #openEvents = 0;
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #waiting: (() => void)[] = [];
  #trouble: string | undefined;
  #stopping = false;

  constructor(
    private readonly store: EventStore,
    private readonly ledger: Ledger,
    private readonly options: WriterOptions,
  ) {}

  get pressed(): boolean {
    return this.#bytes > this.options.queueBytes / 8;
  }

  /** Why offers are refused at this moment, for the sender. */
  get refusal(): string {
    return this.#trouble ?? 'the queue in front of the store is full';
  }

  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** False: refused, the queue is full. */
  offer(offer: Offer): boolean {
    if (this.#bytes > this.options.queueBytes) return false;
    // Who waits for an answer gets it at once, instead of standing behind a batch that is being tried again.
    if (offer.settle !== undefined && this.#trouble !== undefined && this.#running !== undefined) return false;
    this.#bytes += sizeOf(offer);
    this.ledger.queue(offer.source.slot);
    const kind = offer.import ? 'import' : 'live';
    const day = Math.floor(offer.event[offer.import ? '@timestamp' : 'event.ingested'] / DAY_MS);
    const key = `${kind}/${offer.source.retention}/${day}`;
    const batch = this.#open.get(key);
    if (batch === undefined) this.#open.set(key, { kind, offers: [offer] });
    else batch.offers.push(offer);
    this.#openEvents += 1;
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

  /** Flushes, but gives a store that is away only one more try: what is left is then lost, and counted so at the next start. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.flush();
  }

  #schedule(): void {
    if (this.#openEvents >= this.options.batchEvents) this.#start();
    else if (this.#openEvents > 0) this.#timer ??= setTimeout(() => this.#start(), this.options.batchDelayMs);
  }

  #start(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#running ??= this.#run();
  }

  // While one append runs the next batch gathers, so under a flood batches grow by themselves: a commit writes whole pages of each
  // index, and with 200 users in 4,000 rows it writes the same pages as with 20,000.
  async #run(): Promise<void> {
    const open = [...this.#open.values()];
    this.#open = new Map();
    this.#openEvents = 0;
    const most = MAX_BATCHES_IN_ONE * this.options.batchEvents;
    try {
      for (const { kind, offers } of open) {
        for (let at = 0; at < offers.length; at += most)
          await this.#commit({ kind, offers: offers.slice(at, at + most) });
      }
    } finally {
      this.#running = undefined;
      this.#schedule();
    }
  }

  async #commit(batch: Batch): Promise<void> {
    for (let tries = 0; ; tries += 1) {
      const result = await this.#append(batch).catch((error: unknown) => ({ error }));
      if (!('error' in result)) return this.#settled(batch, result);
      const { error } = result;
      this.#settleStored(batch, error);
      this.#troubled(messageOf(error));
      this.#failAcknowledged(batch, messageOf(error));
      if (batch.offers.length === 0 || this.#stopping) return;
      if (isBatchAtFault(error) && tries + 1 >= TRIES_BEFORE_SPLIT) return this.#split(batch);
      await delay(RETRY_MS[Math.min(tries, RETRY_MS.length - 1)]!);
    }
  }

  #append({ kind, offers }: Batch): Promise<AppendResult> {
    const events: NewEvent[] = offers.map(({ event, source, dedupeKey }) => ({
      event,
      retention: source.retention,
      ...(dedupeKey === undefined ? {} : { dedupeKey }),
    }));
    return this.store.append({ kind, events, marks: this.#marksOf(offers) });
  }

  /** Counts on over the transactions of one append: each mark says what will be stored when its transaction is. */
  #marksOf(offers: readonly Offer[]): NonNullable<AppendBatch['marks']> {
    const counts = new Map<number, { stored: number; duplicate: number }>();
    const count = (index: number, outcome: 'stored' | 'duplicate'): void => {
      const { slot } = offers[index]!.source;
      const sum = counts.get(slot) ?? { stored: 0, duplicate: 0 };
      sum[outcome] += 1;
      counts.set(slot, sum);
    };
    return (stored, duplicates) => {
      for (const index of stored) count(index, 'stored');
      for (const index of duplicates) count(index, 'duplicate');
      return [...counts].map(([slot, { stored, duplicate }]) => this.ledger.mark(slot, stored, duplicate));
    };
  }

  #settled({ kind, offers }: Batch, { ids, position }: AppendResult): void {
    if (this.#trouble !== undefined) this.#troubled(undefined);
    const committed: LogEvent[] = [];
    for (const [i, offer] of offers.entries()) {
      const id = ids[i];
      const outcome = id === undefined ? 'duplicate' : 'stored';
      this.#leave(offer, outcome);
      if (id !== undefined) {
        offer.event['event.id'] = id;
        committed.push(offer.event);
      }
      offer.settle?.({ outcome });
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
    batch.offers.splice(0, batch.offers.length, ...batch.offers.filter((offer, index) => !isStored(offer, index)));
  }

  /** Who waits for an answer is told at once and sends again; the others' messages stay in the queue. */
  #failAcknowledged(tried: Batch, reason: string): void {
    for (const batch of [tried, ...this.#open.values()]) {
      const staying: Offer[] = [];
      for (const offer of batch.offers) {
        if (offer.settle === undefined) staying.push(offer);
        else this.#fail(offer, reason);
      }
      if (batch !== tried) this.#openEvents -= batch.offers.length - staying.length;
      batch.offers.splice(0, batch.offers.length, ...staying);
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
    this.#fail(offers[0]!, 'the store does not take this event');
    this.ledger.persist();
    this.#release();
  }

  #fail(offer: Offer, reason: string): void {
    this.#leave(offer, 'failed');
    offer.settle?.({ outcome: 'failed', reason });
  }

  #leave(offer: Offer, outcome: 'stored' | 'duplicate' | 'failed'): void {
    this.#bytes -= sizeOf(offer);
    this.ledger.settle(offer.source.slot, outcome, 1);
  }

  #release(): void {
    if (this.#bytes > this.options.queueBytes / 16) return;
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
