// What the store needs from time to time, away from the hot path: sealing closed days, retention, the free-disk guard.

import type { Log } from '../log.js';
import { messageOf } from '../faults.js';

const EVERY_MS = 60_000;

export interface Chore {
  /** For the log, as a noun. */
  readonly name: string;
  run(): Promise<void>;
}

/** Runs the chores one after the other each minute; one that fails is logged and tried again at its next turn. */
export class Maintenance {
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;

  constructor(
    private readonly chores: readonly Chore[],
    private readonly log: Log,
  ) {}

  start(): void {
    this.#timer = setInterval(
      () => (this.#running ??= this.#run().finally(() => (this.#running = undefined))),
      EVERY_MS,
    );
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  async #run(): Promise<void> {
    for (const chore of this.chores) {
      try {
        await chore.run();
      } catch (error) {
        this.log.error({ chore: chore.name, error: messageOf(error) }, 'maintenance failed');
      }
    }
  }
}
