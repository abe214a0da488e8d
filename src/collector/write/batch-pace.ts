// When the next append is due: soon for senders that wait for an answer, later and larger under a flood.

import type { BatchLimits, OpenBatches } from './open-batches.js';

export interface PaceOptions {
  readonly batchEvents: number;
  readonly batchDelayMs: number;
}

/**
 * Times `batchEvents`, under a flood, or what came within so long: a commit writes nearly the same pages of the posting tables however many
 * rows it has, so larger ones cost less a row. But one in the store and the next behind it have to fit below the mark of queue-load.ts.
 */
const FLOOD_BATCHES = 2;
const FLOOD_DELAY_MS = 250;
/** The store holds several copies of a batch's texts while it commits. */
const BATCH_BYTES = 4_000_000;
/**
 * The first batches are small, each twice the one before: until V8 has compiled what looks at events, they cost thirty times as much, and
 * what UDP sends meanwhile must not wait for thousands of them.
 */
const FIRST_EVENTS = 500;
/** rsyslog over RELP sends 128 messages and then waits. */
const AWAITED_DELAY_MS = 10;

export class BatchPace {
  #isFlood = false;
  #most = FIRST_EVENTS;
  #isAwaited = false;

  constructor(private readonly options: PaceOptions) {}

  /** What one batch may hold. */
  get limits(): BatchLimits {
    return { events: Math.min(this.#most, FLOOD_BATCHES * this.options.batchEvents), bytes: BATCH_BYTES };
  }

  /** What was open, so many events, is appended now or next. */
  taken(events: number): void {
    if (events >= this.#most && this.#most < FLOOD_BATCHES * this.options.batchEvents) this.#most *= 2;
    this.#isFlood = events > this.options.batchEvents;
    this.#isAwaited = false;
  }

  /** Somebody waits for what is open. False: that was known. */
  hurry(): boolean {
    if (this.#isAwaited) return false;
    this.#isAwaited = true;
    this.#isFlood = false;
    return true;
  }

  /** @param pressed senders are held back, and send no more until what is open is committed */
  isDue(open: OpenBatches, pressed: boolean): boolean {
    if (this.#isFlood) return pressed || open.reaches(this.limits);
    return open.reaches({ events: this.options.batchEvents, bytes: BATCH_BYTES });
  }

  get delayMs(): number {
    const { batchDelayMs } = this.options;
    if (this.#isAwaited) return Math.min(AWAITED_DELAY_MS, batchDelayMs);
    return this.#isFlood ? FLOOD_DELAY_MS : batchDelayMs;
  }
}
