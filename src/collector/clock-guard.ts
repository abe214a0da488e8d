// Whether this machine's date may decide which days are old: one that is far ahead would have all history dropped within a minute, that of
// every collector on the same database. The server's clock is asked where there is one; else a date that leapt is not believed for a day.

import { systemClock, type Clock } from '../clock.js';
import type { EventStore } from '../store/event-store.js';
import { DAY_MS } from '../store/segments.js';

const MAX_OFF_MS = 5 * 60_000;
/** A machine that was asleep, or got the time from the network after its start, leaps less than that, or waits a day for nothing. */
const MAX_LEAP_MS = DAY_MS;
/** For somebody to notice. */
const BELIEVED_AFTER_MS = DAY_MS;

export interface ClockDoubt {
  /** Negative: behind. */
  readonly aheadMs: number;
  /** `server`: of the database's clock, `itself`: of what it showed before. */
  readonly against: 'server' | 'itself';
}

export class ClockGuard {
  #doubt: ClockDoubt | undefined;
  /** Date less monotonic time, as it was last believed. */
  #offset: number;
  /** Of the leap, in monotonic time. */
  #leaptAt: number | undefined;

  constructor(
    private readonly store: Pick<EventStore, 'clockAheadMs'>,
    private readonly clock: Clock = systemClock,
    private readonly monotonic: Clock = { now: () => performance.now() },
  ) {
    this.#offset = clock.now() - monotonic.now();
  }

  /** As of the last look. */
  get doubt(): ClockDoubt | undefined {
    return this.#doubt;
  }

  /** @throws Fault STORE_READ */
  async isRight(): Promise<boolean> {
    const aheadMs = await this.store.clockAheadMs?.();
    this.#doubt = aheadMs === undefined ? this.#leap() : offServer(aheadMs);
    return this.#doubt === undefined;
  }

  /** One back is believed: it has nothing dropped, and may take back the one before. */
  #leap(): ClockDoubt | undefined {
    const now = this.monotonic.now();
    const offset = this.clock.now() - now;
    const aheadMs = offset - this.#offset;
    if (aheadMs > MAX_LEAP_MS) {
      this.#leaptAt ??= now;
      if (now - this.#leaptAt < BELIEVED_AFTER_MS) return { aheadMs, against: 'itself' };
    }
    this.#leaptAt = undefined;
    this.#offset = offset;
    return undefined;
  }
}

function offServer(aheadMs: number): ClockDoubt | undefined {
  return Math.abs(aheadMs) > MAX_OFF_MS ? { aheadMs, against: 'server' } : undefined;
}
