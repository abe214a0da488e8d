// Waiting for something to do, for a time at most, and pauses; all of it ends when the program stops.

import { setTimeout as sleep } from 'node:timers/promises';
import { withEither } from '#src/either-signal.js';

export class Turn {
  #isCalled = false;
  #wake = new AbortController();

  constructor(private readonly stopping: AbortSignal) {}

  /** There is something to do. */
  call(): void {
    this.#isCalled = true;
    this.#wake.abort();
  }

  /** @returns false when nobody called within `ms` */
  async wait(ms: number): Promise<boolean> {
    if (!this.#isCalled) await withEither([this.stopping, this.#wake.signal], (either) => until(ms, either));
    const isCalled = this.#isCalled;
    this.#isCalled = false;
    this.#wake = new AbortController();
    return isCalled;
  }

  async pause(ms: number): Promise<void> {
    if (ms > 0) await until(ms, this.stopping);
  }
}

async function until(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined); // being woken is no failure
}
