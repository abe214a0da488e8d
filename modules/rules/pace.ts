// Reading many events without holding up the pages: whoever folds asks after each event whether it is time for others. By time and not by
// number, because an event may cost a microsecond or, with regular expressions over a long message, a thousand times that.

import { setImmediate as nextTurn } from 'node:timers/promises';

const MAX_BUSY_MS = 15;

export class Pace {
  #since = performance.now();

  get isDue(): boolean {
    return performance.now() - this.#since > MAX_BUSY_MS;
  }

  /** Lets others go first. */
  async pause(): Promise<void> {
    await nextTurn();
    this.#since = performance.now();
  }
}
