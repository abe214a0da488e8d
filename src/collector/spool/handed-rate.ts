// How many messages a second the spool hands on.

const OVER_MS = 900;

export class HandedRate {
  #handed = 0;
  #perSecond = 0;
  #before = { at: performance.now(), handed: 0 };

  add(n: number): void {
    this.#handed += n;
  }

  /** Over about the last second; to be asked now and then. */
  perSecond(): number {
    const now = performance.now();
    const { at, handed } = this.#before;
    if (now - at < OVER_MS) return this.#perSecond;
    this.#perSecond = Math.round(((this.#handed - handed) * 1_000) / (now - at));
    this.#before = { at: now, handed: this.#handed };
    return this.#perSecond;
  }
}
