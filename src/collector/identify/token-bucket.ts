// A rate limit with a burst of ten seconds' worth.

const BURST_SECONDS = 10;

export class TokenBucket {
  #tokens: number;
  #filledAt = 0;

  constructor(private readonly perSecond: number) {
    this.#tokens = perSecond * BURST_SECONDS;
  }

  /** False when the limit is reached. @param now ms since 1970 */
  take(now: number): boolean {
    const elapsedMs = Math.max(0, now - this.#filledAt);
    this.#filledAt = now;
    this.#tokens = Math.min(this.perSecond * BURST_SECONDS, this.#tokens + (elapsedMs / 1000) * this.perSecond);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
