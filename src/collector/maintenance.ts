// What the store needs from time to time, away from the hot path: sealing closed days, retention, the free-disk guard.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.js';
import { messageOf } from '../faults.js';

const EVERY_MS = 60_000;
/** What takes longer (a large segment is put in order) the store itself breaks off when it is closed, or waits for. */
const STOP_MS = 2_000;

export interface Chore {
  /** For the log, as a noun. */
  readonly name: string;
  run(): Promise<void>;
}

/** Runs the chores one after the other each minute; one that fails is logged and tried again at its next turn. */
export class Maintenance {
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #isStopped = false;

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

  /** Nothing new begins; what runs is waited for, but not for long. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#timer);
    await Promise.race([this.#running, sleep(STOP_MS, undefined, { ref: false })]);
  }

  async #run(): Promise<void> {
    for (const chore of this.chores) {
      if (this.#isStopped) return;
      try {
        await chore.run();
      } catch (error) {
        if (this.#isStopped) return; // broken off
        this.log.error({ chore: chore.name, error: messageOf(error) }, 'maintenance failed');
      }
    }
  }
}
