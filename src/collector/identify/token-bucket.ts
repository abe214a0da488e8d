// A rate limit with a burst: a bucket that fills by the second. Messages are taken one by one (what finds it empty is turned away), or
// afterwards, for what was read already: then the bucket goes into debt, and the sender is not read until the debt is paid.

const BURST_SECONDS = 10;
/** Times may come out of order by as long as a request may take; further back is a clock that was set. */
const SET_BACK_MS = 150_000;

export class TokenBucket {
  #tokens: number;
  #filledAt = 0;

  /** @param burst what it holds; default: ten seconds' worth */
  constructor(
    private readonly perSecond: number,
    private readonly burst: number = perSecond * BURST_SECONDS,
  ) {
    this.#tokens = burst;
  }

  /** False when the limit is reached. @param now ms since 1970 */
  take(now: number): boolean {
    this.#fill(now);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Takes `n` whether they are there or not, and answers after how many ms there will be one again; 0: there is. */
  overdraw(n: number, now: number): number {
    this.#fill(now);
    this.#tokens -= n;
    return this.#tokens >= 0 ? 0 : (-this.#tokens / this.perSecond) * 1_000;
  }

  /** What is older than what came before it fills nothing, and neither does a clock that was set back. */
  #fill(now: number): void {
    const elapsedMs = now - this.#filledAt;
    if (elapsedMs <= 0 && elapsedMs > -SET_BACK_MS) return;
    this.#filledAt = now;
    if (elapsedMs > 0) this.#tokens = Math.min(this.burst, this.#tokens + (elapsedMs / 1000) * this.perSecond);
  }
}
