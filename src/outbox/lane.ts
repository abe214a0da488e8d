// What goes to one channel: a few deliveries at once, as many as the channel takes. Lanes know nothing of each other, so that a channel
// that never answers holds up no other.

import type { Logger } from 'pino';
import type { Clock } from '#src/clock.js';
import type { Carrier } from './carrier.js';
import type { Claim, Claims } from './claims.js';
import type { AttemptEnded } from './delivery.js';
import { sendOnce } from './send.js';

export interface LaneRoom {
  readonly claims: Claims;
  readonly clock: Clock;
  readonly log: Logger;
  readonly stop: AbortSignal;
  carrier(): Carrier | undefined;
  /** How many more may be under way in all. */
  free(): number;
  /** Of this many, one more or less. */
  underWay(change: 1 | -1): void;
  ended(attempt: AttemptEnded): void;
  /** Something may be due now, or something went wrong and is to be looked at again later. */
  wake(): void;
  wakeLater(): void;
}

/** Of one channel, whatever it says. */
const MAX_CONCURRENCY = 8;

export class Lane {
  readonly #underWay = new Set<Promise<void>>();
  #filling: Promise<void> | undefined;
  #isAsked = false;

  constructor(
    private readonly channel: string,
    private readonly room: LaneRoom,
  ) {}

  /** Takes what is due, as far as there is room. */
  fill(): void {
    this.#isAsked = true;
    this.#filling ??= this.#fill().finally(() => {
      this.#filling = undefined;
      if (this.#isAsked && !this.room.stop.aborted) this.fill();
    });
  }

  get isIdle(): boolean {
    return this.#underWay.size === 0 && this.#filling === undefined;
  }

  /** When nothing is under way any more. */
  async ended(): Promise<void> {
    while (!this.isIdle) await Promise.allSettled([...this.#underWay, this.#filling]);
  }

  async #fill(): Promise<void> {
    try {
      while (this.#isAsked && !this.room.stop.aborted) {
        this.#isAsked = false;
        await this.#take();
      }
    } catch (error) {
      this.room.log.error({ err: error, channel: this.channel }, 'deliveries could not be taken from the outbox');
      this.room.wakeLater();
    }
  }

  async #take(): Promise<void> {
    const carrier = this.room.carrier();
    if (carrier === undefined) return;
    const concurrency = await carrier.concurrency(this.channel);
    if (concurrency === undefined) return this.room.claims.bury(this.channel);
    const room = Math.min(concurrency, MAX_CONCURRENCY) - this.#underWay.size;
    // When many channels hang, each still has its first one.
    const limit = Math.min(room, Math.max(this.room.free(), this.#underWay.size === 0 ? 1 : 0));
    if (limit <= 0) return;
    for (const claim of await this.room.claims.take(this.channel, limit)) this.#begin(claim, carrier);
  }

  #begin(claim: Claim, carrier: Carrier): void {
    this.room.underWay(1);
    const delivering = this.#deliver(claim, carrier).finally(() => {
      this.#underWay.delete(delivering);
      this.room.underWay(-1);
      this.fill();
    });
    this.#underWay.add(delivering);
  }

  async #deliver(claim: Claim, carrier: Carrier): Promise<void> {
    const { claims, clock, log, stop } = this.room;
    try {
      const attempt = await sendOnce(carrier, claim, clock.now(), stop);
      // The portal ends: that is no failure of the channel. It may have got the message; the next try has the same id.
      if (stop.aborted && attempt.result.outcome === 'retry') return await claims.release(claim);
      const state = await claims.end(claim, attempt);
      if (state === undefined)
        return log.warn({ delivery: claim.id }, 'a try of a delivery ended after another had begun');
      const { id: deliveryId, channel, message } = claim;
      this.room.ended({ deliveryId, messageId: message.id, channel, state });
      if (state === 'waiting') this.room.wake();
      if (state === 'dead' || state === 'failed')
        log.warn({ channel, message: message.id, error: attempt.result.error }, 'a notification was given up');
    } catch (error) {
      // Its lease ends, and then it is sent again: at least once.
      log.error({ err: error, delivery: claim.id }, 'what became of a delivery could not be kept');
      this.room.wakeLater();
    }
  }
}
