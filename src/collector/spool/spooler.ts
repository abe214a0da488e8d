// The way around a store that is away or behind: frames into the spool, and back through the pipeline when the store takes them.
//
//   direct --- the store takes nothing, or the queue is too full for senders that cannot be held back ---> on
//   on     --- everything in the spool was handed on, and the store takes ------------------------------> direct
//
// While it is on every frame goes through the spool, so that what one connection sent stays in order. A record is settled when its
// events are stored or have another outcome; the ledger is written before the spool forgets it. So a killed process reads some records
// twice, and never one not at all: the store knows the second by its key.

import { setImmediate } from 'node:timers/promises';
import { messageOf } from '../../faults.js';
import type { Frame, Receipt } from '../frame.js';
import type { Ledger } from '../write/ledger.js';
import type { Offer } from '../write/offer.js';
import type { Writer } from '../write/writer.js';
import { HandedRate } from './handed-rate.js';
import type { SpoolHealth } from './health.js';
import { setAside } from './set-aside.js';
import type { Chunk, Keyed, Spool } from './spool.js';

/** Takes what comes out of the spool. */
export interface Consumer {
  /** `settle` is to be called once for it. */
  handleSpooled(keyed: Keyed, settle: () => void): void;
  /** There is more room than before. */
  progress(): void;
  /** More waits to be read from sockets that cannot be held back. */
  readonly isOutrun: boolean;
}

export interface SpoolerOptions {
  /** False: takes nothing, and hands on what an earlier process left. */
  readonly enabled: boolean;
  /** Called when it leaves `direct`, with the reason, and without one when it is back. */
  readonly onChange: (reason: string | undefined) => void;
}

interface Flight {
  readonly chunk: Chunk;
  left: number;
  /**
   * What came to an end without the store. The ledger is told of it with the whole chunk: until then a killed process reads it again, and
   * nobody knows it by a key.
   */
  readonly ended: { readonly slot: number; readonly outcome: Ending }[];
  /** Messages that ended so. */
  endedMessages: number;
}

/** Of a message that was not given to the store. */
export type Ending = 'filtered' | 'limited' | 'refused' | 'failed';

/** When nothing tells that the store may take more, it is looked at after so long. */
const LOOK_EVERY_MS = 50;
/** A file that cannot be read so often in a row is given up. */
const READ_TRIES = 20;
/** Senders that can be held back wait until so few messages are before them. */
const BEHIND_MESSAGES = 2_000;
/** However much waits to be read, so much at the most is read before the next chunk is handed on. */
const LET_READ_MS = 250;
const QUEUED: Receipt = { outcome: 'queued' };

export class Spooler {
  readonly #flights: Flight[] = [];
  /** Being handed on in this turn. */
  #handing: Flight | undefined;
  #consumer: Consumer | undefined;
  #since: number | undefined;
  #reason: string | undefined;
  #running: Promise<void> | undefined;
  #wake: (() => void) | undefined;
  #isAdvancing = false;
  #isStopped = false;
  #inFlight = 0;
  #lost = 0;
  readonly #handed = new HandedRate();

  constructor(
    private readonly spool: Spool,
    private readonly ledger: Ledger,
    private readonly writer: Writer,
    private readonly options: SpoolerOptions,
  ) {
    spool.onLost = (n) => this.#lose(n);
  }

  /** Hands on what is there from an earlier process, and from now on whatever it takes. */
  start(consumer: Consumer): void {
    this.#consumer = consumer;
    if (this.spool.unread > 0) this.#begin('messages of an earlier run wait in the spool');
  }

  /** Ends handing on; what is with the store may still be settled. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#wake?.();
    await this.#running;
  }

  async close(): Promise<void> {
    await this.spool.sync().catch(() => undefined); // there is nobody left to tell; the next start counts what is here
    this.#advance();
    this.spool.close();
  }

  /** Frames go through the spool at this moment. */
  get isOn(): boolean {
    return this.options.enabled && this.#since !== undefined;
  }

  /** Little can be taken, or nothing: senders that can be held back should be. */
  get isTight(): boolean {
    return this.spool.isTight;
  }

  /** The store takes, and there is much before what comes now. */
  get isBehind(): boolean {
    return this.spool.unread > BEHIND_MESSAGES || this.writer.pressed;
  }

  /** Why it took less than it was given, for the sender. */
  get refusal(): string {
    const { trouble } = this.writer;
    const refusing = this.spool.refusing ?? 'the spool takes nothing at the moment';
    return trouble === undefined ? refusing : `${trouble} And ${refusing}.`;
  }

  /**
   * Whether frames must go through the spool now; to be asked before each lot.
   * @param isOutrun more comes than can be handled at once, from senders that cannot be held back
   */
  takes(isOutrun = false): boolean {
    if (!this.options.enabled || this.#isStopped) return false;
    const { trouble, overfull } = this.writer;
    if (this.#since === undefined && trouble !== undefined) this.#begin(trouble);
    else if (this.#since === undefined && (overfull || isOutrun))
      this.#begin('more comes in than can be stored at once');
    return this.#since !== undefined;
  }

  /** Returns how many were taken, from the first on. */
  take(frames: readonly Frame[]): number {
    return this.spool.append(frames.map((frame) => ({ is: 'frame', frame })));
  }

  /**
   * Takes events that the store does not, from the first on, and returns how many. Who waits for one is answered when it is safe.
   * What is taken from now on comes behind them; what waits already was received at about the same time.
   */
  setAside(offers: readonly Offer[]): number {
    if (!this.options.enabled || offers.length === 0) return 0;
    const taken = setAside(offers, this.spool, this.ledger);
    const awaited = offers.slice(0, taken).filter(({ settle }) => settle !== undefined);
    if (awaited.length > 0) void this.safe().then((safe) => awaited.forEach(({ settle }) => settle!(safe)));
    return taken;
  }

  /** The receipt for what was taken so far, when it is on the medium. */
  safe(): Promise<Receipt> {
    return this.spool.sync().then(
      () => QUEUED,
      (error: unknown) => ({ outcome: 'failed', reason: `the spool cannot be written: ${messageOf(error)}` }),
    );
  }

  /** What is handed on in this turn, or a part of it, came to an end without the store. */
  end(slot: number, outcome: Ending): void {
    this.#handing?.ended.push({ slot, outcome });
  }

  /** The store took something, or stopped taking. */
  storeChanged(): void {
    this.takes();
    this.#wake?.();
    this.#consumer?.progress();
  }

  health(): SpoolHealth {
    const { spool, writer, options } = this;
    const isAway = writer.trouble !== undefined;
    const { refusing, oldestAt } = spool;
    const reason = writer.trouble ?? this.#reason;
    const since = this.#since;
    const state = since !== undefined ? (isAway ? 'spooling' : 'draining') : options.enabled ? 'direct' : 'off';
    return {
      state,
      ...(since === undefined ? {} : { since }),
      ...(since === undefined || reason === undefined ? {} : { reason }),
      messages: spool.unread + this.#inFlight,
      bytes: spool.bytes,
      limitBytes: spool.limitBytes,
      whenFull: spool.whenFull,
      ...(oldestAt === undefined ? {} : { oldestAt }),
      drainedPerSecond: this.#handed.perSecond(),
      ...(refusing === undefined ? {} : { refusing }),
      lost: this.#lost,
      damagedBytes: spool.damagedBytes,
    };
  }

  #begin(reason: string): void {
    this.#since = Date.now();
    this.#reason = reason;
    this.options.onChange(reason);
    this.#run();
    this.#consumer?.progress();
  }

  #run(): void {
    this.#running ??= this.#drain().finally(() => {
      this.#running = undefined;
      // It was over, and began again before this was known.
      if (this.#since !== undefined && !this.#isStopped) this.#run();
    });
  }

  async #drain(): Promise<void> {
    let failures = 0;
    while (!this.#isStopped) {
      const { trouble, overfull } = this.writer;
      const isCalm = trouble === undefined && !overfull && !this.#consumer!.isOutrun;
      if (this.spool.unread === 0 && isCalm) return this.#end();
      await this.#letRead();
      if (!this.#mayHand()) {
        await this.#pause();
        // There may be room again, while the store takes nothing.
        this.#consumer?.progress();
        continue;
      }
      try {
        const chunk = await this.spool.read();
        failures = 0;
        if (chunk !== undefined) this.#hand(chunk);
      } catch (error) {
        this.#reason = `the spool cannot be read: ${messageOf(error)}`;
        failures += 1;
        if (failures >= READ_TRIES) this.spool.giveUp();
        await this.#pause();
      }
    }
  }

  /** Datagrams first: a chunk takes milliseconds, in which more of them come to wait. */
  async #letRead(): Promise<void> {
    const until = performance.now() + LET_READ_MS;
    while (this.#consumer!.isOutrun && performance.now() < until) await setImmediate();
  }

  #end(): void {
    this.#since = undefined;
    this.options.onChange(undefined);
    this.#consumer?.progress();
  }

  /** A store that is away is asked again by the batch that it did not take; where there is none, by what waits here. */
  #mayHand(): boolean {
    const { trouble, pressed, isIdle } = this.writer;
    return this.spool.unread > 0 && ((trouble === undefined && !pressed) || isIdle);
  }

  #hand(chunk: Chunk): void {
    const flight: Flight = { chunk, left: chunk.waiting.length, ended: [], endedMessages: 0 };
    this.#flights.push(flight);
    this.#inFlight += flight.left;
    this.#handed.add(flight.left);
    const settle = (): void => this.#settled(flight);
    this.#handing = flight;
    for (const keyed of chunk.waiting) this.#consumer!.handleSpooled(keyed, settle);
    this.#handing = undefined;
    this.ledger.persist();
  }

  #settled(flight: Flight): void {
    flight.left -= 1;
    this.#inFlight -= 1;
    if (this.#handing === flight) flight.endedMessages += 1;
    else this.ledger.unspool(1);
    if (flight.left > 0 || this.#isAdvancing) return;
    // Behind the turn: whoever settles has more to count.
    this.#isAdvancing = true;
    queueMicrotask(() => this.#advance());
  }

  /** The ledger first: what it does not know of is still in the spool. */
  #advance(): void {
    this.#isAdvancing = false;
    const inOrder = this.#flights.findIndex(({ left }) => left > 0);
    const done = this.#flights.splice(0, inOrder < 0 ? this.#flights.length : inOrder);
    for (const { ended, endedMessages } of done) {
      for (const { slot, outcome } of ended) this.ledger.finish(slot, outcome, 1);
      this.ledger.unspool(endedMessages);
    }
    this.ledger.persist();
    for (const { chunk } of done) this.spool.settle(chunk);
    this.#wake?.();
    this.#consumer?.progress();
  }

  #lose(n: number): void {
    this.#lost += n;
    this.ledger.loseSpooled(n);
    this.ledger.persist();
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, LOOK_EVERY_MS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
