// Which senders are over their share, while there is more than can be taken: those who sent more in this tenth of a second than all did
// on average in the last one. So one that floods makes room for the others; without others, or without a flood, nobody is over it.

const WINDOW_MS = 100;
/** In one window: a sender of less is never over its share. */
const FLOOR = 20;

/** What a sender sent in the window it last sent in. */
export interface Share {
  window: number;
  sent: number;
}

export class FairShare {
  #window = 0;
  #sent = 0;
  #senders = 0;
  #most = Infinity;

  /** Counts a message. False: its sender is over its share. @param now ms since 1970 */
  take(share: Share, now: number): boolean {
    const window = Math.floor(now / WINDOW_MS);
    if (window !== this.#window) this.#turn(window);
    if (share.window !== window) {
      share.window = window;
      share.sent = 0;
      this.#senders += 1;
    }
    share.sent += 1;
    this.#sent += 1;
    return share.sent <= this.#most;
  }

  #turn(window: number): void {
    const isNext = window === this.#window + 1 && this.#senders > 1;
    this.#most = isNext ? Math.max(FLOOR, this.#sent / this.#senders) : Infinity;
    this.#window = window;
    this.#sent = 0;
    this.#senders = 0;
  }
}
