// The queue in front of the store, and the one place that commits. Two appends run at a time, so that the store goes from one to the
// next by itself, while the next batch gathers; after a failure it is one. What the store does not take is set aside (in the spool) at
// its first failure, so that it outlives this process; what nobody else takes stays and is tried again. Above its marks the queue holds
// senders back, then refuses; it never grows on.

import type { AppendResult, EventStore } from '../../store/event-store.js';
import { Fault, messageOf } from '../../faults.js';
import type { Commit } from '../../plugin/module.js';
import { isBatchAtFault } from './append-fault.js';
import { Appender, type Append } from './appender.js';
import { BatchPace } from './batch-pace.js';
import type { Ledger } from './ledger.js';
import { isAwaited, type Offer } from './offer.js';
import { type Batch, OpenBatches } from './open-batches.js';
import { Pressure, type PressureHealth } from './pressure.js';
import { QueueLoad } from './queue-load.js';
import { Settlement } from './settlement.js';
import { StoreState } from './store-state.js';

export type { Offer } from './offer.js';

export interface WriterOptions {
  readonly batchEvents: number;
  readonly batchDelayMs: number;
  /** Memory of the queue above which messages are refused; the marks below it are in queue-load.ts. */
  readonly queueBytes: number;
  /** For live tail and rules. */
  readonly onCommitted: (commit: Commit) => void;
  /** Called when the store stops taking batches (or gives no answer, and then says why), and when it takes them again. */
  readonly onTrouble: (error: string | undefined) => void;
  /** Takes messages that the store does not, from the first on, and settles who waits for them. Returns how many it took. */
  readonly setAside?: (offers: readonly Offer[]) => number;
}

const APPENDS_AT_ONCE = 2;
const RETRY_MS = [50, 200, 1_000, 2_000];
/** A batch that fails so often for its own sake is halved until the event at fault stands alone. */
const TRIES_BEFORE_SPLIT = 3;
const PREPARE_EVENTS = 256;

export class Writer {
  readonly #pressure = new Pressure();
  readonly #load: QueueLoad;
  readonly #pace: BatchPace;
  readonly #state: StoreState;
  readonly #settlement: Settlement;
  readonly #store: Appender;
  readonly #open = new OpenBatches();
  /** Taken, and to be appended next. */
  #pending: Batch[] = [];
  /** The oldest first. */
  #appends: Append[] = [];
  /** One batch is tried again, and nothing goes before it. */
  #isMending = false;
  /** Stored, and not told yet. */
  #untold: Omit<Commit, 'isQuiet'>[] = [];
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #waiting: (() => void)[] = [];
  #stopping = false;

  constructor(
    private readonly store: EventStore,
    private readonly ledger: Ledger,
    private readonly options: WriterOptions,
  ) {
    this.#load = new QueueLoad(options.queueBytes);
    this.#pace = new BatchPace(options);
    this.#state = new StoreState(options.onTrouble);
    this.#settlement = new Settlement(this.#load, ledger, options.setAside);
    this.#store = new Appender(store, ledger, this.#pressure, this.#state, (begun) => this.#slow(begun));
  }

  /** Senders that can be held back should be. */
  get pressed(): boolean {
    return this.#load.isPressed;
  }

  /** Senders are not held back by that, or cannot be. */
  get overfull(): boolean {
    return this.#load.isOverfull;
  }

  /** Messages that cannot be held back are refused, or soon will be. */
  get crowded(): boolean {
    return this.#load.isCrowded;
  }

  get isIdle(): boolean {
    return this.#load.events === 0;
  }

  /** The store is away, and a batch asks it again and again. Where there is none, the next offer asks. */
  get isRetrying(): boolean {
    return this.#state.isAway && this.#running !== undefined;
  }

  /** Why offers are refused at this moment, for the sender. */
  get refusal(): string {
    return this.#state.trouble ?? 'the queue in front of the store is full';
  }

  /** Why the store takes nothing at this moment: what it said, or how long it has said nothing. */
  get trouble(): string | undefined {
    return this.#state.trouble;
  }

  health(): PressureHealth {
    const { bytes: queueBytes, limitBytes: queueLimitBytes, events: queueEvents } = this.#load;
    return this.#pressure.health({ queueBytes, queueLimitBytes, queueEvents });
  }

  /** False: refused, the queue is full. Never for what comes out of the spool. */
  offer(offer: Offer): boolean {
    if (!offer.isSpooled) {
      if (this.#load.isFull) return false;
      // Who waits for an answer gets it at once, instead of standing behind a batch that is being tried again.
      if (offer.settle !== undefined && this.isRetrying) return false;
      this.ledger.queue(offer.source.slot);
    }
    this.#load.add(offer);
    this.#open.add(offer);
    if (isAwaited(offer)) this.#hurry();
    if (this.#running === undefined) this.#schedule();
    else if (this.#open.reaches(this.#pace.limits)) this.#take();
    if (this.#open.events % PREPARE_EVENTS === 0) this.#prepare();
    return true;
  }

  whenDrained(): Promise<void> {
    if (!this.pressed) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Resolves when everything that was offered before has been committed, set aside, or has failed. */
  async flush(): Promise<void> {
    while (this.#open.events > 0 || this.#running !== undefined) {
      this.#start();
      await this.#running;
    }
    this.#tell();
  }

  /** Flushes, but gives a store that is away only one more try. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.flush();
  }

  #hurry(): void {
    if (!this.#pace.hurry()) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #schedule(): void {
    if (this.#open.events === 0) return;
    if (this.#pace.isDue(this.#open, this.pressed)) this.#start();
    else this.#timer ??= setTimeout(() => this.#start(), this.#pace.delayMs);
  }

  #start(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    this.#take();
    try {
      for (let append = this.#appends[0]; append !== undefined; append = this.#appends[0]) {
        const outcome = await append.outcome;
        this.#appends.shift();
        if ('result' in outcome) this.#settled(append, outcome.result);
        else await this.#mend(append, outcome.error);
        this.#begin();
      }
    } finally {
      this.#running = undefined;
      this.#schedule();
    }
  }

  #take(): void {
    this.#pace.taken(this.#open.events);
    this.#pending.push(...this.#open.take(this.#pace.limits));
    this.#begin();
  }

  #begin(): void {
    while (!this.#isMending && this.#appends.length < APPENDS_AT_ONCE) {
      const batch = this.#pending.shift();
      if (batch === undefined) return;
      this.#appends.push(this.#store.append(batch));
    }
  }

  /** While appends run the next batch gathers, and the store can get to work on it. */
  #prepare(): void {
    const next = this.#pending[0] ?? this.#open.latest;
    if (next !== undefined) this.store.prepare({ kind: next.kind, events: next.offers });
  }

  /** Tries again what has failed, until it is stored, set aside or split. */
  async #mend(failed: Append, error: unknown): Promise<void> {
    this.#isMending = true;
    try {
      this.#failed(failed, error);
      await this.#recall();
      await this.#retry(failed.batch, error);
    } finally {
      this.#isMending = false;
    }
  }

  async #retry(batch: Batch, error: unknown): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      const isOwnFault = isBatchAtFault(error);
      this.#state.failed(messageOf(error));
      if (!isOwnFault || this.#stopping) this.#setAside([batch, ...this.#pending], messageOf(error));
      if (batch.offers.length === 0 || this.#stopping) return;
      if (isOwnFault && tries >= TRIES_BEFORE_SPLIT) return this.#split(batch);
      await delay(RETRY_MS[Math.min(tries, RETRY_MS.length) - 1]!);
      const append = this.#store.append(batch);
      const outcome = await append.outcome;
      if ('result' in outcome) return this.#settled(append, outcome.result);
      error = outcome.error;
      this.#failed(append, error);
    }
  }

  /** What was given behind a batch that failed mostly failed with it, and comes behind it again. */
  async #recall(): Promise<void> {
    for (let append = this.#appends[0]; append !== undefined; append = this.#appends[0]) {
      const outcome = await append.outcome;
      this.#appends.shift();
      if ('result' in outcome) this.#settled(append, outcome.result);
      else this.#failed(append, outcome.error);
      if (append.batch.offers.length > 0) this.#pending.unshift(append.batch);
    }
  }

  /** Whatever becomes of it: what waits behind it need not wait in memory. What it holds itself may be stored already. */
  #slow(begun: number): void {
    this.#state.slow(begun);
    this.#setAside(this.#pending);
  }

  #settled({ batch, end }: Append, result: AppendResult): void {
    this.#state.took();
    this.#stored(batch, result);
    batch.offers = [];
    end();
  }

  #stored(batch: Batch, result: AppendResult): void {
    const committed = this.#settlement.store(batch, result);
    this.ledger.persist();
    this.#release();
    // The next append begins before the stages look at this one: while SQLite works, they do.
    const { ids: _, ...where } = result;
    if (this.#untold.push({ events: committed, kind: batch.kind, ...where }) === 1) setImmediate(() => this.#tell());
  }

  #tell(): void {
    const commits = this.#untold;
    this.#untold = [];
    for (const [at, commit] of commits.entries())
      this.options.onCommitted({ ...commit, isQuiet: at === commits.length - 1 && this.#load.bytes === 0 });
  }

  /** An append of several transactions may have committed some: those are done, the rest stays in the batch. */
  #failed({ batch, end }: Append, error: unknown): void {
    const stored = error instanceof Fault ? (error.details as Partial<AppendResult> | undefined) : undefined;
    if (stored?.ids !== undefined && stored.position !== undefined) {
      const { ids, ...where } = stored as AppendResult;
      const offers = batch.offers.filter((_, index) => ids[index] !== undefined);
      this.#stored({ kind: batch.kind, offers }, { ids: ids.filter((id) => id !== undefined), ...where });
      batch.offers = batch.offers.filter((_, index) => ids[index] === undefined);
    }
    end();
  }

  /**
   * Whatever can wait elsewhere leaves the queue; what nobody takes stays in it.
   * @param reason with it, who waits for an answer and whose message nobody takes is told to send again
   */
  #setAside(batches: readonly Batch[], reason?: string): void {
    const open = this.#open.take(this.#pace.limits);
    for (const batch of [...batches, ...open]) this.#settlement.setAside(batch, reason);
    for (const { offers } of open) for (const offer of offers) this.#open.add(offer);
    this.#pending = this.#pending.filter(({ offers }) => offers.length > 0);
    this.ledger.persist();
    this.#release();
  }

  #split({ kind, offers }: Batch): void {
    if (offers.length > 1) {
      const half = offers.length >> 1;
      this.#pending.unshift({ kind, offers: offers.slice(0, half) }, { kind, offers: offers.slice(half) });
      return;
    }
    this.#settlement.fail(offers[0]!, 'the store does not take this event');
    this.ledger.persist();
    this.#release();
  }

  #release(): void {
    if (!this.#load.isDrained) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
