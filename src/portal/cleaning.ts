// Deleting what is over: at the start (also on a machine that never runs for long) and at each interval, one run after the other; the
// portal's end waits for the one that is under way. Of several portals the one that has the duties does it.

import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { Duties } from '#src/cluster/duties.js';

/** `clean` is what @Interval belongs to; `run` deletes, and logs what fails instead of throwing. */
export abstract class Cleaning implements OnApplicationBootstrap, OnModuleDestroy {
  #running: Promise<void> = Promise.resolve();
  #leave = (): Promise<void> => Promise.resolve();

  constructor(private readonly duties: Duties) {}

  onApplicationBootstrap(): void {
    const begin = (): void => void this.clean();
    this.#leave = this.duties.add({ name: this.constructor.name, begin, end: () => this.#running });
  }

  clean(): Promise<void> {
    if (this.duties.areOurs) this.#running = this.#running.then(() => this.run());
    return this.#running;
  }

  onModuleDestroy(): Promise<void> {
    return this.#leave();
  }

  protected abstract run(): Promise<void>;
}
